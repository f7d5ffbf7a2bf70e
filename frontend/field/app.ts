// The field app. What is shown follows from five questions, in this order: is it
// open elsewhere, is the phone in a client's hand, is there a PIN, is it open,
// and where does the address lead.
import { tidy, noted, type Ageing } from "./age";
import { claim } from "./alone";
import { button, el, fill } from "./dom";
import * as halfway from "./halfway";
import * as kit from "./kit";
import * as kiosk from "./kiosk";
import * as records from "./records";
import { at, go, heading, notice, show } from "./screen";
import * as sender from "./send";
import * as store from "./store";
import { language, matching, moment, speak, t, type Language } from "./texts";
import * as update from "./update";
import * as vault from "./vault";
import { faces } from "./views/kiosk";
import { dismiss, warnOfLock } from "./views/lock";
import { conflict, outbox } from "./views/outbox";
import { chooseClient, chooseInstrument } from "./views/measure";
import { inHand, measurement } from "./views/measurement";
import { askPin, choosePin } from "./views/pin";
import { choosePlace, newPlace } from "./views/place";
import { planRound } from "./views/round";
import { settings } from "./views/settings";
import { signInAddress, start } from "./views/start";
import { stop } from "./views/stop";
import { today } from "./views/today";

const idle = 10 * 60_000;
const warned = 2 * 60_000;
const kitEvery = 60 * 60_000;

let elsewhere = false;
let leavingKiosk = false;
let wiping = false;
let fetched: kit.Fetched | "asking" | "wiped" = "asking";
let kitAt = 0;
let used = Date.now();
// saved is for how many more views it is told that the visit is on the phone: the
// one being left, and the next.
let saved = 0;
let savedWhat = "";
let languageChosen = false;
let ageing: Ageing = { count: 0, daysLeft: 0, removed: 0 };
let warnings: { offline: boolean; waiting: number; trouble: number } = { offline: false, waiting: 0, trouble: 0 };

async function boot(): Promise<void> {
  if (!window.isSecureContext) {
    await speak(matching(navigator.languages));
    return show([heading(t("field.insecure_title"), t("field.insecure_text"))], true);
  }
  const chosen = await store.getClear<Language>("language");
  await speak(chosen ?? matching(navigator.languages));
  elsewhere = (await claim(false, lost)) === "elsewhere";
  await kiosk.load();
  ageing = await tidy();
  listen();
  await render(true);
  void update.register(() => void newVersion(), () => void sender.send());
  if (!elsewhere && !(await vault.exists())) await firstKit();
}

function lost() {
  vault.close();
  elsewhere = true;
  void render(true);
}

function listen() {
  window.addEventListener("hashchange", () => void moved());
  window.addEventListener("online", () => void contact());
  window.addEventListener("offline", () => sender.note("offline"));
  window.addEventListener("field-saved", (event) => (([saved, savedWhat] = [2, (event as CustomEvent<string>).detail]), void render(false).then(contact)));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void back());
  for (const use of ["pointerdown", "keydown"]) document.addEventListener(use, () => (used = Date.now()), { passive: true });
  window.addEventListener("popstate", () => kiosk.current() && history.pushState(null, "", "#/kiosk"));
  setInterval(() => void lockWhenIdle(), 15_000);
  records.onChange(() => void refresh());
}

async function moved(): Promise<void> {
  saved = Math.max(0, saved - 1);
  halfway.only(location.hash);
  await render(true);
}

async function back(): Promise<void> {
  await lockWhenIdle();
  await contact();
}

async function lockWhenIdle(): Promise<void> {
  // Where faces are asked there is nothing to see and nothing to lock.
  if (!vault.isOpen() || (kiosk.current() && !kiosk.current()?.measuring)) return;
  const unused = Date.now() - used;
  if (unused >= idle) await lock();
  else if (unused >= idle - warned) warnOfLock(() => (used = Date.now()), lock);
  else dismiss();
}

async function lock(): Promise<void> {
  await halfway.seal();
  vault.close();
  dismiss();
  // A question that was left open must not be answered by whoever finds the phone.
  for (const open of document.querySelectorAll("dialog")) open.remove();
  kit.forget();
  sender.stop();
  await render(true);
}

// contact sends what waits and fetches what is new.
async function contact(): Promise<void> {
  if (!vault.isOpen()) return;
  await sender.send();
  if (Date.now() - kitAt > kitEvery || sender.state() === "unknown") await refreshKit();
  if ((await records.outbox()).some((item) => item.state === "waiting")) await update.wakeLater();
  if (update.ready()) await newVersion();
}

async function refreshKit(): Promise<void> {
  const result = await kit.fetchKit();
  if (result === "new" || result === "same") kitAt = Date.now();
  const lines: Partial<Record<kit.Fetched, sender.Line>> = { new: "online", same: "online", offline: "offline", "sign-in": "sign-in", stranger: "stranger", "no-rights": "stranger" };
  sender.note(lines[result] ?? "online");
}

async function firstKit(): Promise<void> {
  const wiped = fetched === "wiped";
  fetched = "asking";
  await render(true);
  fetched = await kit.fetchKit();
  await speakHers();
  if (wiped && fetched === "sign-in") fetched = "wiped";
  await render(true);
}

// speakHers takes the language of her account until she chooses another.
async function speakHers(): Promise<void> {
  const hers = kit.current()?.worker.language;
  if (hers && !languageChosen) await speak(matching([hers]));
}

async function opened(): Promise<void> {
  used = Date.now();
  await kit.load();
  await halfway.unseal();
  if (leavingKiosk || kiosk.current()) await leaveKiosk();
  void navigator.storage?.persist?.();
  await render(true);
  await contact();
  ageing = await tidy();
  await refresh();
  void update.check();
}

async function created(): Promise<void> {
  await kit.keepSealed();
  await store.putClear("language", language());
  kitAt = Date.now();
  sender.note("online");
  go("#/today");
  await opened();
}

async function leaveKiosk(): Promise<void> {
  leavingKiosk = false;
  const to = await kiosk.end();
  if (document.fullscreenElement) await document.exitFullscreen().catch(() => {}); // it was never full
  const chosen = await store.getClear<Language>("language");
  if (chosen && chosen !== language()) await speak(chosen);
  history.replaceState(null, "", to);
}

async function destroyed(): Promise<void> {
  await vault.destroy();
  kit.forget();
  halfway.forget();
  await kiosk.load();
  [leavingKiosk, wiping, fetched] = [false, false, "wiped"];
  history.replaceState(null, "", "#/today");
  await render(true);
  await firstKit();
}

// newVersion takes a waiting version into use by itself when nothing is open,
// nothing waits to be sent and nobody is typing. That can be seen without the PIN.
async function newVersion(): Promise<void> {
  const nobodyTypes = vault.isOpen() ? ["", "today", "outbox", "settings"].includes(at()[0] ?? "") : await vault.exists();
  const nothingHere = (await store.keys("drafts")).length === 0 && (await store.keys("outbox")).length === 0;
  if (nobodyTypes && nothingHere && !kiosk.current() && !wiping) update.agree();
  else await refresh();
}

async function setLanguage(chosen: Language): Promise<void> {
  languageChosen = true;
  if (await vault.exists()) await store.putClear("language", chosen);
  await render(false);
}

async function view(): Promise<Node[]> {
  if (elsewhere) return openElsewhere();
  const handed = kiosk.current();
  const takeBack = () => ((leavingKiosk = true), render(true));
  if (handed && !leavingKiosk && !handed.measuring) return faces(takeBack, () => render(true));
  if (handed && !leavingKiosk && vault.isOpen()) return inHand(handed.draft, takeBack, render);
  if (!(await vault.exists())) {
    const given = kit.current();
    return given ? choosePin(given.worker.name, () => void created()) : start(fetched, () => void firstKit(), (chosen) => void setLanguage(chosen));
  }
  const left = await vault.triesLeft();
  if (handed) return askBack(handed.measuring === true, left);
  if (!vault.isOpen()) return locked(left);
  if (wiping) return askPin({ title: t("field.wipe"), text: t("field.wipe_text"), submit: t("field.wipe"), opened: () => void destroyed(), destroyed: () => void destroyed(), back: { label: t("field.back"), go: () => ((wiping = false), render(true)) } }, "", left);
  return (await routed()) ?? today();
}

// askBack is where the worker takes the phone out of a client's hand. Once the
// phone has locked itself there is no way back to the questions but through the PIN.
function askBack(measuring: boolean, left: number): Node[] {
  const back = { label: t(measuring ? "field.m_back_to_questions" : "field.kiosk_back"), go: () => ((leavingKiosk = false), render(true)) };
  const asking = { title: t(measuring ? "field.m_take_back" : "field.kiosk_leave"), ...(measuring && { text: t("field.m_give_back") }), submit: t("field.unlock"), opened: () => void opened(), destroyed: () => void destroyed() };
  return askPin(measuring && !vault.isOpen() ? asking : { ...asking, back }, "", left);
}

function locked(left: number): Node[] {
  return [...ageNotices(), ...askPin({ title: t("field.unlock_title"), submit: t("field.unlock"), opened: () => void opened(), destroyed: () => void destroyed() }, "", left)];
}

async function routed(): Promise<Node[] | undefined> {
  const [name, id] = at();
  switch (name) {
    case "stop":
      return stop(id ?? "");
    case "place":
      return choosePlace(id);
    case "new-place":
      return newPlace(id);
    case "mend-place": {
      const item = await records.outgoing(id ?? "");
      return item ? newPlace(undefined, item) : undefined;
    }
    case "measure":
      return id ? chooseInstrument(id) : chooseClient();
    case "measurement":
      return measurement(id ?? "", render);
    case "round":
      return planRound();
    case "outbox":
      return outbox();
    case "conflict":
      return conflict(id ?? "");
    case "settings":
      return settings({ lock, refresh: refreshKit, wipe: () => ((wiping = true), render(true)), language: (chosen) => setLanguage(chosen), ...(update.ready() && { update: update.agree }) });
  }
  return undefined;
}

function openElsewhere(): Node[] {
  const take = async () => {
    elsewhere = (await claim(true, lost)) === "elsewhere";
    await render(true);
  };
  return [heading(t("field.elsewhere_title"), t("field.elsewhere_text")), button(t("field.use_here"), take, "", { class: "btn btn--large btn--wide" })];
}

let rendering: Promise<void> = Promise.resolve();

// render draws the view again, one drawing at a time. fresh: it is a new view,
// and whoever listens is taken to its heading.
function render(fresh: boolean): Promise<void> {
  rendering = rendering.then(() => draw(fresh)).catch(broken);
  return rendering;
}

function broken(fault: unknown) {
  console.error(fault);
  show([heading(t("field.broken_title"), t("field.broken_text")), button(t("field.reload"), () => location.reload())], true);
}

async function draw(fresh: boolean): Promise<void> {
  const open = () => vault.isOpen() && !elsewhere && !kiosk.current();
  if (open()) await count();
  // Nothing is waited for between making a form and showing it: what she types
  // meanwhile would go into the one that is taken away.
  const nodes = await view();
  frame(open());
  show([...(open() ? notices() : []), ...nodes], fresh);
  const title = document.querySelector("main h1")?.textContent ?? "";
  document.title = `${title} – ${t("field.title")}`;
  document.body.classList.toggle("fieldapp--kiosk", kiosk.current() !== undefined && !leavingKiosk);
}

async function count(): Promise<void> {
  const items = await records.outbox();
  warnings = { offline: sender.state() === "offline" || !navigator.onLine, waiting: items.filter((i) => i.state === "waiting").length, trouble: items.filter((i) => i.state !== "waiting").length };
}

// refresh follows changes of the records. A page with something half typed is
// left alone; only its frame follows.
async function refresh(): Promise<void> {
  if (!vault.isOpen() || kiosk.current() || elsewhere) return;
  if (["", "today", "outbox", "settings"].includes(at()[0] ?? "") && !wiping) return render(false);
  await count();
  if (vault.isOpen()) frame(true);
}

function frame(open: boolean) {
  document.querySelector(".skip")!.textContent = t("field.skip");
  const top = document.querySelector<HTMLElement>(".fieldapp__top")!;
  top.replaceChildren();
  top.hidden = kiosk.current() !== undefined;
  fill(top, el("span", { class: "fieldapp__brand" }, t("field.title")));
  if (open && warnings.offline) fill(top, el("span", { class: "offline", role: "status" }, t("field.offline")));
  const nav = document.querySelector<HTMLElement>(".fieldapp__nav")!;
  nav.hidden = !open;
  nav.setAttribute("aria-label", t("field.navigation"));
  nav.replaceChildren(navigation());
}

function navigation(): HTMLElement {
  const here = at()[0] ?? "today";
  const entry = (name: string, label: string, note = "", alert = false) =>
    el("li", {}, el("a", { href: `#/${name}`, id: `nav-${name}`, "aria-current": here === name ? "page" : null }, label, note && el("span", { class: `count ${alert ? "count--alert" : ""}` }, note)));
  const all = warnings.waiting + warnings.trouble;
  return el("ul", {}, entry("today", t("field.nav_today")), entry("outbox", t("field.outbox"), all > 0 ? String(all) : "", warnings.trouble > 0), entry("settings", t("field.settings"), update.ready() ? "!" : ""));
}

function notices(): Node[] {
  const nodes: Node[] = [];
  const link = (href: string, label: string) => el("p", {}, el("a", { class: "btn btn--large btn--wide", href }, label));
  if (saved > 0) nodes.push(el("div", { role: "status" }, notice("good", t(savedWhat))));
  if (sender.state() === "sign-in") nodes.push(notice("warm", t("field.session_ended"), t("field.session_ended_text"), link(signInAddress, t("field.sign_in"))));
  if (sender.state() === "stranger") nodes.push(notice("alert", t("field.stranger_title"), t("field.stranger_text")));
  if (sender.state() === "trouble") nodes.push(notice("warm", t("field.trouble_title"), t("field.trouble_text")));
  if (warnings.trouble > 0 && at()[0] !== "outbox" && at()[0] !== "stop" && at()[0] !== "conflict") nodes.push(notice("alert", t("field.came_back", { count: warnings.trouble }), link("#/outbox", t("field.look"))));
  const wrong = kit.minutesWrong();
  if (wrong !== 0) nodes.push(notice("warm", t("field.clock_wrong"), t("field.clock_wrong_text", { server: moment(new Date(Date.now() + wrong * 60_000).toISOString()) })));
  return [...nodes, ...ageNotices()];
}

function ageNotices(): Node[] {
  const nodes: Node[] = [];
  if (ageing.count > 0) nodes.push(notice("alert", t("field.old_title", { count: ageing.count }), t("field.old_text", { count: ageing.daysLeft })));
  if (ageing.removed > 0)
    nodes.push(notice("alert", t("field.removed_title", { count: ageing.removed }), t("field.removed_text"), button(t("field.removed_noted"), () => noted().then(() => ((ageing = { ...ageing, removed: 0 }), render(false))), "quiet")));
  return nodes;
}

boot().catch(broken);
