// Every page of every face: nothing for axe to find in light and dark, in Finnish and Swedish, no sideways scroll at
// 320 px, and everything reached by keyboard has a visible focus.
import assert from "node:assert/strict";
import { journey, phone } from "./world.mjs";

const period = "?from=2018-09-01&to=2019-05-31";
const rooms = [
  { who: /bertta@/, pages: [
    "/", "/visits", `/visits${period}&sort=conversations`, "/visits/new", "/places", "/places/new", "/partners", "/partners/new", "/rounds", "/rounds/new",
    "/topics", "/counting-rules", "/imports", `/reports/outreach${period}`, `/reports/outreach${period}&by=municipality`, "/search?q=kirjasto",
    "/field/returned", "/account", "/admin/rights", "/admin/areas", "/admin/log", "/guide", "/accessibility",
  ] },
  { who: /koordinaattori@/, pages: ["/", `/reports/outreach${period}&by=place`] },
  { who: /olli@/, pages: ["/", "/admin/organisations", "/admin/organisations/new", "/admin/workers", "/admin/workers/new", "/admin/settings"] },
];

// opened are the first records of the lists: a page of each kind.
async function opened(w, lists) {
  const found = [];
  for (const [list, pattern] of lists) {
    await w.visit(list);
    const href = await w.page.locator(`main a[href*="${pattern}"]`).first().getAttribute("href");
    assert.ok(href, `${list} leads to no ${pattern}`);
    found.push(href);
  }
  return found;
}

for (const [words, options, language] of [
  ["in the light, in Finnish", {}, "fi"],
  ["in the dark, in Swedish, on a phone", { ...phone, colorScheme: "dark" }, "sv"],
]) {
  for (const room of rooms) {
    journey(`all pages of ${room.who.source} ${words}`, options, async (w) => {
      await w.signIn(w.person(room.who));
      await w.browser.context.addCookies([{ name: "language", value: language, url: w.url }]);
      const records = room.who.source.startsWith("bertta")
        ? await opened(w, [["/visits", "/visits/0"], ["/places", "/places/0"], ["/partners", "/partners/0"], ["/rounds", "/rounds/0"]])
        : [];
      const visit = records[0] ? [`${records[0]}/correct`, `${records[0]}/withdraw`] : [];
      for (const path of [...room.pages, ...records, ...visit]) {
        const answer = await w.visit(path);
        assert.equal(answer.status(), 200, path);
        assert.doesNotMatch(await w.page.locator("body").innerText(), /\[[a-z]+\.[a-z_.]+\]/, `${path} shows a key instead of a text`);
        await w.axe();
        await w.noHorizontalScroll();
      }
    });
  }
}

journey("a visit is recorded, counted and corrected by keyboard alone, without scripts", { javaScriptEnabled: false }, async (w) => {
  await w.signIn(w.person(/aino@/));
  await w.visit("/visits/new");
  const { page } = w;
  await page.locator("select[name=place]").selectOption({ index: 1 });
  await page.locator("input[name=present]").fill("12");
  await page.locator("input[name=conversations]").fill("4");
  await page.locator("textarea[name=heard]").fill("Bussi ei kulje iltaisin.");
  await page.locator("main form button[type=submit]").last().press("Enter");
  await page.waitForURL(/\/visits\/[0-9a-f-]{36}/);
  const today = new Date().toISOString().slice(0, 10);
  await w.visit(`/reports/outreach?from=${today.slice(0, 8)}01&to=${today}`);
  assert.match(await page.locator("main").innerText(), /Bussi|1\s+Käyntejä|Käyntejä/);
});

journey("another unit's worker finds nothing of a visit", async (w) => {
  await w.signIn(w.person(/aino@/));
  const [visit] = await opened(w, [["/visits", "/visits/0"]]);
  await w.signOut();
  await w.signIn(w.person(/helmi@/));
  w.browser.allow(/status of 404/);
  for (const path of [visit, `${visit}/correct`, `${visit}/withdraw`]) {
    assert.equal((await w.visit(path)).status(), 404, path);
  }
});

journey("what is focused can be seen", async (w) => {
  await w.signIn(w.person(/aino@/));
  for (const path of ["/", "/visits", `/reports/outreach${period}`]) {
    await w.visit(path);
    for (let i = 0; i < 25; i++) {
      await w.page.keyboard.press("Tab");
      const seen = await w.page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return true;
        const s = getComputedStyle(e);
        return s.outlineStyle !== "none" || s.boxShadow !== "none" || e.closest(":focus-within") !== null && getComputedStyle(e.parentElement).outlineStyle !== "none";
      });
      assert.ok(seen, `${path}: the focus cannot be seen after ${i + 1} steps`);
    }
  }
});
