// The frame of the browser tests. A test file is a list of journeys:
//
//   import { journey } from "./world.mjs";
//   journey("the coordinator sees her desk", async (w) => {
//     await w.signIn();
//     await w.axe();
//   });
//
// Each journey has a browser profile of its own; the journeys of one file share one server with the demo world.
// A journey fails when any page asks another host, breaks the content security policy, or logs an error.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { Browser } from "./browser.mjs";
import { startServer } from "./server.mjs";

const pictures = fileURLToPath(new URL("pictures/", import.meta.url));
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// phone is the options of a journey on a small screen.
export const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

let starting;
after(async () => {
  const server = await starting?.catch(() => null);
  await server?.stop();
});

// journey registers one test. options are Playwright's for a browser context, such as phone,
// { javaScriptEnabled: false }, { colorScheme: "dark" } or { locale: "sv-FI" }.
export function journey(name, options, walk) {
  if (!walk) [options, walk] = [{}, options];
  // A hang ends some time; a loaded machine may take minutes for the pages of a role.
  test(name, { timeout: 900_000 }, async (t) => {
    await todayLasts();
    starting ??= startServer();
    const server = await starting;
    const browser = new Browser(server.url, options);
    try {
      await browser.open();
      await walk(new World(server, browser));
      if (browser.unexcused.length > 0) throw new Error(`what no page may do:\n${browser.unexcused.join("\n")}`);
    } catch (fault) {
      await keepPicture(t, browser);
      throw fault;
    } finally {
      await browser.forget();
    }
  });
}

// todayLasts waits out the last minutes before midnight in Finland: a journey asks for what happened today after it happened.
async function todayLasts() {
  const [hours, minutes] = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Helsinki", timeStyle: "short" }).format(new Date()).split(":").map(Number);
  const left = 24 * 60 - (hours * 60 + minutes);
  if (left <= 2) await new Promise((midnight) => setTimeout(midnight, left * 60_000));
}

class World {
  constructor(server, browser) {
    this.server = server;
    this.browser = browser;
    this.url = server.url;
    this.people = server.people;
  }

  // page is the first tab; a new one after the browser was killed and opened again.
  get page() {
    return this.browser.page;
  }

  async visit(path) {
    return this.page.goto(this.url + path);
  }

  // person is the first whose line in the program's list of sign-ins matches.
  person(words) {
    const found = this.people.find(({ email, who }) => words.test(`${email} ${who}`));
    assert.ok(found, `nobody among the demo sign-ins matches ${words}:\n${this.server.words}`);
    return found;
  }

  async signIn({ email, password } = this.people[0], page = this.page) {
    await page.goto(`${this.url}/sign-in`);
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill(password);
    await page.locator("input[name=password]").press("Enter");
    await page.waitForURL((url) => url.pathname !== "/sign-in");
  }

  async signOut(page = this.page) {
    const button = page.locator('form[action="/sign-out"] button');
    if (!(await button.first().isVisible())) {
      await page.locator('details:has(form[action="/sign-out"]) > summary >> visible=true').first().click();
    }
    await button.locator("visible=true").first().click();
    await page.waitForURL((url) => url.pathname === "/sign-in");
  }

  // axe asserts that a page has no fault that a machine can find (WCAG 2.2 A and AA, and good practice). Of a long table
  // it reads twenty rows: three hundred municipalities take ten seconds and are all made by the same lines.
  async axe(page = this.page) {
    await page.evaluate(axe.source);
    const found = await page.evaluate(async (runOnly) => {
      const { violations } = await axe.run({ exclude: ["tbody > tr:nth-child(n + 21)"] }, { runOnly, resultTypes: ["violations"] });
      return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((n) => `    ${n.target.join(" ")}  ${n.html.slice(0, 160)}`).join("\n")}`);
    }, rules);
    if (found.length > 0) throw new Error(`axe at ${page.url()}\n${found.join("\n")}`);
  }

  // noHorizontalScroll asserts that the page reads downwards only when it is 320 px wide (WCAG 1.4.10).
  async noHorizontalScroll(page = this.page) {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 640 });
    const wide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const beyond = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > clientWidth + 0.5);
      return [`${scrollWidth} px of content`, ...beyond.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
    });
    await page.setViewportSize(before);
    if (wide.length > 0) throw new Error(`${page.url()} scrolls sideways at 320 px:\n${wide.join("\n")}`);
  }

  // focusIsSeen asserts that everything that the keyboard stops at has an outline or a shadow while it has the
  // focus that it has not otherwise, on itself or on what stands for it (WCAG 2.4.7).
  async focusIsSeen(page = this.page) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate(() => {
      const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
        .filter((e) => e.tabIndex >= 0 && !e.disabled && e.type !== "hidden" && e.checkVisibility());
      const look = (e) => [[e], [e, "::before"], [e, "::after"], [e.parentElement], [e.nextElementSibling, "::before"]].filter(([part]) => part)
        .map(([part, pseudo]) => getComputedStyle(part, pseudo))
        .filter((s) => s.opacity !== "0")
        .map((s) => [s.outlineStyle === "none" ? "" : s.outlineWidth + s.outlineColor, s.boxShadow].join());
      return stops.filter((e) => {
        document.activeElement?.blur();
        const before = look(e).join();
        e.focus();
        return look(e).join() === before;
      }).map((e) => e.outerHTML.slice(0, 120));
    });
    if (unseen.length > 0) throw new Error(`${page.url()}: the focus cannot be seen on\n${unseen.join("\n")}`);
  }

  // tabThrough presses Tab from the top of the page to its end. Every stop is in the window and not hidden under
  // anything (WCAG 2.4.11), nothing holds the focus (2.1.2) and nothing is left out (2.1.1).
  async tabThrough(page = this.page) {
    await page.evaluate(() => {
      document.activeElement?.blur();
      window.scrollTo(0, 0);
      window.passed = new Set();
    });
    for (let end = false; !end; ) {
      await page.keyboard.press("Tab");
      const [trouble, over] = await page.evaluate(() => {
        const e = document.activeElement;
        if (e === document.body || e === [...window.passed][0]) return ["", true];
        if (window.passed.has(e)) return [`held by ${e.outerHTML.slice(0, 120)}`, true];
        window.passed.add(e);
        const { left, top, right, bottom } = e.getClientRects()[0];
        const above = document.elementFromPoint((Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
        const itself = above && (e.contains(above) || [...(e.labels ?? [])].some((label) => label.contains(above)));
        return [itself ? "" : `hidden: ${e.outerHTML.slice(0, 120)}`, false];
      });
      if (trouble) throw new Error(`${page.url()}: ${trouble}`);
      end = over;
    }
    const missed = await page.evaluate(() =>
      [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
        .filter((e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility() && !(e.type === "radio" && !e.checked) && !window.passed.has(e))
        .map((e) => e.outerHTML.slice(0, 120)));
    if (missed.length > 0) throw new Error(`${page.url()}: the Tab key does not stop at\n${missed.join("\n")}`);
  }
}

// keepPicture shows what the page looked like when a journey failed.
async function keepPicture(t, { page }) {
  if (!page || page.isClosed()) return;
  const path = `${pictures}${t.name.replace(/[^\p{L}\p{N}]+/gu, "-")}.png`;
  try {
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path, fullPage: true });
    t.diagnostic(`failed at ${page.url()}, picture in ${path}`);
  } catch (fault) {
    t.diagnostic(`failed at ${page.url()}, no picture: ${fault.message}`);
  }
}
