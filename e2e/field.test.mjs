import assert from "node:assert/strict";
import { journey, phone } from "./world.mjs";

const pin = "2580";
// Requests of a page that a service worker controls cannot be bent by the test; without one they can.
const bendable = { ...phone, serviceWorkers: "block" };
const worker = /aino@/;

// Phone is the field app as a worker uses it.
class Phone {
  constructor(w) {
    this.w = w;
    // The first question for the kit is answered 401, and questions without network by nobody.
    w.browser.allow(/Failed to load resource/);
  }

  get page() {
    return this.w.page;
  }

  // unpack is the first use: sign in, choose a PIN, get the kit.
  async unpack() {
    await this.w.visit("/field/");
    await this.page.getByRole("link", { name: "Kirjaudu sisään" }).click();
    await this.signIn();
    await this.page.locator("#pin").fill(pin);
    await this.page.locator("#pin-again").fill(pin);
    await this.page.getByRole("button", { name: "Ota PIN-koodi käyttöön" }).click();
    await this.ready();
    if (this.w.browser.options.serviceWorkers === "block") return;
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  async signIn() {
    const { email, password } = this.w.person(worker);
    await this.page.locator("input[name=email]").fill(email);
    await this.page.locator("input[name=password]").fill(password);
    await this.page.locator("input[name=password]").press("Enter");
    await this.page.waitForURL(/\/field\//);
  }

  async ready() {
    await this.page.locator(".fieldapp__nav").waitFor();
  }

  async unlock(typed = pin) {
    await this.page.locator("#pin").fill(typed);
    await this.page.locator("#pin").press("Enter");
  }

  // reopen is what a phone does after its app was closed or killed.
  async reopen({ offline = false } = {}) {
    await this.w.browser.open();
    await this.w.browser.context.setOffline(offline);
    await this.w.visit("/field/");
    await this.unlock();
    await this.ready();
  }

  async offline() {
    await this.w.browser.context.setOffline(true);
    await this.w.server.down();
  }

  // online brings server and network back. A kill may have taken the session cookie with it; then she signs in.
  async online() {
    await this.w.server.up();
    await this.w.browser.context.setOffline(false);
    await this.w.visit("/field/");
    await this.unlock();
    await this.ready();
    const signIn = this.page.getByRole("link", { name: "Kirjaudu sisään" });
    await this.page.locator("text=Lähetetty tänään").or(signIn).first().waitFor();
    if (await signIn.isVisible()) {
      await signIn.click();
      await this.signIn();
      await this.unlock();
      await this.ready();
    }
  }

  async start(place) {
    await this.page.getByRole("link", { name: /^Aloita käynti/ }).click();
    await this.page.locator("#find").fill(place);
    await this.page.getByRole("button", { name: new RegExp(place) }).click();
    await this.page.locator("#present").waitFor();
  }

  // settled waits until what she tapped is on the phone's disk: the app writes it at once, but a test taps faster than a thumb.
  async settled() {
    const written = () => this.page.evaluate(async () => {
      const db = await new Promise((done) => (indexedDB.open("rinnalla-field").onsuccess = (event) => done(event.target.result)));
      const all = await new Promise((done) => (db.transaction("drafts").objectStore("drafts").getAll().onsuccess = (event) => done(event.target.result)));
      db.close();
      return all.map(({ iv }) => iv.join()).join("; ");
    });
    for (let before = "", now = await written(); now !== before; now = await written()) {
      before = now;
      await this.page.waitForTimeout(500);
    }
  }

  more(what) {
    return this.page.getByRole("button", { name: `Lisää yksi. ${what}` });
  }

  async save() {
    await this.page.getByRole("button", { name: "Tallenna käynti" }).click();
    await this.page.getByRole("heading", { name: /^Tänään/ }).waitFor();
  }

  async to(name) {
    await this.page.locator(".fieldapp__nav").getByRole("link", { name }).click();
  }
}

// visitsToday asks the desk how many visits today have this many present.
async function visitsToday(w, present) {
  const today = new Intl.DateTimeFormat("fi-FI", { timeZone: "Europe/Helsinki" }).format(new Date());
  const page = await w.browser.context.newPage();
  await page.goto(`${w.url}/visits`);
  const rows = await page.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  await page.close();
  return rows.filter((cells) => cells[0].includes(today) && cells.includes(String(present))).length;
}

journey("a visit recorded in a car park without network is counted once she is back", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await w.browser.close();

  await w.server.down();
  await p.reopen({ offline: true });
  await p.page.locator(".offline").waitFor();
  await p.start("Sotkamon kirjasto");
  await p.page.getByRole("button", { name: "+10. Paikalla (arvio)" }).click();
  for (let i = 0; i < 7; i++) await p.more("Paikalla (arvio)").click();
  for (let i = 0; i < 3; i++) await p.more("Keskusteluja").click();
  await p.page.getByRole("button", { name: "Asuminen" }).click();
  await p.settled();
  await w.browser.kill();

  await p.reopen({ offline: true });
  await p.page.getByRole("link", { name: /Sotkamon kirjasto.*Jatka käyntiä/s }).click();
  assert.equal(await p.page.locator("#present").inputValue(), "17", "every tap survives a kill");
  assert.equal(await p.page.getByRole("button", { name: "Asuminen" }).getAttribute("aria-pressed"), "true");
  await p.page.locator("#heard").fill("Bussi ei kulje iltaisin.");
  await p.save();
  await w.browser.kill();

  await p.reopen({ offline: true });
  await p.to(/Lähtevät/);
  await p.page.getByRole("heading", { name: "Odottaa lähetystä: 1" }).waitFor();

  await p.online();
  await p.page.getByRole("heading", { name: "Lähetetty tänään: 1" }).waitFor();
  assert.equal(await visitsToday(w, 17), 1, "the visit is counted once");
  await p.page.reload();
  await p.unlock();
  await p.ready();
  await p.to(/Lähtevät/);
  await p.page.getByText("Kaikki on lähetetty.").waitFor();
  assert.equal(await visitsToday(w, 17), 1);
});

journey("a visit has the day and the time of the Finnish clock wherever the phone thinks it is", { ...phone, timezoneId: "Pacific/Kiritimati" }, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  const inFinland = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Helsinki", dateStyle: "short", timeStyle: "short" }).format(new Date());
  const before = inFinland();
  await p.start("Sotkamon kirjasto");
  const shown = await p.page.evaluate(() => `${document.querySelector("[type=date]").value} ${document.querySelector("[type=time]").value}`);
  assert.ok(before <= shown && shown <= inFinland(), `${shown} is not the Finnish clock`);
});

journey("a reply that is cut off leads to one visit, not two", bendable, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  let cut = 0;
  await w.browser.context.route("**/field/sync?*", async (route) => {
    cut += 1;
    if (cut > 1) return route.continue();
    await route.fetch(); // the server has done it …
    return route.abort(); // … and the phone never hears of it
  });
  await p.start("Kajaanin kirjasto");
  for (let i = 0; i < 9; i++) await p.more("Paikalla (arvio)").click();
  await p.save();
  await p.to(/Lähtevät/);
  await p.page.getByRole("heading", { name: "Odottaa lähetystä: 1" }).waitFor();
  await p.page.getByRole("button", { name: "Lähetä nyt" }).click();
  await p.page.getByRole("heading", { name: "Lähetetty tänään: 1" }).waitFor();
  assert.ok(cut >= 2, "the phone sent it again");
  assert.equal(await visitsToday(w, 9), 1);
});

journey("what the server refuses comes back with its reason, on the phone and at the desk, and is mended", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await p.start("Kuhmon tori");
  for (let i = 0; i < 13; i++) await p.more("Paikalla (arvio)").click();
  await p.page.getByText("Päivä, kellonaika ja työtunnit").click();
  await p.page.locator("#stop-day").fill("2031-05-05");
  await p.save();
  await p.page.getByText("Yksi kirjaus tarvitsee sinua.").waitFor();
  await w.axe();
  await p.page.getByRole("link", { name: "Katso" }).click();
  await p.page.getByRole("heading", { name: "Palautunut, korjaa" }).waitFor();
  await w.axe();
  await w.noHorizontalScroll();

  const desk = await w.browser.context.newPage();
  await desk.goto(`${w.url}/field/returned`);
  await desk.getByRole("link", { name: /Käynti, kirjattu puhelimella/ }).click();
  await w.axe(desk);
  await w.noHorizontalScroll(desk);
  await desk.close();

  await p.page.getByRole("button", { name: "Korjaa" }).click();
  await p.page.getByText("Palvelin palautti tämän käynnin.").waitFor();
  await w.axe();
  await p.page.locator("#stop-day").fill(await p.page.evaluate(() => new Intl.DateTimeFormat("sv-SE").format(new Date())));
  await p.save();
  await p.page.getByRole("heading", { name: "Lähetetty tänään: 1" }).waitFor();
  assert.equal(await visitsToday(w, 13), 1);
});

journey("two versions of one visit are shown beside each other and she chooses", bendable, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  let sent = 0;
  await w.browser.context.route("**/field/sync?*", async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    const parcel = JSON.parse(route.request().postData());
    parcel.envelopes[0].body.present = 21;
    await route.fetch({ postData: JSON.stringify(parcel) });
    return route.abort();
  });
  await p.start("Kuhmon tori");
  for (let i = 0; i < 19; i++) await p.more("Paikalla (arvio)").click();
  await p.save();
  await p.to(/Lähtevät/);
  await p.page.getByRole("button", { name: "Lähetä nyt" }).click();
  await p.page.getByRole("link", { name: "Katso molemmat" }).click();
  const row = p.page.locator(".versions__row", { hasText: "Paikalla (arvio)" });
  assert.match(await row.innerText(), /19[^]*21/);
  await w.axe();
  await w.noHorizontalScroll();
  await p.page.locator("#reason").fill("laskin uudelleen");
  await p.page.getByRole("button", { name: "Käytä minun versiotani" }).click();
  await p.page.getByRole("heading", { name: "Lähetetty tänään: 1" }).waitFor();
  assert.equal(await visitsToday(w, 19), 1);
  assert.equal(await visitsToday(w, 21), 0);
});

journey("ten wrong PINs wipe the phone, however often the app is killed in between", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await p.start("Kuhmon tori");
  await p.more("Paikalla (arvio)").click();
  await p.page.reload();
  for (let i = 1; i <= 6; i++) {
    await p.unlock("1111");
    await p.page.locator("#pin-error", { hasText: `${10 - i} yritystä` }).waitFor();
  }
  await p.page.getByText("Enää 4 yritystä ennen tyhjennystä.").waitFor();
  await w.axe();
  await w.browser.kill();
  await w.browser.open();
  await w.visit("/field/");
  await p.page.getByText("Enää 4 yritystä ennen tyhjennystä.").waitFor();
  for (let i = 7; i <= 9; i++) {
    await p.unlock("1111");
    await p.page.locator("#pin-error", { hasText: i < 9 ? `${10 - i} yritystä` : "Yksi yritys" }).waitFor();
  }
  await p.unlock("1111");
  // Still signed in she chooses a new PIN; a kill may have taken the session.
  await p.page.getByRole("heading", { name: "Valitse PIN-koodi" }).or(p.page.getByText("Puhelin on tyhjennetty.")).first().waitFor();
  const left = await p.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((db) => db.name);
    if (!names.includes("rinnalla-field")) return 0;
    const db = await new Promise((done) => (indexedDB.open("rinnalla-field").onsuccess = (event) => done(event.target.result)));
    const count = (room) => new Promise((done) => (db.transaction(room).objectStore(room).count().onsuccess = (event) => done(event.target.result)));
    const counts = await Promise.all(["kit", "drafts", "outbox", "sent"].map(count));
    return counts.reduce((sum, n) => sum + n, 0);
  });
  assert.equal(left, 0, "nothing is left on the phone");
});

journey("the phone in a client's hand shows five faces and gives way to the PIN only", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await p.start("Kuhmon tori");
  await p.page.getByRole("button", { name: /Pyydä palaute/ }).click();
  await p.page.getByRole("button", { name: "Erittäin hyvin" }).waitFor();
  await w.axe();
  await w.noHorizontalScroll();
  await p.page.getByRole("button", { name: "Erittäin hyvin" }).click();
  await p.page.getByRole("heading", { name: "Kiitos!" }).waitFor();
  await w.axe();
  await p.page.getByRole("button", { name: "Erittäin hyvin" }).waitFor(); // it is the next one's turn by itself
  await p.page.goBack();
  await p.page.getByRole("button", { name: "Huonosti", exact: true }).waitFor();
  await w.visit("/field/#/outbox");
  await p.page.reload();
  await p.page.getByRole("button", { name: "Huonosti", exact: true }).click();
  await p.page.getByRole("heading", { name: "Kiitos!" }).waitFor();
  await p.page.getByRole("button", { name: "Seuraava vastaaja" }).click();
  assert.equal(await p.page.locator(".fieldapp__nav").isVisible(), false, "there is no way round the faces");

  await p.page.getByRole("button", { name: /^Työntekijä/ }).click();
  await p.unlock("0000");
  await p.page.locator("#pin-error", { hasText: "9 yritystä" }).waitFor();
  await w.axe();
  await p.unlock();
  await p.page.locator("#present").waitFor();
  await p.page.getByText("2 vastausta").waitFor();
});

// measure opens a measurement with the first client who agreed and the questions of the circle of life.
async function measure(p) {
  await p.page.getByRole("link", { name: "Mittaa asiakkaan kanssa" }).click();
  await p.page.getByRole("heading", { name: "Mittaa asiakkaan kanssa" }).waitFor();
  const client = p.page.locator("main a.big").first();
  const name = await client.locator("b").textContent();
  await client.click();
  await p.page.getByRole("button", { name: /Elämän ympyrä/ }).click();
  await p.page.locator("#m-occasion").waitFor();
  return name;
}

const step = (p, value) => p.page.locator(".scale__step", { hasText: new RegExp(`^${value}$`) }).first();

// toTheEnd leafs from the first question through all of them.
async function toTheEnd(p, word) {
  const all = Number(/\/(\d+)/.exec(await p.page.getByText(new RegExp(`^${word} 1/`)).textContent())[1]);
  for (let i = 2; i <= all; i++) {
    await p.page.getByRole("button", { name: "Seuraava" }).click();
    await p.page.getByText(new RegExp(`^${word} ${i}/`)).waitFor();
  }
  await p.page.getByRole("button", { name: "Seuraava" }).click();
  await p.page.getByRole("heading", { name: "Kysymykset on käyty läpi." }).waitFor();
}

journey("a measurement answered without network is at the desk once she is back", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await w.browser.close();

  await w.server.down();
  await p.reopen({ offline: true });
  const name = await measure(p);
  await w.axe();
  await w.noHorizontalScroll();
  await p.page.getByRole("button", { name: "Aloita kysymykset" }).click();
  await p.page.getByText("Valitse, missä vaiheessa mitataan.").waitFor();
  await p.page.locator("#m-occasion").selectOption("other");
  await p.page.locator("#m-place").selectOption("outdoors");
  await p.page.getByRole("button", { name: "Aloita kysymykset" }).click();
  await p.page.getByText(/^Kysymys 1\//).waitFor();
  await w.axe();
  await w.noHorizontalScroll();
  await step(p, 7).click();
  await p.page.getByRole("button", { name: "Seuraava" }).click();
  await p.page.getByText(/^Kysymys 2\//).waitFor();
  await p.page.locator(".scale__step--skip").first().click();
  await p.page.locator(".scale__step--skip input:checked").first().waitFor();
  await p.page.getByRole("button", { name: "Seuraava" }).click();
  await p.page.getByText(/^Kysymys 3\//).waitFor();
  await w.browser.kill();

  await p.reopen({ offline: true });
  await p.page.getByRole("link", { name: /Jatka mittausta/ }).click();
  await p.page.getByText(/^Kysymys 3\//).waitFor();
  await p.page.getByRole("button", { name: "Edellinen" }).click();
  await p.page.getByText(/^Kysymys 2\//).waitFor();
  assert.equal(await p.page.locator(".scale__step--skip input").first().isChecked(), true, "a question left out survives a kill");
  await p.page.getByRole("button", { name: "Edellinen" }).click();
  await p.page.getByText(/^Kysymys 1\//).waitFor();
  assert.equal(await step(p, 7).locator("input").isChecked(), true, "an answer survives a kill");
  await toTheEnd(p, "Kysymys");
  await p.page.getByText("Vastattu: 1. Jätetty väliin: 1.").waitFor();
  await w.axe();
  await w.noHorizontalScroll();
  await p.page.getByRole("button", { name: "Tallenna mittaus" }).click();
  await p.page.getByText("Mittaus on tallennettu puhelimeen.").waitFor();
  await w.browser.kill();

  await p.reopen({ offline: true });
  await p.to(/Lähtevät/);
  await p.page.getByRole("heading", { name: "Odottaa lähetystä: 1" }).waitFor();
  await p.online();
  await p.page.getByRole("heading", { name: "Lähetetty tänään: 1" }).waitFor();
  await p.page.getByText(`${name}, Elämän ympyrä`).waitFor();
  assert.equal(await measuredInField(w, name), 1, "the measurement is at the desk once");
});

// measuredInField asks the desk how many measurements of a client came with the field app today.
async function measuredInField(w, name) {
  const desk = await w.browser.context.newPage();
  await desk.goto(`${w.url}/clients`);
  await desk.getByRole("link", { name: new RegExp(name.split(" ").at(-1)) }).first().click();
  await desk.goto(`${desk.url().split("?")[0]}/measurements`);
  const ways = await desk.getByText("Kenttäsovellus").count();
  await desk.close();
  return ways;
}

journey("the phone in a client's hand shows the questions only and gives way to the PIN", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await w.browser.context.setOffline(true);
  await measure(p);
  await p.page.locator("#m-occasion").selectOption("start");
  await p.page.locator("#m-by").selectOption("client");
  await p.page.locator("#m-interpreter").check();
  await p.page.getByRole("button", { name: "Anna puhelin asiakkaalle" }).click();
  await p.page.getByText(/^Kysymys 1\//).waitFor();
  await w.axe();
  await w.noHorizontalScroll();
  assert.equal(await p.page.locator(".fieldapp__nav").isVisible(), false, "there is no way round the questions");
  await step(p, 3).click();
  await p.page.getByRole("button", { name: "Seuraava" }).click();
  await p.page.getByText(/^Kysymys 2\//).waitFor();
  await w.visit("/field/#/outbox");
  await p.page.getByText(/^Kysymys 2\//).waitFor();
  await p.page.locator("#m-language").selectOption("sv");
  await p.page.getByText(/^Fråga 2\//).waitFor();

  await p.page.reload();
  await p.page.getByRole("heading", { name: "Työntekijä: ota puhelin takaisin" }).waitFor();
  await w.axe();
  await p.unlock("0000");
  await p.page.locator("#pin-error").waitFor();
  await p.unlock();
  await p.page.getByText(/^Kysymys 2\//).waitFor();
  assert.equal(await p.page.locator(".fieldapp__nav").isVisible(), true);
  await p.page.getByRole("button", { name: "Edellinen" }).click();
  await p.page.getByText(/^Kysymys 1\//).waitFor();
  assert.equal(await step(p, 3).locator("input").isChecked(), true, "her answer is there");
});

journey("a measurement that the server refuses is mended on the phone and stands at the desk meanwhile", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await measure(p);
  await p.page.locator("#m-occasion").selectOption("other");
  await p.page.locator("#m-day").fill("2031-05-05");
  await p.page.locator("#m-day").blur();
  await p.page.getByRole("button", { name: "Aloita kysymykset" }).click();
  await step(p, 6).click();
  await toTheEnd(p, "Kysymys");
  await p.page.getByRole("button", { name: "Tallenna mittaus" }).click();
  await p.page.getByText("Yksi kirjaus tarvitsee sinua.").waitFor();

  const desk = await w.browser.context.newPage();
  await desk.goto(`${w.url}/field/returned`);
  await desk.getByRole("link", { name: /Mittaus, kirjattu puhelimella/ }).first().click();
  await desk.getByRole("heading", { name: "Mitä puhelin lähetti" }).waitFor();
  await desk.getByRole("row", { name: /Vaihe\s+Muu mittaus/ }).waitFor();
  await w.axe(desk);
  await w.noHorizontalScroll(desk);
  await desk.close();

  await p.page.getByRole("link", { name: "Katso" }).click();
  await w.axe();
  await p.page.getByRole("button", { name: "Korjaa" }).click();
  await p.page.getByText("Palvelin palautti tämän mittauksen.").waitFor();
  await w.axe();
  await p.page.locator("#m-day").fill(await p.page.evaluate(() => new Intl.DateTimeFormat("sv-SE").format(new Date())));
  await p.page.locator("#m-day").blur();
  await p.page.getByRole("button", { name: "Aloita kysymykset" }).click();
  await toTheEnd(p, "Osio");
  await p.page.getByRole("button", { name: "Tallenna mittaus" }).click();
  await p.page.getByRole("heading", { name: "Lähetetty tänään: 1" }).waitFor();
});

// Eight minutes without a touch bring the warning, ten lock.
journey("the app warns before it locks, one tap keeps it open, and nothing typed is lost", phone, async (w) => {
  const p = new Phone(w);
  await w.browser.context.clock.install({ time: new Date() });
  await p.unpack();
  await w.visit("/field/#/new-place");
  await p.page.locator("#place-name").fill("Torin grilli");
  const warning = p.page.getByRole("alertdialog", { name: "Sovellus lukittuu kohta." });
  await p.page.clock.runFor("07:00");
  assert.equal(await warning.count(), 0, "seven minutes are no reason to warn");
  await p.page.clock.runFor("01:20");
  await warning.waitFor();
  await w.axe();
  await w.noHorizontalScroll();
  await warning.getByRole("button", { name: "Pidä auki" }).click();
  assert.equal(await warning.count(), 0);
  await p.page.clock.runFor("07:00");
  assert.equal(await p.page.locator("#place-name").inputValue(), "Torin grilli", "one tap kept it open");

  await p.page.clock.runFor("03:20");
  await p.page.getByRole("heading", { name: "Avaa PIN-koodilla" }).waitFor();
  assert.equal(await p.page.getByRole("dialog").count(), 0, "nothing can be answered while it is locked");
  await p.unlock();
  await p.page.locator("#place-name").waitFor();
  assert.equal(await p.page.locator("#place-name").inputValue(), "Torin grilli", "what was half typed is there after the lock");
});

journey("nothing on the phone can be read without the PIN", phone, async (w) => {
  const p = new Phone(w);
  await p.unpack();
  await w.browser.context.setOffline(true);
  await p.start("Kuhmon tori");
  await p.page.locator("#heard").fill("Salainen kuultu");
  await p.save();
  const kept = await p.page.evaluate(async () => {
    const db = await new Promise((done) => (indexedDB.open("rinnalla-field").onsuccess = (event) => done(event.target.result)));
    const all = (room) => new Promise((done) => (db.transaction(room).objectStore(room).getAll().onsuccess = (event) => done(event.target.result)));
    const text = (value) => new TextDecoder("latin1").decode(value);
    const rooms = await Promise.all(["kit", "drafts", "outbox", "sent"].map(all));
    return { records: rooms.flat().length, words: rooms.flat().map((sealed) => Object.keys(sealed).sort().join() + text(sealed.box)).join("\n"), clear: JSON.stringify(await all("clear")), local: JSON.stringify({ ...localStorage, ...sessionStorage }) };
  });
  assert.ok(kept.records >= 2, "the kit and the visit are there");
  // Sealed bytes hold any four letters by chance ("Aino"): what is looked for is longer.
  for (const word of ["Salainen", "Kuhmo", "Karppinen", "present"]) {
    assert.ok(!`${kept.words}${kept.clear}${kept.local}`.includes(word), `"${word}" stands in clear`);
  }
});

// Unsent records are warned of from the tenth day and gone on the fourteenth.
journey("what is not sent in two weeks is removed, after warnings", phone, async (w) => {
  const p = new Phone(w);
  await w.browser.context.clock.install({ time: new Date() });
  await p.unpack();
  await p.start("Kuhmon tori");
  await w.browser.context.setOffline(true);
  await p.save();
  const days = async (n) => {
    await w.browser.context.clock.setSystemTime(Date.now() + n * 24 * 3600 * 1000);
    await p.page.reload();
  };
  await days(9);
  await p.page.locator("#pin").waitFor();
  assert.equal(await p.page.locator(".notice").count(), 0, "nine days are no reason to warn");
  await days(11);
  await p.page.getByText("Yksi kirjaus on ollut puhelimessa yli 10 päivää.").waitFor();
  await w.axe();
  await days(13.5);
  await p.page.getByText("Yksi kirjaus on ollut puhelimessa yli 10 päivää.").waitFor();
  await days(14.5);
  await p.page.getByText("Yksi kirjaus poistettiin puhelimesta.").waitFor();
});

for (const colorScheme of ["light", "dark"]) {
  journey(`every view of the field app passes axe at 360 px, ${colorScheme}`, { ...phone, colorScheme }, async (w) => {
    const p = new Phone(w);
    const look = async () => {
      await w.axe();
      await w.noHorizontalScroll();
    };
    await w.visit("/field/");
    await p.page.getByRole("link", { name: "Kirjaudu sisään" }).waitFor();
    await look();
    await p.page.getByRole("link", { name: "Kirjaudu sisään" }).click();
    await p.signIn();
    await p.page.locator("#pin").waitFor();
    await look();
    await p.page.locator("#pin").fill("12");
    await p.page.getByRole("button", { name: "Ota PIN-koodi käyttöön" }).click();
    await p.page.locator("#pin-error").waitFor();
    await look();
    await p.page.locator("#pin").fill(pin);
    await p.page.locator("#pin-again").fill(pin);
    await p.page.getByRole("button", { name: "Ota PIN-koodi käyttöön" }).click();
    await p.ready();
    await look();
    for (const view of ["place", "new-place", "round", "outbox", "settings"]) {
      await w.visit(`/field/#/${view}`);
      await p.page.locator(`h1`).waitFor();
      await look();
    }
    await p.to("Tänään");
    await p.start("Kuhmon tori");
    await p.page.locator("#heard").fill("Soita 040 123 4567");
    for (const fold of await p.page.locator("summary").all()) await fold.click();
    await p.page.getByRole("button", { name: "Kela", exact: true }).click();
    await look();
    await p.page.getByRole("button", { name: "Poista tämä käynti" }).click();
    await p.page.getByRole("dialog").waitFor();
    await look();
    await p.page.getByRole("button", { name: "Pidä tallessa" }).click();
    await p.page.reload();
    await p.page.locator("#pin").waitFor();
    await look();
    await p.unlock();
    await p.ready();
  });
}
