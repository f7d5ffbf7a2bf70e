// A measurement: what there is to know before, its questions, and its end. Every
// answer is on the phone's disk, sealed, before the next one.
import { Asked, direction, languageName, said, steps, tally, tidied, type Step } from "../asked";
import { button, el, fill } from "../dom";
import * as kit from "../kit";
import * as kiosk from "../kiosk";
import * as records from "../records";
import { choose, confirm, go, heading, labelled, notice } from "../screen";
import { isoDay, matching, speak, t } from "../texts";
import type { Answer, Answers, Item, Section, Texts } from "../wire";
import { question } from "./question";

//i18n:keys outcome.occasion.*
//i18n:keys outcome.by.*
//i18n:keys outcome.place.*

// A pause longer than this is none of the time that answering took.
const longestPause = 3 * 60_000;

// Redraw shows the sheet anew; fresh: it is another page of it.
type Redraw = (fresh: boolean) => unknown;

export async function measurement(id: string, redraw: Redraw): Promise<Node[]> {
  const draft = await records.measurement(id);
  if (!draft) return [heading(t("field.m_gone"), "", { label: t("field.back_to_today"), to: "#/today" })];
  return new Sheet(draft, redraw).page();
}

// inHand is the same in a client's hand: the questions, and nothing else.
export async function inHand(id: string, takeBack: () => unknown, redraw: Redraw): Promise<Node[]> {
  const draft = await records.measurement(id);
  const sheet = draft && new Sheet(draft, redraw, takeBack);
  return [...(sheet ? sheet.page() : [heading(t("field.m_gone"))]), el("p", { class: "hand-over" }, button(t("field.m_take_back"), takeBack, "", { class: "btn btn--text" }))];
}

const wide = (kind = "") => ({ class: `btn btn--large btn--wide ${kind && `btn--${kind}`}` });

// Sheet is one measurement on the screen. Changes are written one after another.
class Sheet {
  private writing: Promise<void> = Promise.resolve();
  private touched = Date.now();

  constructor(
    private draft: records.Measurement,
    private redraw: Redraw,
    private takeBack?: () => unknown,
  ) {}

  private get body() {
    return this.draft.body;
  }

  private keep = () => {
    const now = structuredClone(this.draft);
    this.writing = this.writing.then(() => records.keepDraft(now));
  };

  private error(name: string): string | undefined {
    if (name === "occasion" && this.draft.unsaid) return t("outcome.occasion_missing");
    return this.draft.refusal?.fields?.find((fault) => fault.name === name)?.text;
  }

  private async turn(to: string): Promise<void> {
    this.clock();
    const fresh = to !== this.draft.at || this.draft.unsaid === true;
    this.draft.at = to;
    this.keep();
    await this.writing;
    this.redraw(fresh);
  }

  // clock adds the time since the last touch to what answering took.
  private clock() {
    const now = Date.now();
    if (this.draft.at !== "" && now - this.touched <= longestPause) this.body.seconds += Math.round((now - this.touched) / 1000);
    this.touched = now;
  }

  page(): Node[] {
    const all = steps(this.draft.instrument, this.body.answers, this.draft.mode);
    const at = all.findIndex((step) => step.key === this.draft.at);
    if (this.draft.at === "end" || all.length === 0) return this.end(all);
    if (at >= 0) return this.step(all, at);
    return this.takeBack ? this.step(all, 0) : this.about();
  }

  private about(): Node[] {
    // How much is asked at once is chosen on this page, and the first step goes by it.
    const first = () => steps(this.draft.instrument, this.body.answers, this.draft.mode)[0]?.key ?? "end";
    const begin = button(t("field.m_begin"), () => this.ready(() => this.turn(first())), "", { ...wide(), id: "begin" });
    const hand = button(t("field.m_hand_over"), () => this.ready(() => this.handOver(first())), "", wide("quiet"));
    return [
      heading(this.draft.label, said(this.draft.instrument, this.draft.instrument.intro, this.body.language), { label: t("field.back_to_today"), to: "#/today" }),
      ...this.refusal(),
      this.select("occasion", "outcome.occasion", [["", t("field.m_choose")], ...this.words(kit.current()?.occasions, "outcome.occasion")], this.body.occasion, (value) => {
        this.body.occasion = value;
        delete this.draft.unsaid;
      }),
      this.select("by", "outcome.by_will", this.words(this.answerers(), "outcome.by"), this.body.by, (value) => this.answeredBy(value)),
      this.select("language", "outcome.language", this.tongues(), this.body.language, (value) => (this.body.language = value)),
      this.interpreter(),
      this.select("place", "outcome.place", [["", t("outcome.place_unsaid")], ...this.words(kit.current()?.answer_places, "outcome.place")], this.body.place ?? "", (value) => {
        if (value) this.body.place = value;
        else delete this.body.place;
      }),
      this.day(),
      this.select("mode", "outcome.mode_title", [["one", t("outcome.mode_one")], ["section", t("outcome.mode_section")]], this.draft.mode, (value) => (this.draft.mode = value === "section" ? "section" : "one")),
      el("div", { class: "save" }, begin, ...(this.body.by === "worker" ? [] : [hand, el("p", { class: "soft" }, t("field.m_hand_over_hint"))]), this.discard()),
    ];
  }

  private words = (codes: string[] | undefined, prefix: string): [string, string][] => (codes ?? []).map((code) => [code, t(`${prefix}.${code}`)]);

  private answerers(): string[] {
    const by = this.draft.instrument.answered_by;
    return (kit.current()?.answerers ?? []).filter((who) => by.includes(who === "worker" ? "worker" : "client"));
  }

  private answeredBy(who: string) {
    this.body.by = who;
    if (who === "worker") delete this.body.interpreter;
    void this.turn(this.draft.at);
  }

  private select(name: string, label: string, options: [string, string][], value: string, chosen: (value: string) => unknown): HTMLElement {
    const control = choose(options, value, (to) => {
      chosen(to);
      this.keep();
    });
    if (this.error(name) !== undefined) control.setAttribute("data-first", "");
    return labelled({ id: `m-${name}`, label: t(label), ...this.fault(name) }, control);
  }

  private fault(name: string): { error?: string } {
    const error = this.error(name);
    return error === undefined ? {} : { error };
  }

  private interpreter(): HTMLElement | Text {
    if (this.body.by === "worker") return document.createTextNode("");
    const box = el("input", { class: "govuk-checkboxes__input", type: "checkbox", id: "m-interpreter", checked: this.body.interpreter === true });
    box.addEventListener("change", () => {
      if (box.checked) this.body.interpreter = true;
      else delete this.body.interpreter;
      this.keep();
    });
    return el("div", { class: "govuk-form-group" }, el("div", { class: "govuk-checkboxes" }, el("div", { class: "govuk-checkboxes__item" }, box, el("label", { class: "govuk-label govuk-checkboxes__label", for: "m-interpreter" }, t("outcome.interpreter")))));
  }

  private day(): HTMLElement {
    const made = el("input", { class: "govuk-input", type: "date", required: true, value: this.body.day, max: isoDay(new Date()) });
    made.addEventListener("change", () => {
      this.body.day = made.value || isoDay(new Date());
      this.keep();
    });
    return labelled({ id: "m-day", label: t("field.day"), ...this.fault("day") }, made);
  }

  private refusal(): Node[] {
    const why = this.draft.refusal;
    if (!why) return [];
    const faults = why.fields ?? [];
    const list = el("ul", {}, ...faults.map((fault) => el("li", {}, this.faultText(fault.name ?? "", fault.text))));
    return [notice("alert", t("field.m_refused"), faults.length > 0 ? list : why.text, t("field.refused_mend"))];
  }

  // faultText names the question that a fault is about.
  private faultText(name: string, text: string): string {
    const code = /^answers\.(?:.*\.)?([^.\]]+)$/.exec(name)?.[1];
    const item = this.draft.instrument.sections.flatMap((section) => section.items).find((one) => one.code === code);
    return item ? `${said(this.draft.instrument, item.text, this.body.language) || item.code}: ${text}` : text;
  }

  // ready goes on once it is said when in the work this is.
  private ready(go: () => Promise<void>): Promise<void> {
    if (this.body.occasion) return go();
    this.draft.unsaid = true;
    return this.turn("");
  }

  private async handOver(first: string): Promise<void> {
    this.draft.at = first;
    this.keep();
    await this.writing;
    await kiosk.begin(this.draft.id, true);
    await speakWith(this.body.language);
    document.documentElement.requestFullscreen?.().catch(() => {}); // some phones have no full screen; the questions hold all the same
    go("#/kiosk");
  }

  private discard(): HTMLElement {
    return button(t("field.m_discard"), () => confirm(t("field.m_discard_sure"), t("field.m_discard"), t("field.keep"), () => this.drop()), "", { class: "btn btn--text btn--wide" });
  }

  private async drop(): Promise<void> {
    await this.writing;
    await records.dropDraft(this.draft.id);
    go("#/today");
  }

  private step(all: Step[], at: number): Node[] {
    const step = all[at]!;
    const { instrument, mode } = this.draft;
    const title = said(instrument, step.section.title, this.body.language) || said(instrument, instrument.title, this.body.language);
    const head = heading(title, t(mode === "one" ? "field.m_progress" : "field.m_progress_section", { n: at + 1, of: all.length }), this.takeBack ? undefined : { label: t("field.back_to_today"), to: "#/today" });
    head.querySelector("h1")?.setAttribute("lang", this.body.language.slice(0, 2));
    const asked = el("div", { class: "asked asked--large", lang: this.body.language.replace(/-selko$/, ""), dir: direction(this.body.language) });
    fill(asked, this.lead(instrument.intro, at === 0), this.lead(step.section.intro, step.first), ...(step.section.repeats ? this.entries(step.section) : this.questions(step)));
    const before = at > 0 ? all[at - 1]!.key : "";
    // What is answered here decides what comes next.
    const onward = () => {
      const now = steps(this.draft.instrument, this.body.answers, this.draft.mode);
      return this.turn(now[now.findIndex((other) => other.key === step.key) + 1]?.key ?? "end");
    };
    const back = this.takeBack && at === 0 ? "" : button(t("field.m_back"), () => this.turn(before), "", wide("quiet"));
    const turns = el("div", { class: "turn" });
    fill(turns, back, button(t("field.m_next"), onward, "", { ...wide(), id: "next" }));
    return [head, asked, turns, ...(this.takeBack ? [this.tongue()] : [])];
  }

  // lead is to be read before the questions; a long one stands behind a line of text where it was read before.
  private lead(texts: Texts | undefined, first: boolean): HTMLElement | undefined {
    const text = said(this.draft.instrument, texts, this.body.language);
    if (!text) return undefined;
    if (first || text.length <= 240) return el("p", { class: "asked__intro" }, text);
    return el("details", { class: "details" }, el("summary", {}, el("span", {}, t("question.lead"))), el("div", { class: "details__body" }, el("p", {}, text)));
  }

  // tongue lets the client go on in another language of the instrument.
  private tongue(): HTMLElement {
    return this.select("language", "outcome.language", this.tongues(), this.body.language, (value) => {
      this.body.language = value;
      void speakWith(value).then(() => this.turn(this.draft.at));
    });
  }

  private tongues = (): [string, string][] => this.draft.instrument.languages.map((l) => [l, languageName(l)]);

  // questions shows those that are asked and follows the answers given among them.
  private questions(step: Step): Node[] {
    const answers = this.body.answers.items;
    const shown = step.items.map((item) => ({ item, box: el("div", { class: "asked__one" }) }));
    const follow = () => {
      const asked = new Asked(this.draft.instrument, this.body.answers);
      for (const { item, box } of shown) box.hidden = !asked.item(item);
    };
    for (const { item, box } of shown) {
      fill(box, this.ask(item, `answers.${item.code}`, answers, follow));
    }
    follow();
    return shown.map(({ box }) => box);
  }

  private ask(item: Item, name: string, answers: Answers, follow: () => void): HTMLElement {
    return question(item, {
      instrument: this.draft.instrument,
      language: this.body.language,
      id: name.replace(/[.[\]]+/g, "-"),
      answer: answers[item.code],
      error: this.error(name),
      changed: (answer: Answer | undefined) => {
        if (answer) answers[item.code] = answer;
        else delete answers[item.code];
        this.clock();
        this.keep();
        follow();
      },
    });
  }

  // entries are the things that a repeated section is answered for. Goals of earlier times are not on the phone: at the start they are
  // set, later all is asked.
  private entries(section: Section): Node[] {
    const of = (this.body.answers.entries ??= {});
    const all = (of[section.code] ??= [{}]);
    const items = section.items.filter((item) => this.body.occasion !== "start" || item.asked !== "assess");
    const label = said(this.draft.instrument, section.repeats?.label, this.body.language);
    const cards = all.map((entry, n) => {
      const boxes = items.map((item) => ({ item, box: el("div", { class: "asked__one" }) }));
      const follow = () => {
        const asked = new Asked(this.draft.instrument, this.body.answers);
        for (const { item, box } of boxes) box.hidden = !asked.inEntry(item, entry);
      };
      for (const { item, box } of boxes) fill(box, this.ask(item, `answers.${section.code}[${n + 1}].${item.code}`, entry, follow));
      follow();
      return el("section", { class: "card" }, el("h2", {}, `${label} ${n + 1}`.trim()), ...boxes.map(({ box }) => box));
    });
    if (all.length >= (section.repeats?.most ?? 1)) return cards;
    const add = () => {
      all.push({});
      return this.turn(this.draft.at);
    };
    return [...cards, el("p", {}, button(t("field.m_add"), add, "", wide("quiet")))];
  }

  private end(all: Step[]): Node[] {
    const back = button(t("field.m_back"), () => this.turn(all.at(-1)?.key ?? ""), "", wide("quiet"));
    if (this.takeBack) {
      return [el("div", { role: "status" }, heading(t("field.m_thanks"), t("field.m_thanks_text"))), el("div", { class: "save" }, back)];
    }
    const counts = tally(this.draft.instrument, this.body.answers);
    const nothing = counts.given + counts.declined === 0;
    const save = button(t("field.m_save"), () => this.ready(() => this.save()), "", { ...wide(), id: "save" });
    return [
      heading(t("field.m_done"), this.draft.label, { label: t("field.back_to_today"), to: "#/today" }),
      el("p", {}, t("field.m_counts", counts)),
      nothing ? notice("warm", t("field.m_nothing")) : "",
      el("div", { class: "save" }, nothing ? "" : save, back, button(t("field.m_about"), () => this.turn(""), "", wide("quiet")), this.discard()),
    ].filter((node): node is HTMLElement => node !== "");
  }

  private async save(): Promise<void> {
    await this.writing;
    delete this.draft.refusal;
    this.body.answers = tidied(this.body.answers);
    await records.handIn(this.draft);
    go("#/today");
    window.dispatchEvent(new CustomEvent("field-saved", { detail: "field.m_saved" }));
  }
}

// speakWith lets the words around the questions go with them: easy Finnish, unless they are in Swedish or English.
async function speakWith(language: string): Promise<void> {
  await speak(language === "sv" || language === "en" ? matching([language]) : "fi-selko");
}
