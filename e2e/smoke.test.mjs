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
