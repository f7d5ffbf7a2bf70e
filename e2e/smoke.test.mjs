import assert from "node:assert/strict";
import { journey, phone } from "./world.mjs";

journey("the coordinator signs in, sees her desk and signs out", async (w) => {
  await w.visit("/sign-in");
  await w.axe();
  await w.noHorizontalScroll();

  await w.signIn();
  assert.equal(new URL(w.page.url()).pathname, "/");
  assert.equal(await w.page.locator("h1").count(), 1, "a page has one main heading");
  await w.axe();
  await w.noHorizontalScroll();

  await w.signOut();
  await w.visit("/");
  assert.equal(new URL(w.page.url()).pathname, "/sign-in", "after signing out the desk asks who she is");
});

journey("signing in works without scripts", { javaScriptEnabled: false }, async (w) => {
  await w.signIn();
  assert.equal(new URL(w.page.url()).pathname, "/");
});

journey("the desk fits a phone", phone, async (w) => {
  await w.signIn();
  await w.axe();
  await w.noHorizontalScroll();
});

journey("she is warned before the session ends and keeps it with one press", async (w) => {
  const start = new Date();
  await w.browser.context.clock.install({ time: start });
  await w.signIn();
  const warning = w.page.getByText("Istuntosi päättyy kahden minuutin kuluttua.");
  await w.browser.context.clock.fastForward("27:00");
  assert.equal(await warning.count(), 0, "three minutes before the end nobody is disturbed");
  await w.browser.context.clock.fastForward("01:30");
  await warning.waitFor();
  await w.axe();
  await w.noHorizontalScroll();
  await w.page.getByRole("button", { name: "Jatka" }).click();
  await warning.waitFor({ state: "detached" });
  await w.browser.context.clock.fastForward("28:30");
  await warning.waitFor();
  await w.browser.context.clock.fastForward("02:30");
  await w.page.getByText("Istuntosi on päättynyt.").waitFor();
});
