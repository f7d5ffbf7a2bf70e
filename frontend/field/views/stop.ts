// The visit. Every tap is on the phone's disk, sealed, before the next one.
import { button, el, fill } from "../dom";
import * as kit from "../kit";
import * as kiosk from "../kiosk";
import { recognisable } from "../recognise";
import * as records from "../records";
import { choose, confirm, go, heading, labelled, notice } from "../screen";
import { clock, day, isoDay, isoTime, number, t } from "../texts";
import type { StopBody } from "../wire";
import { chips, tally } from "./tally";

//i18n:keys visit.kind.*
//i18n:keys visit.age.*
//i18n:keys visit.gender.*
//i18n:keys visit.onward.*

export async function stop(id: string): Promise<Node[]> {
  const draft = await records.draft(id);
  if (!draft) return [heading(t("field.no_such_visit"), "", { label: t("field.back_to_today"), to: "#/today" })];
  return new Visit(draft).page();
}

// Visit is one open visit on the screen. Changes are written one after another.
class Visit {
  private writing: Promise<void> = Promise.resolve();
  private body: StopBody;

  constructor(private draft: records.Draft) {
    this.body = draft.body;
  }

  private keep = () => {
    const now = structuredClone(this.draft);
    this.writing = this.writing.then(() => records.keepDraft(now));
  };

  private error(name: string): string | undefined {
    return this.draft.refusal?.fields?.find((fault) => fault.name === name)?.text;
  }

  page(): Node[] {
    return [
      this.head(),
      ...this.refusal(),
      ...this.company(),
      this.count("present", "field.present", [5, 10]),
      this.count("conversations", "field.conversations"),
      this.count("clienthoods", "field.clienthoods"),
      ...this.topics(),
      ...this.heard(),
      this.onward(),
      this.guesses(),
      this.time(),
      this.handOver(),
      this.actions(),
    ];
  }

  private head(): HTMLElement {
    const started = this.body.start ? t("field.began", { time: clock(this.body.start) }) : "";
    return heading(this.draft.label, `${day(this.body.day)} ${started}`.trim(), { label: t("field.back_to_today"), to: "#/today" });
  }

  private refusal(): Node[] {
    const why = this.draft.refusal;
    if (!why) return [];
    const faults = why.fields ?? [];
    const list = el("ul", {}, ...faults.map((fault) => el("li", {}, fault.text)));
    return [notice("alert", t("field.refused_title"), faults.length > 0 ? list : why.text, t("field.refused_mend"))];
  }

  // company appears once the server has refused somebody who is named with her: the phone knows nobody else to name.
  private company(): Node[] {
    const me = kit.current()?.worker.id;
    const named = this.body.workers;
    if (this.error("workers") === undefined || !me) return [];
    return [
      this.box("only-me", t("field.only_me"), named.length === 1 && named[0] === me, (on) => {
        this.body.workers = on ? [me] : named;
      }),
    ];
  }

  private box(id: string, text: string, checked: boolean, ticked: (on: boolean) => void): HTMLElement {
    const box = el("input", { class: "govuk-checkboxes__input", type: "checkbox", id, checked });
    box.addEventListener("change", () => {
      ticked(box.checked);
      this.keep();
    });
    const label = el("label", { class: "govuk-label govuk-checkboxes__label", for: id }, text);
    return el("div", { class: "govuk-checkboxes" }, el("div", { class: "govuk-checkboxes__item" }, box, label));
  }

  private count(name: "present" | "conversations" | "clienthoods", key: string, jumps?: number[]): HTMLElement {
    const made = tally({
      id: name,
      label: t(key),
      value: this.body[name],
      ...(jumps && { jumps }),
      changed: (value) => {
        this.body[name] = value;
        this.keep();
      },
    });
    const error = this.error(name);
    return error ? el("div", {}, el("p", { class: "govuk-error-message" }, error), made) : made;
  }

  private topics(): Node[] {
    const options = kit.topics(this.body.organisation).map((topic): [string, string] => [topic.id, kit.topicName(topic)]);
    const toggled = (id: string, on: boolean) => {
      this.body.topics = on ? [...this.body.topics, id] : this.body.topics.filter((other) => other !== id);
      this.keep();
    };
    return [el("h2", {}, t("field.topics")), chips(t("field.topics"), options, (id) => this.body.topics.includes(id), toggled)];
  }

  private heard(): Node[] {
    const area = el("textarea", { class: "govuk-textarea", rows: 4, maxlength: 4000 });
    area.value = this.body.heard;
    const warning = el("div", { "aria-live": "polite" });
    const refused = this.error("heard") !== undefined;
    const look = () => warning.replaceChildren(...(recognisable(area.value) || (refused && area.value) ? [this.nameless()] : []));
    area.addEventListener("input", () => {
      this.body.heard = area.value;
      look();
      this.keep();
    });
    look();
    return [labelled({ id: "heard", label: t("field.heard"), hint: t("field.heard_hint"), error: this.error("heard") }, area), warning];
  }

  // nameless is her word that nobody can be told from the text; the server asks for it.
  private nameless(): HTMLElement {
    const box = this.box("heard-confirmed", t("field.heard_confirm"), this.body.heard_confirmed === true, (on) => {
      if (on) this.body.heard_confirmed = true;
      else delete this.body.heard_confirmed;
    });
    return notice("warm", t("field.heard_warning"), box);
  }

  private counts(counts: Record<string, number>, codes: string[], prefix: string, id: string): HTMLElement[] {
    return codes.map((code) =>
      tally({
        id: `${id}-${code}`,
        label: t(`${prefix}.${code}`),
        value: counts[code] ?? 0,
        small: true,
        changed: (value) => {
          counts[code] = value;
          this.keep();
        },
      }),
    );
  }

  private fold(title: string, open: boolean, ...children: Node[]): HTMLElement {
    return el("details", { class: "details", open }, el("summary", {}, el("span", {}, title)), el("div", { class: "details__body" }, ...children));
  }

  private onward(): HTMLElement {
    const counts = this.body.onward;
    const codes = kit.current()?.onward ?? Object.keys(counts);
    const rows = el("div", {});
    const show = () => rows.replaceChildren(...this.counts(counts, codes.filter((code) => (counts[code] ?? 0) > 0), "visit.onward", "onward"));
    const toggled = (code: string, on: boolean) => {
      counts[code] = on ? 1 : 0;
      show();
      this.keep();
    };
    show();
    const some = codes.some((code) => (counts[code] ?? 0) > 0);
    const options = codes.map((code): [string, string] => [code, t(`visit.onward.${code}`)]);
    return this.fold(t("field.onward"), some || this.error("onward") !== undefined, chips(t("field.onward"), options, (code) => (counts[code] ?? 0) > 0, toggled), rows);
  }

  private guesses(): HTMLElement {
    const given = kit.current();
    const ages = unknownFirst(given?.ages ?? Object.keys(this.body.ages));
    const genders = unknownFirst(given?.genders ?? Object.keys(this.body.genders));
    const error = this.error("ages") ?? this.error("genders");
    const some = [...Object.values(this.body.ages), ...Object.values(this.body.genders)].some((n) => n > 0);
    return this.fold(
      t("field.guesses"),
      some || error !== undefined,
      ...(error ? [el("p", { class: "govuk-error-message" }, error)] : []),
      el("p", { class: "soft" }, t("field.guesses_hint")),
      el("h3", {}, t("field.ages")),
      ...this.counts(this.body.ages, ages, "visit.age", "age"),
      el("h3", {}, t("field.genders")),
      ...this.counts(this.body.genders, genders, "visit.gender", "gender"),
    );
  }

  private time(): HTMLElement {
    const faulty = ["day", "start", "end", "minutes", "kind", "unit", "round"].some((name) => this.error(name) !== undefined);
    return this.fold(
      t("field.time"),
      faulty,
      this.input("day", "date", "field.day"),
      el("div", { class: "pair" }, this.input("start", "time", "field.start"), this.input("end", "time", "field.end", t("field.end_hint"))),
      this.hours(),
      this.kind(),
      ...this.unit(),
    );
  }

  private input(name: "day" | "start" | "end", type: string, label: string, hint = ""): HTMLElement {
    const made = el("input", { class: "govuk-input", type, value: this.body[name] ?? "", required: name === "day" });
    made.addEventListener("change", () => {
      if (made.value || name === "day") this.body[name] = made.value || isoDay(new Date());
      else delete this.body[name];
      this.keep();
    });
    return labelled({ id: `stop-${name}`, label: t(label), hint, error: this.error(name) }, made);
  }

  private hours(): HTMLElement {
    const made = el("input", { class: "govuk-input govuk-input--width-4", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: 6, value: this.body.minutes > 0 ? number(this.body.minutes / 60) : "" });
    made.addEventListener("change", () => {
      const hours = Number.parseFloat(made.value.replace(",", "."));
      this.body.minutes = Number.isFinite(hours) && hours > 0 ? Math.round(hours * 60) : 0;
      this.keep();
    });
    return labelled({ id: "stop-minutes", label: t("field.hours"), hint: t("field.hours_hint"), error: this.error("minutes") }, made);
  }

  private kind(): HTMLElement {
    const kinds = kit.current()?.stop_kinds ?? [this.body.kind];
    const made = choose(kinds.map((kind) => [kind, t(`visit.kind.${kind}`)]), this.body.kind, (value) => {
      this.body.kind = value;
      this.keep();
    });
    return labelled({ id: "stop-kind", label: t("field.kind"), error: this.error("kind") }, made);
  }

  private unit(): Node[] {
    const units = (kit.current()?.units ?? []).filter((unit) => unit.organisation === this.body.organisation);
    if (units.length < 2 && this.error("unit") === undefined) return [];
    const made = choose(units.map((unit) => [unit.id, unit.name]), this.body.unit, (value) => {
      this.body.unit = value;
      this.keep();
    });
    return [labelled({ id: "stop-unit", label: t("field.unit"), error: this.error("unit") }, made)];
  }

  private handOver(): HTMLElement {
    const given = this.body.feedback.reduce((sum, n) => sum + n, 0);
    const start = button(t("field.ask_feedback"), () => this.toKiosk(), "quiet", { class: "btn btn--large btn--wide btn--quiet" });
    return el("div", { class: "hand-over" }, start, el("p", { class: "soft" }, t("field.answers", { count: given })));
  }

  private async toKiosk(): Promise<void> {
    await this.writing;
    await kiosk.begin(this.draft.id);
    document.documentElement.requestFullscreen?.().catch(() => {}); // some phones have no full screen; the kiosk holds all the same
    go("#/kiosk");
  }

  private actions(): HTMLElement {
    const box = el("div", { class: "save" });
    fill(
      box,
      button(t("field.save"), () => this.save(), "", { class: "btn btn--large btn--wide", id: "save" }),
      button(t("field.discard"), () => confirm(t("field.discard_sure"), t("field.discard"), t("field.keep"), () => this.discard()), "text", { class: "btn btn--text btn--wide" }),
    );
    return box;
  }

  // save fills in what she left to the clock: the end, and the hours used.
  private async save(): Promise<void> {
    const now = new Date();
    const body = this.body;
    if (!body.end && body.start && body.day === isoDay(now) && isoTime(now) > body.start) body.end = isoTime(now);
    if (body.minutes === 0 && body.start && body.end) body.minutes = Math.max(0, between(body.start, body.end)) * Math.max(1, body.workers.length);
    await this.writing;
    delete this.draft.refusal;
    await records.finish(this.draft);
    go("#/today");
    window.dispatchEvent(new CustomEvent("field-saved", { detail: "field.saved" }));
  }

  private async discard(): Promise<void> {
    await this.writing;
    await records.dropDraft(this.draft.id);
    go("#/today");
  }
}

const unknownFirst = (codes: string[]) => [...codes].sort((a, b) => Number(b === "unknown") - Number(a === "unknown"));

function between(start: string, end: string): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return minutes(end) - minutes(start);
}
