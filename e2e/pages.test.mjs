// Every page that a person opens at a desk: nothing for axe to find in the light and in the dark, in Finnish and in
// Swedish; no sideways scroll at 320 px; what is focused can be seen. The pages come from the program's own list of
// routes: the plain ones as they stand there, the others by following links, so that a new page is walked by itself.
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { test } from "node:test";
import { getRoutes } from "./routes.mjs";
import { journey } from "./world.mjs";

const period = "?from=2018-09-01&to=2019-05-31";
const routes = await getRoutes();
// refused are addresses that are asked for in order to be refused.
const refused = { "/nowhere": 404, "/visits?from=30.2.2019": 422 };

// elsewhere says of each GET route that is not walked here why not.
const elsewhere = {
  "/api/fhir/": "for other programs",
  "/api/fhir/Questionnaire": "for other programs",
  "/api/fhir/Questionnaire/{questionnaire}": "for other programs",
  "/api/fhir/QuestionnaireResponse": "for other programs",
  "/api/fhir/QuestionnaireResponse/{response}": "for other programs",
  "/api/fhir/metadata": "for other programs",
  "/clients/{client}/contact": "as the client's page, tried in clients.test.mjs",
  "/clients/{client}/links/new": "after a choice, in measuring.test.mjs",
  "/clients/{client}/picture/copy.json": "a file",
  "/clients/{client}/picture/copy.pdf": "a file",
  "/clients/{client}/picture/figure.svg": "a drawing",
  "/clients/{client}/picture/numbers.csv": "a file",
  "/clients/{client}/picture/sides.svg": "a drawing",
  "/links/{link}/paper": "a form in its client's language, in measuring.test.mjs",
  "/m/{token}": "a client's own link, in measuring.test.mjs",
  "/m/{token}/picture": "a client's own link, in measuring.test.mjs",
  "/m/{token}/picture/copy.json": "a file",
  "/m/{token}/picture/copy.pdf": "a file",
  "/m/{token}/{step}": "a client's own link, in measuring.test.mjs",
  "/tablet": "on a tablet that was handed over, in measuring.test.mjs",
  "/account/passkeys/{passkey}/remove": "a passkey needs a server with a domain name, which this one has not",
  "/field/{$}": "the field app, in field.test.mjs",
  "/field/app/{file}": "a part of the field app",
  "/field/kit": "data for the field app",
  "/field/manifest.webmanifest": "a part of the field app",
  "/field/sw.js": "a part of the field app",
  "/imports/template.csv": "a file",
  "/imports/template.xlsx": "a file",
  "/imports/{import}/report.csv": "a file",
  "/instruments/schema.json": "a file",
  "/instruments/{instrument}/answers.csv": "a file",
  "/instruments/{instrument}/answers.xlsx": "a file",
  "/instruments/{instrument}/file": "a file",
  "/measurement-imports/{import}/report.csv": "a file",
  "/partners.csv": "a file",
  "/partners.xlsx": "a file",
  "/places.csv": "a file",
  "/places.xlsx": "a file",
  "/reports": "leads on to /reports/outreach",
  "/reports/change.csv": "a file",
  "/reports/change.xlsx": "a file",
  "/reports/change/{drawing}": "a drawing",
  "/reports/outreach.csv": "a file",
  "/reports/outreach.xlsx": "a file",
  "/reports/outreach/{drawing}": "a drawing",
  "/rounds.csv": "a file",
  "/rounds.xlsx": "a file",
  "/session": "an answer to a script, tried in smoke.test.mjs",
  "/visits.csv": "a file",
  "/visits.xlsx": "a file",
};

// waiting are pages between an invitation or a password and the desk; a journey of its own leads there.
const waiting = ["/invitation/{token}", "/sign-in/code", "/sign-in/set-up", "/sign-in/set-up/passkey"];

// quick are addresses of the same pages with less on them: fifty rows take axe longer and teach it nothing.
const quick = {
  "/visits": "/visits?from=2019-05-20&to=2019-05-31",
  "/reports/outreach": `/reports/outreach${period}`,
  "/search": "/search?q=kirjasto",
};

// rooms: whose pages. A room's plain pages are those that its role may open and that no room before it has; more are
// further states of pages; prepare makes the records that some pages need, and says which pages to begin with.
const rooms = [
  { role: "public", more: ["/nowhere"] },
  {
    role: "leader", who: /bertta@/, prepare: [bringIn, sendBack, takeOn, measure, bringAnswers, bringPublished],
    more: ["/clients?whose=units", `/visits${period}&text=kirjasto&sort=conversations`, "/visits?from=30.2.2019", `/reports/outreach${period}&by=municipality`, "/nowhere"],
  },
  { role: "owner", who: /olli@/, more: ["/", "/admin/areas"] },
  { role: "coordinator", who: /koordinaattori@/, more: ["/", `/reports/outreach${period}&by=place`] },
];

const languages = [{ language: "fi", colorScheme: "light" }, { language: "sv", colorScheme: "dark", width: 320 }];
const walked = new Set();
const claimed = new Set([...Object.keys(elsewhere), ...waiting]);

for (const room of rooms) {
  const plain = routes.filter((route) => route.plain && route.heldBy(room.role) && !claimed.has(route.pattern));
  for (const { pattern } of plain) claimed.add(pattern);
  journey(`all pages of the ${room.role}`, { reducedMotion: "reduce" }, async (w) => {
    w.browser.allow(/status of 4(04|22)/);
    if (room.who) await w.signIn(w.person(room.who));
    const made = [];
    for (const make of room.prepare ?? []) made.push(...((await make(w)) ?? []));
    for (const route of routes) if (made.some((path) => !route.plain && route.leadsTo(path))) claimed.add(route.pattern);
    const starts = [...made, ...plain.map(({ path }) => quick[path] ?? path), ...(room.more ?? [])];
    const faults = [];
    const all = await walk(w, starts, languages[0], faults);
    await walk(w, all, languages[1], faults);
    if (faults.length > 0) throw new Error(faults.join("\n"));
  });
}

// walk looks at pages in two tabs, and at those that they lead to when no page of that route was seen before. It goes
// on after a fault, so that all faults are known at once.
async function walk(w, starts, { language, colorScheme, width }, faults) {
  const { context } = w.browser;
  await context.addCookies([{ name: "language", value: language, url: w.url }]);
  while (context.pages().length < 2) await context.newPage();
  const seen = [];
  for (let ahead = [...starts]; ahead.length > 0; ) {
    const now = ahead;
    ahead = [];
    seen.push(...now);
    await Promise.all(context.pages().map(async (tab) => {
      await tab.emulateMedia({ colorScheme });
      if (width) await tab.setViewportSize({ width, height: 640 });
      for (let path = now.shift(); path; path = now.shift()) {
        await look(w, tab, path, language).catch((fault) => faults.push(`${language} ${path}: ${fault.message}`));
        ahead.push(...(await unseen(tab)));
      }
    }));
  }
  return seen;
}

async function look(w, tab, path, language) {
  const answer = await tab.goto(w.url + path);
  assert.equal(answer.status(), refused[path] ?? 200, path);
  assert.equal(new URL(tab.url()).pathname, path.split("?")[0], `${path} leads elsewhere`);
  for (const route of routes) if (route.leadsTo(path)) walked.add(route.pattern);
  await judge(w, tab, path, language);
}

// judge is everything that is asked of one page in one language and colour scheme.
async function judge(w, tab, path, language) {
  const page = await tab.evaluate(() => ({ language: document.documentElement.lang, words: document.body.innerText, headings: document.querySelectorAll("h1").length }));
  assert.equal(page.language, language, `${path} is in another language`);
  assert.equal(page.headings, 1, `${path} has one main heading`);
  assert.doesNotMatch(page.words, /\[[a-z_]+(\.[\w-]+)+\]/, `${path} shows a key instead of a text`);
  const faults = [];
  for (const check of [() => w.axe(tab), () => w.noHorizontalScroll(tab), () => w.focusIsSeen(tab)]) await check().catch((fault) => faults.push(fault.message));
  if (faults.length > 0) throw new Error(faults.join("\n"));
}

// unseen are links of a page to records, one for each route of which no page was seen yet.
async function unseen(tab) {
  const links = await tab.locator("main a[href^='/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  return routes.filter(({ plain, pattern }) => !plain && !claimed.has(pattern)).flatMap((route) => {
    const link = links.find((href) => route.leadsTo(href));
    if (!link) return [];
    claimed.add(route.pattern);
    return [link];
  });
}

// bringIn imports a visit of long ago, so that there is an import to look at.
async function bringIn(w) {
  const { page } = w;
  const visit = "Päivä;Paikka;Kunta;Paikan laji;Käynnin laji;Läsnä;Keskustelut;Uudet asiakkuudet\n3.4.2017;Kajaanin kirjasto;Kajaani;Kirjasto;Säännöllinen;9;2;0\n";
  await w.visit("/imports");
  if (await page.locator("select[name=unit]").count()) await page.locator("select[name=unit]").selectOption({ index: 1 });
  await page.locator("input[name=file]").setInputFiles({ name: "2017.csv", mimeType: "text/csv", buffer: Buffer.from(visit) });
  await page.locator("form[action='/imports'] button").click();
  await page.locator("form[action$='/run'] button:not([formaction])").click();
  await page.locator("a[href$='/undo']").waitFor();
}

// sendBack sends a visit that the server refuses, as a phone does, so that there is a returned record to look at.
async function sendBack(w) {
  await w.visit("/");
  const verdict = await w.page.evaluate(async (id) => {
    const kit = await (await fetch("/field/kit")).json();
    const [unit] = kit.units;
    const place = kit.places.find(({ organisation }) => organisation === unit.organisation);
    const body = {
      organisation: unit.organisation, unit: unit.id, place: place.id, kind: "regular", day: "2999-01-01", workers: [kit.worker.id], present: 3,
      conversations: 1, clienthoods: 0, ages: {}, genders: {}, onward: {}, topics: [], minutes: 0, feedback: [0, 0, 0, 0, 0], heard: "",
    };
    const envelopes = [{ id, kind: "stop", form: 1, made_at: new Date().toISOString(), attempt: 1, body }];
    const answer = await fetch("/field/sync", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ protocol: 1, worker: kit.worker.id, envelopes }),
    });
    return (await answer.json()).verdicts?.[0].verdict;
  }, sevenOf(randomUUID()));
  assert.equal(verdict, "refused");
}

// takeOn registers two clients of one name, the second under a non-disclosure order, so that there is somebody to look at.
async function takeOn(w) {
  const { page } = w;
  const main = page.locator("main");
  for (const [given, shut] of [["Kerttu", false], ["Kerttu", true]]) {
    await w.visit("/clients/new");
    await main.locator("input[name=family]").fill("Keksitty");
    await main.locator("input[name=given]").fill(given);
    await main.locator("input[name=birth_year]").fill("1961");
    await main.locator("textarea[name=address]").fill("Keksitty katu 1\n87100 Kajaani");
    if (shut) await main.locator("input[name=non_disclosure]").check();
    await main.locator("form[action='/clients'] button[type=submit]:not([formaction])").click();
    if (shut) {
      await main.locator("input[name=other]").check();
      await main.locator("form[action='/clients'] button[type=submit]:not([formaction])").click();
    }
    await page.waitForURL(record("/clients"));
    w.taken = new URL(page.url()).pathname;
  }
}

// measure plans for one of them, puts a measurement on record and prints a form that waits to be keyed.
async function measure(w) {
  const { page } = w;
  const main = page.locator("main");
  const send = async () => main.locator("form[method=post] button[type=submit]").last().click();
  const client = w.taken;
  await w.visit(`${client}/consents?kind=measuring`);
  for (const choice of ["input[name=state][value=given]", "input[name=by][value=client]", "input[name=way]"]) await main.locator(choice).first().check();
  await send();
  await w.visit(`${client}/plan`);
  await main.locator("select[name=instrument]").selectOption({ label: "Mieli ja arki" });
  await send();
  for (const [how, occasion] of [["desk", "start"], ["paper", "end"]]) {
    await w.visit(`${client}/measurements/new`);
    await main.getByLabel("Mieli ja arki", { exact: true }).check();
    await main.locator(`input[name=how][value=${how}]`).check();
    await main.locator("form button[type=submit]").last().click();
    await main.locator("select[name=occasion]").selectOption(occasion);
    if (how === "desk") await main.locator("input[name='answers.rested'][value='=often']").check();
    await send();
    await page.waitForURL(record(how === "desk" ? "/measurements" : "/links"));
  }
  return [client, `${client}/measurements`, `${client}/picture`, `${client}/plan`];
}

// bringAnswers imports an old measurement of that client, and sends another file whose columns wait to be told.
async function bringAnswers(w) {
  const { page } = w;
  const main = page.locator("main");
  await w.visit(w.taken);
  const number = (await main.innerText()).match(/\b[2-9B-Y]{4}-[2-9B-Y]{4}\b/)[0];
  const paths = [];
  for (const day of ["3.4.2024", "5.6.2024"]) {
    await w.visit("/measurement-imports");
    await main.locator("select[name=instrument]").selectOption({ label: "Mieli ja arki" });
    const answers = `client;day;occasion;answered_by;rested\n${number};${day};other;client;often\n`;
    await main.locator("input[name=file]").setInputFiles({ name: "2024.csv", mimeType: "text/csv", buffer: Buffer.from(answers) });
    await main.locator("form[action='/measurement-imports'] button").click();
    await page.waitForURL(/\/columns$/);
    paths.push(new URL(page.url()).pathname);
  }
  await main.locator("form[action$='/columns'] button:not([formaction])").click();
  await main.locator("form[action$='/run'] button:not([formaction])").click();
  await main.locator("a[href$='/undo']").waitFor();
  return [paths[0], new URL(page.url()).pathname, `${new URL(page.url()).pathname}/undo`];
}

// bringPublished brings in a published distribution, which a leader may take out of use again.
async function bringPublished(w) {
  const { page } = w;
  const main = page.locator("main");
  await w.visit("/references");
  await main.locator("select[name=scale]").selectOption("kykyviisari-scores work-ability");
  await main.locator("input[name=people]").fill("Keksityn hankkeen asiakkaat");
  await main.locator("input[name=asked]").fill("12.3.2019");
  await main.locator("input[name=source]").fill("Keksitty julkaisu");
  await main.locator("input[name=file]").setInputFiles({ name: "jakauma.csv", mimeType: "text/csv", buffer: Buffer.from("score,n\n3,10\n4,20\n") });
  await main.locator("form[action='/references/check'] button").click();
  await main.locator("form[action='/references'] button").click();
  await page.waitForURL(record("/references"));
  const path = new URL(page.url()).pathname;
  return [path, `${path}/retire`];
}

// sevenOf makes a UUID of version 7 for the present moment from a random one.
function sevenOf(random) {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

journey("a visit is recorded, counted and corrected by keyboard alone, without scripts", { javaScriptEnabled: false }, async (w) => {
  await w.signIn(w.person(/aino@/));
  const { page } = w;
  const keys = new Keys(page);
  const today = helsinkiToday();
  const sums = async () => {
    await w.visit(`/reports/outreach?from=${today}&to=${today}`);
    const words = await page.locator(".figs .fig").allInnerTexts();
    return ["Käyntejä", "Paikalla (arvio)", "Keskusteluja"].map((label) => Number(words.find((fig) => fig.includes(`\n${label}`))?.match(/^\d+/)?.[0] ?? 0));
  };
  const before = await sums();

  await w.visit("/visits/new");
  await keys.to("select[name=place]");
  await page.keyboard.type("Kajaanin k");
  await keys.to("input[name=present]");
  await page.keyboard.type("12");
  await keys.to("input[name=conversations]");
  await page.keyboard.type("4");
  await keys.to("input[name=topics]");
  await page.keyboard.press("Space");
  await keys.to("textarea[name=heard]");
  await page.keyboard.type("Bussi ei kulje iltaisin.");
  await keys.to("main form button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForURL(record("/visits"));
  const visit = new URL(page.url()).pathname;
  assert.match(await page.locator("main").innerText(), /Bussi ei kulje iltaisin\./);
  assert.deepEqual(await sums(), [before[0] + 1, before[1] + 12, before[2] + 4], "the report counts the visit, its people and its conversations");

  await w.visit(visit);
  await keys.to(`a[href="${visit}/correct"]`);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/correct$/);
  await keys.to("input[name=conversations]");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("5");
  await keys.to("textarea[name=reason]");
  await page.keyboard.type("Laskin väärin.");
  await page.keyboard.press("Tab");
  await keys.to("main form button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForURL(record("/visits"));
  assert.deepEqual(await sums(), [before[0] + 1, before[1] + 12, before[2] + 5], "the report counts what was corrected, and the visit once");
});

// Keys goes by the Tab key alone.
class Keys {
  constructor(page) {
    this.page = page;
  }

  async to(selector) {
    for (let steps = 0; steps < 90; steps++) {
      if (await this.page.locator(selector).and(this.page.locator(":focus")).count()) return;
      await this.page.keyboard.press("Tab");
    }
    assert.fail(`the Tab key does not lead to ${selector} on ${this.page.url()}`);
  }
}

journey("the Tab key goes through a page from its top to its end, and what it stops at is in sight", { reducedMotion: "reduce" }, async (w) => {
  await w.signIn(w.person(/aino@/));
  for (const path of ["/", quick["/visits"], "/visits/new", quick["/reports/outreach"]]) {
    await w.visit(path);
    await w.tabThrough();
  }
});

journey("forms that are filled in wrongly pass as well", { reducedMotion: "reduce" }, async (w) => {
  w.browser.allow(/status of 4(01|22)/);
  const { page } = w;
  const wrong = async (path, language) => {
    assert.ok(await page.locator(".govuk-error-summary").count(), `${path} says what is wrong`);
    for (const { colorScheme } of languages) {
      await page.emulateMedia({ colorScheme });
      await judge(w, page, path, language);
    }
  };
  const { email, password } = w.person(/cecilia@/);
  await w.visit("/sign-in");
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill("väärä");
  await page.locator("input[name=password]").press("Enter");
  await wrong("/sign-in", "fi");
  await w.signIn({ email, password });
  await w.visit("/visits/new");
  await page.locator("input[name=day]").fill("31.2.2019");
  await page.locator("input[name=present]").fill("-1");
  await page.locator("main form button[type=submit]").click();
  await wrong("/visits/new", "sv");
});

journey("another unit's worker finds nothing of a visit", async (w) => {
  await w.signIn(w.person(/aino@/));
  await w.visit("/visits");
  const visit = await w.page.locator("tbody a[href^='/visits/']").first().getAttribute("href");
  const pages = ["", "/correct", "/withdraw"].map((below) => visit + below);
  for (const path of pages) assert.equal((await w.visit(path)).status(), 200, path);
  await w.signOut();
  await w.signIn(w.person(/helmi@/));
  w.browser.allow(/status of 404/);
  for (const path of pages) assert.equal((await w.visit(path)).status(), 404, path);
});

// The last journey, because from then on nobody here signs in without a second factor.
journey("the pages between an invitation and the desk, with an authenticator app", { reducedMotion: "reduce" }, async (w) => {
  const { page } = w;
  const password = "kolme-metsää-ja-järvi";
  const main = page.locator("main");
  await w.signIn(w.person(/olli@/));
  await w.visit("/admin/settings");
  await main.locator("input[name=second_factor]").check();
  await main.locator("form button[type=submit]").click();
  await w.visit("/admin/workers");
  await main.locator("a[href^='/admin/workers/0']").first().click();
  const email = await main.locator("text=/^\\S+@\\S+\\.example$/").first().innerText();
  await main.locator("form[action$='/invitation'] button").click();
  const invitation = new URL(await main.locator(".token").innerText()).pathname;
  await w.signOut();

  await inEveryWay(w, invitation);
  await main.locator("input[name=password]").fill(password);
  await main.locator("form button[type=submit]").click();
  await page.waitForURL(/\/sign-in\/set-up/);
  await inEveryWay(w, "/sign-in/set-up/passkey");
  await inEveryWay(w, "/sign-in/set-up");
  await main.locator("input[name=code]").fill(codeOf(await main.locator(".token").innerText()));
  await main.locator("form button[type=submit]").click();
  await main.locator(".codes").waitFor();
  await judge(w, page, "the recovery codes", "sv");
  await w.visit("/");
  await w.signOut();

  await w.signIn({ email, password });
  assert.equal(new URL(page.url()).pathname, "/sign-in/code");
  await inEveryWay(w, "/sign-in/code");
});

// inEveryWay looks at one page as walk does.
async function inEveryWay(w, path) {
  for (const { language, colorScheme } of languages) {
    await w.browser.context.addCookies([{ name: "language", value: language, url: w.url }]);
    await w.page.emulateMedia({ colorScheme });
    await look(w, w.page, path, language);
  }
}

// codeOf is the six digits that an authenticator app shows now for a secret (RFC 6238).
function codeOf(secret) {
  const bits = [...secret.replaceAll(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("every GET route was walked, or is named with the reason why not", () => {
  const missed = routes.filter(({ pattern }) => !walked.has(pattern) && !elsewhere[pattern]).map(({ pattern }) => pattern);
  assert.deepEqual(missed, []);
  const gone = Object.keys(elsewhere).filter((pattern) => !routes.some((route) => route.pattern === pattern));
  assert.deepEqual(gone, [], "reasons for routes that there are no more");
});

const record = (list) => new RegExp(`${list}/[0-9a-f-]{36}$`);

const helsinkiToday = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Helsinki" }).format(new Date());
