// Debian's Chromium with a profile of its own, which may be killed and opened again as a phone is.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  // No name but ours leads anywhere, so a forgotten outside address fails here as on a closed network.
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
];

// Browser records in faults whatever no page of ours may do: ask another host, break the content security policy,
// log an error, throw. allow() excuses what a journey provokes on purpose.
export class Browser {
  faults = [];
  #allowed = [];
  #profile;

  constructor(url, options) {
    this.url = url;
    this.options = options;
  }

  // open starts Chromium; a second time with the same profile, after close or kill.
  async open() {
    this.#profile ??= await mkdtemp(join(tmpdir(), "rinnalla-profile-"));
    this.context = await chromium.launchPersistentContext(this.#profile, {
      executablePath: process.env.RINNALLA_CHROMIUM ?? "/usr/bin/chromium",
      args: switches,
      viewport: { width: 1280, height: 800 },
      locale: "fi-FI",
      timezoneId: "Europe/Helsinki",
      ...this.options,
    });
    this.context.setDefaultTimeout(30_000);
    this.context.on("request", (request) => this.#request(request));
    this.context.on("console", (message) => this.#console(message));
    this.context.on("weberror", (event) => this.#fault(`script: ${event.error().message}`));
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    return this.page;
  }

  #request(request) {
    const { protocol, origin } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && origin !== this.url) this.#fault(`another host: ${request.url()}`);
  }

  #console(message) {
    if (message.type() === "error") this.#fault(`console: ${message.text()} (${message.location().url})`);
  }

  #fault(text) {
    this.faults.push(text);
  }

  // allow excuses faults that match, for instance /status of 422/ where a form is filled in wrongly on purpose.
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  get unexcused() {
    return this.faults.filter((fault) => !this.#allowed.some((pattern) => pattern.test(fault)));
  }

  async close() {
    await this.context?.close();
    this.context = undefined;
  }

  // kill ends Chromium at once, as an empty battery does. What it had not written is lost:
  // it writes cookies to the disk up to 30 seconds late, so she may have to sign in again.
  async kill() {
    const closed = new Promise((done) => this.context.once("close", done));
    for (const pid of await processesOf(this.#profile)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (fault) {
        // Chromium's other processes end by themselves when the first one is gone.
        if (fault.code !== "ESRCH") throw fault;
      }
    }
    await closed;
    this.context = undefined;
    // A dead browser leaves its lock behind; a rebooted phone has none.
    for (const lock of ["SingletonLock", "SingletonSocket", "SingletonCookie"]) {
      await rm(join(this.#profile, lock), { force: true });
    }
  }

  async forget() {
    await this.close();
    if (this.#profile) await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

// processesOf finds who runs on this profile, which nobody else has.
async function processesOf(profile) {
  const found = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (words.split("\0").includes(`--user-data-dir=${profile}`)) found.push(Number(pid));
  }
  return found;
}
