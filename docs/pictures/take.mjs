// Takes the pictures of the README from the demo: make build && node docs/pictures/take.mjs
// (once before: npm --prefix e2e ci). Light colours, Finnish, 1280 and 390 px wide.
import { fileURLToPath } from "node:url";
import { Browser } from "../../e2e/browser.mjs";
import { startServer } from "../../e2e/server.mjs";

const picture = (name) => fileURLToPath(new URL(`${name}.png`, import.meta.url));

async function signIn(page, server, words) {
  const { email, password } = server.people.find((person) => person.email.includes(words));
  await page.goto(`${server.url}/sign-in`);
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", password);
  await page.press("input[name=password]", "Enter");
  await page.waitForURL((url) => url.pathname === "/");
}

async function desk(page, server) {
  await signIn(page, server, "aino@");
  await page.screenshot({ path: picture("desk") });
}

async function report(page, server) {
  await signIn(page, server, "koordinaattori@");
  await page.goto(`${server.url}/reports/outreach`);
  await page.screenshot({ path: picture("report") });
}

// field shows a visit in the middle of being recorded, without network.
async function field(page, server) {
  await signIn(page, server, "aino@");
  await page.goto(`${server.url}/field/`);
  await page.fill("#pin", "2468");
  await page.fill("#pin-again", "2468");
  await page.click("main button[type=submit]");
  await page.locator("button.big").first().waitFor();
  await page.context().setOffline(true);
  await page.locator("button.big").first().click();
  await page.locator(".tally__jump").last().click();
  for (const [tally, times] of [[0, 2], [1, 4], [2, 1]]) {
    for (let i = 0; i < times; i++) await page.locator(".tally__add").nth(tally).click();
  }
  await page.locator(".chip").first().click();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: picture("field") });
}

const server = await startServer();
try {
  for (const [take, options] of [
    [desk, { viewport: { width: 1280, height: 800 } }],
    [report, { viewport: { width: 1280, height: 1180 } }],
    [field, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ]) {
    const browser = new Browser(server.url, options);
    try {
      await take(await browser.open(), server);
    } finally {
      await browser.forget();
    }
  }
} finally {
  await server.stop();
}
