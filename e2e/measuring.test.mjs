// Measuring in the browser: a client on her own phone, a form on paper keyed by keyboard alone, a tablet that is handed over.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Browser } from "./browser.mjs";
import { journey, phone } from "./world.mjs";

const aClient = /\/clients\/[0-9a-f-]{36}$/;
const aLink = /\/links\/[0-9a-f-]{36}$/;
const aMeasurement = /\/measurements\/[0-9a-f-]{36}$/;

// onAPhone does something on a phone of the client's own.
async function onAPhone(w, settings, does) {
  const hers = new Browser(w.url, { ...phone, ...settings });
  try {
    await hers.open();
    await does(hers.page);
    assert.deepEqual(hers.unexcused, []);
  } finally {
    await hers.forget();
  }
}

// takeOn registers a client who agrees to being measured, and gives her address.
async function takeOn(w, given) {
  const { page } = w;
  const main = page.locator("main");
  await w.visit("/clients/new");
  await main.locator("input[name=family]").fill("Keksitty");
  await main.locator("input[name=given]").fill(given);
  await main.locator("form[action='/clients'] button[type=submit]:not([formaction])").click();
  await page.waitForURL(aClient);
  const client = new URL(page.url()).pathname;
  await w.visit(`${client}/consents?kind=measuring`);
  for (const choice of ["input[name=state][value=given]", "input[name=by][value=client]", "input[name=way]"]) await main.locator(choice).first().check();
  await send(page);
  return client;
}

const send = (page) => page.locator("main form[method=post] button[type=submit]").last().click();

// begin chooses an instrument and a way of answering.
async function begin(w, client, how, instrument = "Mieli ja arki") {
  const main = w.page.locator("main");
  await w.visit(`${client}/measurements/new`);
  await main.getByLabel(instrument, { exact: true }).check();
  await main.locator(`input[name=how][value=${how}]`).check();
  await main.locator("form button[type=submit]").last().click();
  await main.locator("select[name=occasion]").selectOption("start");
}

// look is what is asked of every page that somebody sees here.
async function look(w, page = w.page) {
  await w.axe(page);
  await w.noHorizontalScroll(page);
  await w.focusIsSeen(page);
}

// fact is what a summary list says of a thing.
const fact = (page, key) => page.locator(".summary__row", { has: page.locator("dt", { hasText: new RegExp(`^\\s*${key}\\s*$`) }) }).locator("dd").first().innerText();

// answer is what a measurement's table says of a question.
const answer = (page, question) => page.locator("tr", { hasText: question }).locator("td").first().innerText();

journey("a client answers on her own phone in easy Finnish, stops, comes back by her code and hands in", { reducedMotion: "reduce" }, async (w) => {
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  const main = page.locator("main");
  const client = await takeOn(w, "Lempi");
  await begin(w, client, "link");
  await main.locator("select[name=language]").selectOption("fi-selko");
  await look(w);
  await send(page);
  await page.waitForURL(aLink);
  await look(w);
  const address = new URL(await main.locator(".address code").innerText()).pathname;

  await onAPhone(w, { reducedMotion: "reduce" }, (hers) => onHerPhone(w, hers, address));

  await w.visit(`${client}/measurements`);
  await main.locator("tbody a[href^='/measurements/']").first().click();
  await page.waitForURL(aMeasurement);
  assert.equal(await fact(page, "Kuka vastasi"), "Asiakas yksin");
  assert.equal(await fact(page, "Tapa"), "Oma linkki");
  assert.equal(await fact(page, "Kieli"), "Selkosuomi");
  assert.match(await fact(page, "Vastaaminen kesti"), /^Noin (minuutin|\d+ minuuttia)$/); // as long as this machine took
  assert.equal(await answer(page, "Olen nukkunut"), "usein");
  assert.equal(await answer(page, "Mieleni on ollut"), "Jätetty väliin");
  assert.equal(await answer(page, "Jokin on tuottanut iloa"), "Ei vastausta");
  await look(w);
});

async function onHerPhone(w, page, address) {
  const main = page.locator("main");
  const press = (name) => main.getByRole("button", { name, exact: true }).click();
  await page.goto(w.url + address);
  assert.match(await main.innerText(), /Sinun ei tarvitse vastata kaikkiin kysymyksiin/);
  await look(w, page);
  await press("Aloita");
  assert.match(await main.innerText(), /Kysymys 1\/5[\s\S]*Olen nukkunut hyvin/);
  await look(w, page);
  await page.waitForTimeout(1_100); // she thinks; the time that she takes is kept
  await main.getByLabel("usein", { exact: true }).check();
  await press("Seuraava");
  await press("Ohita tämä kysymys");
  await main.getByLabel("joskus", { exact: true }).check();
  await press("Lopeta nyt");
  await look(w, page);
  const code = await main.locator(".bigcode").innerText();

  await page.goto(`${w.url}/m`);
  await main.locator("input[name=code]").fill(code.toLowerCase().replaceAll("-", " "));
  await press("Jatka");
  assert.match(await main.innerText(), /Tässä on 5 kysymystä/);
  await press("Jatka");
  assert.match(await main.innerText(), /Kysymys 4\/5/);
  await press("Edellinen");
  assert.ok(await main.getByLabel("joskus", { exact: true }).isChecked(), "what she answered before she stopped is there");
  for (let at = 0; at < 3; at++) await press("Seuraava");
  assert.match(await main.innerText(), /2 kysymyksessä ei ole vastausta. Se ei haittaa/);
  await look(w, page);
  await press("Lähetä vastaukset");
  assert.match(await main.innerText(), /Kiitos/);
  await look(w, page);
  const done = page.url();
  await page.goBack();
  assert.doesNotMatch(await main.innerText(), /usein|joskus/, "what was handed in is not shown to whoever holds the phone next");

  await page.goto(done);
  await main.getByRole("link", { name: "Katso kuvaa", exact: true }).click();
  assert.match(await main.innerText(), /Minun kuvani[\s\S]*Kuva ei ole arvosana[\s\S]*Olen nukkunut hyvin[\s\S]*Tässä ovat vain tämän kerran vastaukset/);
  await look(w, page);
  await page.emulateMedia({ colorScheme: "dark" });
  await look(w, page);
  await page.emulateMedia({ colorScheme: "light" });
  const [copy] = await Promise.all([page.waitForEvent("download"), main.getByRole("link", { name: "Lataa kopio (PDF)" }).click()]);
  await page.goto(`${w.url}/copies/check`);
  await main.locator("input[name=file]").setInputFiles(await copy.path());
  await press("Tarkista");
  assert.match(await main.innerText(), /eikä sitä ole muutettu/);
  await look(w, page);
}

journey("a form on paper is printed without a name and keyed by keyboard alone", { reducedMotion: "reduce" }, async (w) => {
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  const main = page.locator("main");
  const client = await takeOn(w, "Paavo");
  await begin(w, client, "paper");
  await send(page);
  await page.waitForURL(aLink);
  const code = await main.locator(".bigcode").innerText();
  await main.locator("a[href$='/paper']").click();
  await page.waitForURL(/\/paper$/);
  await look(w);
  await page.emulateMedia({ media: "print" });
  assert.doesNotMatch(await page.locator("body").innerText(), /Keksitty|Paavo/);
  assert.equal(await page.locator("nav:visible, form:visible").count(), 0, "nothing to press is printed");
  await page.emulateMedia({ media: "screen" });

  await w.visit("/keying");
  await tabTo(page, "input[name=code]");
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/keying\//);
  await look(w);
  await w.visit(new URL(page.url()).pathname);
  await tabTo(page, "input[name='answers.rested']");
  for (const key of ["4", "2", "-", ".", "5"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter"); // on the button that saves
  await page.waitForURL(aMeasurement);
  assert.equal(await fact(page, "Tapa"), "Paperilomake");
  assert.equal(await answer(page, "Olen nukkunut"), "usein");
  assert.equal(await answer(page, "Mieleni on ollut"), "harvoin");
  assert.equal(await answer(page, "Arjen tehtävät"), "Jätetty väliin");
  assert.equal(await answer(page, "Jokin on tuottanut iloa"), "Ei vastausta");
  assert.equal(await answer(page, "Olen voinut puhua"), "melkein aina");
});

// A form from elsewhere, whose choices are called by what they count.
const counted = `format: rinnalla-instrument/1
code: counted
purpose: measure
languages: [fi]
title: {fi: Lasketut}
licence: {owner: Koe}
answered_by: [client]
display: list
sections:
  - code: a
    items:
      - {code: tired, kind: steps, text: {fi: Väsymys}, options: [
          {code: "0", label: {fi: Ei lainkaan}, points: 0}, {code: "1", label: {fi: Joskus}, points: 1}, {code: "2", label: {fi: Usein}, points: 2}]}
      - {code: sleep, kind: scale, from: 0, to: 5, text: {fi: Uni}}
`;

journey("the digit before a choice on paper keys that choice, whatever it counts", { reducedMotion: "reduce" }, async (w) => {
  await w.signIn(w.person(/bertta@/));
  const { page } = w;
  const main = page.locator("main");
  await w.visit("/instruments/new");
  await main.locator("input[type=file]").setInputFiles({ name: "counted.yaml", mimeType: "application/yaml", buffer: Buffer.from(counted) });
  await send(page);
  await main.getByRole("button", { name: "Lataa luonnokseksi" }).click();
  await main.getByRole("button", { name: "Lukitse versio" }).click();
  const client = await takeOn(w, "Pirkko");
  await begin(w, client, "paper", "Lasketut");
  await send(page);
  await page.waitForURL(aLink);
  const code = await main.locator(".bigcode").innerText();
  await w.visit(`/keying/${code}`);
  await tabTo(page, "input[name='answers.tired']");
  for (const key of ["1", "3", "Enter"]) await page.keyboard.press(key);
  await page.waitForURL(aMeasurement);
  assert.equal(await answer(page, "Väsymys"), "Ei lainkaan");
  assert.equal(await answer(page, "Uni"), "3");
});

// tabTo goes by the Tab key alone.
async function tabTo(page, selector) {
  for (let steps = 0; steps < 60; steps++) {
    if (await page.locator(selector).and(page.locator(":focus")).count()) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the Tab key does not lead to ${selector} on ${page.url()}`);
}

journey("a tablet is handed over, fills its screen, forgets her and is taken back by its PIN", { reducedMotion: "reduce" }, async (w) => {
  w.browser.allow(/status of 422/);
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  const main = page.locator("main");
  const press = (name) => main.getByRole("button", { name, exact: true }).click();
  const client = await takeOn(w, "Taimi");
  await begin(w, client, "kiosk");
  await main.locator("input[name=pin]").fill("4711");
  await look(w);
  await send(page);
  await page.waitForURL(/\/m\//);
  const hers = new URL(page.url()).pathname;
  assert.doesNotMatch(await page.locator("body").innerText(), /Keksitty|Taimi|Aino/);
  assert.equal(await page.locator("a[href='/'], a[href^='/clients'], footer a").count(), 0, "nothing leads out of the questions");
  await look(w);

  await press("Aloita");
  await main.getByLabel("usein", { exact: true }).waitFor();
  assert.ok(await page.evaluate(() => document.fullscreenElement !== null), "her first press fills the screen");
  await main.getByLabel("usein", { exact: true }).check();
  await press("Seuraava");
  await main.getByText("Kysymys 2/5").waitFor();
  assert.ok(await page.evaluate(() => document.fullscreenElement !== null), "it stays full from page to page");
  for (let at = 2; at <= 5; at++) {
    await main.getByText(`Kysymys ${at}/5`).waitFor();
    await press("Seuraava");
  }
  await main.getByText("Tässä ovat vastauksesi").waitFor();
  await look(w);
  await press("Lähetä vastaukset");
  await main.getByText("Kiitos").waitFor();
  for (const path of [`${hers}/q1`, `${hers}/end`, hers]) {
    await w.visit(path);
    assert.doesNotMatch(await main.innerText(), /usein/, `${path} has forgotten her`);
  }
  for (const path of ["/", `${client}/measurements`]) {
    await w.visit(path);
    assert.equal(new URL(page.url()).pathname, "/sign-in", `${path} is shut while she has the tablet`);
  }

  await w.visit(hers);
  await main.getByRole("link", { name: "Työntekijälle" }).click();
  await page.waitForURL(/\/tablet$/);
  await look(w);
  await main.locator("input[name=pin]").fill("1234");
  await press("Ota laite takaisin");
  assert.match(await main.innerText(), /Tunnusluku ei ole oikein/);
  await look(w);
  await main.locator("input[name=pin]").fill("4711");
  await press("Ota laite takaisin");
  await page.waitForURL(new RegExp(`${client}/measurements$`));
  assert.match(await main.locator("tbody").innerText(), /Yhteinen tabletti/);
});

journey("an instrument from another house is brought in, answered on a phone without scripts, pictured, and goes out as a file again", { reducedMotion: "reduce" }, async (w) => {
  await w.signIn(w.person(/bertta@/));
  const { page } = w;
  const main = page.locator("main");
  const press = (name) => main.getByRole("button", { name, exact: true }).click();
  await w.visit("/instruments");
  await main.getByRole("link", { name: "Lataa mittari" }).click();
  await main.locator("input[name=file]").setInputFiles(fileURLToPath(new URL("a-week-of-mine.fhir.json", import.meta.url)));
  await press("Lue tiedosto");
  const notes = await main.locator("section", { hasText: "Mitä ei ymmärretty" }).locator("tbody tr").allInnerTexts();
  assert.equal(notes.length, 4);
  assert.match(notes[0], /^6\s+Tiedoston mukaan tämä on versio ”3”/);
  assert.match(notes[1], /^21\s+Yksi kysymys on tiedostossa pakollinen. Täällä jokaisen kysymyksen saa jättää väliin/);
  assert.match(notes[2], /^25\s+Lajin ”reference” kysymyksiä ei täällä ole/);
  assert.match(notes[3], /^27\s+Kaavansa mukaan pistemäärä ”viikko-pisteet” on olemassa, kun yhteenkin kysymykseen on vastattu/);
  await look(w);
  await press("Lataa luonnokseksi");
  await page.waitForURL(/\/instruments\/[0-9a-f-]{36}$/);
  const instrument = new URL(page.url()).pathname;
  await press("Lukitse versio");
  assert.match(await main.innerText(), /Versio on lukittu[\s\S]*Viikko yhteensä\s+viikko-pisteet\s+Summa\s+2 kysymystä/);
  await look(w);

  const client = await takeOn(w, "Viivi");
  await begin(w, client, "link", "Viikkoni");
  await send(page);
  await page.waitForURL(aLink);
  const address = new URL(await main.locator(".address code").innerText()).pathname;
  await onAPhone(w, { javaScriptEnabled: false }, (hers) => withoutScripts(w, hers, address));
  await w.visit(`${client}/measurements`);
  await main.locator("tbody a[href^='/measurements/']").first().click();
  await page.waitForURL(aMeasurement);
  assert.equal(await answer(page, "Kenet"), "Siskon");

  await w.visit(instrument);
  const [file] = await Promise.all([page.waitForEvent("download"), main.getByRole("link", { name: "FHIR-kysely (R4)" }).click()]);
  await w.visit("/instruments/new");
  await main.locator("input[name=file]").setInputFiles({ name: "viikkoni.json", mimeType: "application/fhir+json", buffer: await readFile(await file.path()) });
  await press("Lue tiedosto");
  assert.match(await main.innerText(), /Organisaatiolla on jo tämä mittari\s+Kysymykset ja pisteet ovat kuten uusimmassa versiossa/, "what goes out is what came in");
});

async function withoutScripts(w, page, address) {
  const main = page.locator("main");
  const press = async (name) => {
    await w.noHorizontalScroll(page);
    await main.getByRole("button", { name, exact: true }).click();
  };
  await page.goto(w.url + address);
  assert.match(await main.innerText(), /Viikkoni\s+Tässä on 2 kysymystä/);
  await press("Aloita");
  assert.match(await main.innerText(), /Kysymys 1\/2[\s\S]*Kävin ulkona/);
  await press("Ohita tämä kysymys");
  await main.getByLabel("joka päivä", { exact: true }).check();
  await press("Seuraava");
  assert.match(await main.innerText(), /Kysymys 3\/3[\s\S]*Kenet\?/, "one more is asked because of what she answered");
  await main.getByLabel("Kenet?").fill("Siskon");
  await press("Edellinen");
  await press("Seuraava");
  assert.equal(await main.getByLabel("Kenet?").inputValue(), "Siskon", "going back keeps what she wrote");
  await press("Seuraava");
  assert.match(await main.innerText(), /Kävin ulkona\s+Jät\S+ väliin/);
  await press("Lähetä vastaukset");
  await main.getByRole("link", { name: "Katso kuvaa", exact: true }).click();
  assert.match(await main.innerText(), /Minun kuvani\s+Viikkoni[\s\S]*Kuva ei ole arvosana/);
  await main.locator("summary", { hasText: "Luvut taulukkona" }).click();
  assert.match(await main.locator("tbody").innerText(), /Viikko yhteensä\s+2/);
  await w.noHorizontalScroll(page);
}
