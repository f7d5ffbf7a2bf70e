// Clients in the browser: what typing shows while it goes on, and what the pages do without scripts.
import assert from "node:assert/strict";
import { journey, phone } from "./world.mjs";

const aClient = /\/clients\/[0-9a-f-]{36}$/;

async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`main [name=${name}]`).fill(value);
}

const submit = (page) => page.locator("main form[action='/clients'] button[type=submit]:not([formaction])");

async function register(w, fields, tick = []) {
  await w.visit("/clients/new");
  await fill(w.page, fields);
  for (const name of tick) await w.page.locator(`main input[name=${name}]`).check();
  await submit(w.page).click();
  await w.page.waitForURL(aClient);
  return new URL(w.page.url()).pathname;
}

journey("whoever may be the same person appears while the form is being filled in", { reducedMotion: "reduce" }, async (w) => {
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  const first = await register(w, { family: "Keksitty", given: "Elviira", born: "17.5.1980" });

  await w.visit("/clients/new");
  await fill(page, { family: "Keksity", given: "Elviira", born: "17.5.1980" });
  await page.locator(`#same a[href="${first}"]`).waitFor();
  assert.match(await page.locator("#same").innerText(), /sama syntymäpäivä ja lähes sama nimi/);
  assert.match(await page.locator("#same-told").innerText(), /Yksi asiakas voi olla sama ihminen/);
  assert.equal(await page.locator("input[name=family]").inputValue(), "Keksity", "what is typed stays");
  assert.equal(new URL(page.url()).search, "", "no address holds what was typed");
  await w.axe();
  await page.locator("input[name=other]").check();
  await page.locator("input[name=phone]").fill("040 123 4567");
  await page.waitForTimeout(700);
  assert.ok(await page.locator("input[name=other]").isChecked(), "a tick is not taken away by typing on");
  await page.locator("input[name=born]").fill("17.5.1981");
  await page.locator(`#same a[href="${first}"]`).waitFor({ state: "detached" });
  await submit(page).click();
  await page.waitForURL(aClient);
  assert.notEqual(new URL(page.url()).pathname, first);
});

journey("a client is found while her name is being typed", { ...phone, reducedMotion: "reduce" }, async (w) => {
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  await register(w, { family: "Löydettävä", given: "Lempi" });
  await register(w, { family: "Muu", given: "Maija" });
  await w.visit("/clients");
  await page.locator("main input[name=text]").pressSequentially("löyd");
  await page.locator("#found >> text=Löydettävä, Lempi").waitFor();
  await page.locator("#found >> text=Muu, Maija").waitFor({ state: "detached" });
  assert.match(await page.locator("#found-told").innerText(), /Löytyi yksi asiakas/);
  await w.axe();
  await w.noHorizontalScroll();
});

journey("without scripts doubles are shown on submit, and a protected address after a press", { javaScriptEnabled: false }, async (w) => {
  w.browser.allow(/status of 422/);
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  const main = page.locator("main");
  const first = await register(w, { family: "Keksitty", given: "Oskari", birth_year: "1970", address: "Salainen kuja 9" }, ["non_disclosure"]);
  assert.doesNotMatch(await main.innerText(), /Salainen kuja/);
  await main.locator(`a[href="${first}/contact"]`).click();
  assert.match(await main.innerText(), /Salainen kuja 9/);

  await w.visit("/clients/new");
  await fill(page, { family: "Keksitty", given: "Oskari" });
  await main.locator("button[formaction='/clients/hints']").click();
  assert.ok(await main.locator(`#same a[href="${first}"]`).count());
  await submit(page).click();
  assert.ok(await main.locator(".govuk-error-summary").count());
  await main.locator("input[name=other]").check();
  await submit(page).click();
  await page.waitForURL(aClient);
});

journey("a glass is broken, read for what it allows, and seen on the leader's desk", { reducedMotion: "reduce" }, async (w) => {
  w.browser.allow(/status of 404/);
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  const main = page.locator("main");
  await w.visit("/clients/new");
  await fill(page, { family: "Hätäinen", given: "Hilma", born: "2.3.1950" });
  await page.locator("main input[name=unit_task]").uncheck();
  await submit(page).click();
  await page.waitForURL(aClient);
  const hers = new URL(page.url()).pathname;
  await w.signOut();

  await w.signIn(w.person(/helmi@/));
  assert.equal((await w.visit(hers)).status(), 404);
  await w.visit("/break-glass");
  await fill(page, { family: "hätäinen", given: "hilma", born: "2.3.1950", reason: "Soitti päivystykseen, omatyöntekijää ei tavoiteta." });
  await main.locator("form[action='/break-glass'] button").click();
  await page.waitForURL(aClient);
  assert.match(await main.innerText(), /Luet hätäavauksella/);
  await w.axe();
  await w.signOut();

  await w.signIn(w.person(/bertta@/));
  await main.locator("a[href='/client-notices']").first().click();
  assert.match(await main.innerText(), /Soitti päivystykseen/);
  await w.axe();
});
