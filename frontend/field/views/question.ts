// One question, with controls for a thumb.
import { choices, said } from "../asked";
import { el, fill } from "../dom";
import { labelled } from "../screen";
import { number, t } from "../texts";
import type { Answer, Item, KitInstrument } from "../wire";

export interface Asking {
  instrument: KitInstrument;
  language: string;
  id: string;
  answer: Answer | undefined;
  error: string | undefined;
  changed: (answer: Answer | undefined) => void;
}

const mostInRow = 21; // of more steps one is typed

export function question(item: Item, o: Asking): HTMLElement {
  switch (item.kind) {
    case "scale": {
      const row = stepsOf(item);
      return row.length > mostInRow ? typedNumber(item, o) : scale(item, row, o);
    }
    case "steps":
    case "yes_no":
    case "single":
      return radios(item, o);
    case "multiple":
      return boxes(item, o);
    case "number":
      return typedNumber(item, o);
    case "date":
      return labelled(texts(item, o), input(o, "date", o.answer?.day, (text) => (text ? { day: text } : undefined)));
    case "short_text":
      return labelled(texts(item, o), input(o, "text", o.answer?.text, written));
    default:
      return longText(item, o);
  }
}

const written = (text: string): Answer | undefined => (text.trim() ? { text: text.trim() } : undefined);

const texts = (item: Item, o: Asking) => ({
  id: o.id,
  label: said(o.instrument, item.text, o.language) || item.code,
  hint: said(o.instrument, item.help, o.language),
  ...(o.error !== undefined && { error: o.error }),
});

function input(o: Asking, type: string, value: string | undefined, read: (text: string) => Answer | undefined): HTMLInputElement {
  const made = el("input", { class: "govuk-input", type, autocomplete: "off", maxlength: type === "text" ? 300 : null, value: value ?? "" });
  made.addEventListener("input", () => o.changed(read(made.value)));
  return made;
}

function longText(item: Item, o: Asking): HTMLElement {
  const area = el("textarea", { class: "govuk-textarea", rows: 4, maxlength: 5000 });
  area.value = o.answer?.text ?? "";
  area.addEventListener("input", () => o.changed(written(area.value)));
  return labelled(texts(item, o), area);
}

// typedNumber keeps a number only; what is none is said at once, and is no answer.
function typedNumber(item: Item, o: Asking): HTMLElement {
  const { from, to } = item;
  const unit = said(o.instrument, item.unit, o.language);
  const bounds = from !== undefined && to !== undefined ? t("question.between", { from: number(from), to: number(to) }) : "";
  const shown = texts(item, o);
  const wrong = el("p", { class: "govuk-error-message", role: "status" });
  const read = (text: string): Answer | undefined => {
    const value = Number(text.replace(/[\s ]/g, "").replace(",", ".").replace("−", "-"));
    const fits = text.trim() === "" || (Number.isFinite(value) && (from === undefined || value >= from) && (to === undefined || value <= to));
    wrong.textContent = fits ? "" : bounds || t("field.m_number_wrong");
    return fits && text.trim() !== "" ? { number: value } : undefined;
  };
  const made = input(o, "text", o.answer?.number === undefined ? "" : String(o.answer.number).replace(".", ","), read);
  made.setAttribute("inputmode", "decimal");
  const hint = [shown.hint, bounds, endsOf(item, o).join(", ")].filter(Boolean).join(" ");
  const box = labelled({ ...shown, label: unit ? `${shown.label} (${unit})` : shown.label, hint }, made);
  fill(box, wrong);
  return box;
}

// endsOf are the words at the ends of a scale, each with its number.
function endsOf(item: Item, o: Asking): string[] {
  const ends = [[item.from, said(o.instrument, item.from_label, o.language)] as const, [item.to, said(o.instrument, item.to_label, o.language)] as const];
  return ends.filter(([, text]) => text).map(([value, text]) => `${number(value ?? 0)} = ${text}`);
}

function stepsOf(item: Item): number[] {
  const [from, to, step] = [item.from ?? 0, item.to ?? 0, item.step ?? 1];
  const n = Math.min(Math.round((to - from) / step), mostInRow);
  return Array.from({ length: n + 1 }, (_, i) => Number((from + i * step).toFixed(6)));
}

function group(item: Item, o: Asking, described: string[] = []): HTMLFieldSetElement {
  const { label, hint } = texts(item, o);
  const ids = [...(hint ? [`${o.id}-hint`] : []), ...(o.error ? [`${o.id}-error`] : []), ...described].join(" ");
  const box = el("fieldset", { class: "govuk-fieldset asked__group", "aria-describedby": ids || null }, el("legend", { class: "govuk-fieldset__legend govuk-fieldset__legend--m", id: o.id, tabindex: -1 }, label));
  if (hint) fill(box, el("div", { class: "govuk-hint", id: `${o.id}-hint` }, hint));
  if (o.error) fill(box, el("p", { class: "govuk-error-message", id: `${o.id}-error` }, o.error));
  return box;
}

function scale(item: Item, row: number[], o: Asking): HTMLElement {
  const ends = endsOf(item, o);
  const grid = el("div", { class: "scale" });
  const step = (answer: Answer, label: string, kind: string, checked: boolean) => {
    const radio = el("input", { type: "radio", name: o.id, checked });
    radio.addEventListener("change", () => o.changed(answer));
    fill(grid, el("label", { class: `scale__step ${kind}` }, radio, el("span", {}, label)));
  };
  for (const value of row) step({ number: value }, number(value), "", o.answer?.number === value);
  step({ declined: true }, t("question.decline"), "scale__step--skip", o.answer?.declined === true);
  const box = group(item, o, ends.length > 0 ? [`${o.id}-ends`] : []);
  if (ends.length > 0) fill(box, el("p", { class: "scale__ends", id: `${o.id}-ends` }, ...ends.map((text) => el("span", {}, text))));
  fill(box, grid);
  return box;
}

function optionText(item: Item, code: string, label: string): string {
  if (label || item.kind !== "yes_no") return label || code;
  return t(code === "yes" ? "question.yes" : "question.no");
}

function radios(item: Item, o: Asking): HTMLElement {
  const list = el("div", { class: "govuk-radios" });
  const one = (n: number, answer: Answer, label: string, checked: boolean) => {
    const id = `${o.id}-${n}`;
    const radio = el("input", { class: "govuk-radios__input", type: "radio", name: o.id, id, checked });
    radio.addEventListener("change", () => o.changed(answer));
    fill(list, el("div", { class: "govuk-radios__item" }, radio, el("label", { class: "govuk-label govuk-radios__label", for: id }, label)));
  };
  const all = choices(item);
  all.forEach((option, n) => one(n, { option: option.code }, optionText(item, option.code, said(o.instrument, option.label, o.language)), o.answer?.option === option.code));
  one(all.length, { declined: true }, t("question.decline"), o.answer?.declined === true);
  const box = group(item, o);
  fill(box, list);
  return box;
}

function boxes(item: Item, o: Asking): HTMLElement {
  const chosen = new Set(o.answer?.options);
  const list = el("div", { class: "govuk-checkboxes" });
  choices(item).forEach((option, n) => {
    const id = `${o.id}-${n}`;
    const box = el("input", { class: "govuk-checkboxes__input", type: "checkbox", id, checked: chosen.has(option.code) });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(option.code);
      else chosen.delete(option.code);
      o.changed(chosen.size > 0 ? { options: [...chosen] } : undefined);
    });
    fill(list, el("div", { class: "govuk-checkboxes__item" }, box, el("label", { class: "govuk-label govuk-checkboxes__label", for: id }, said(o.instrument, option.label, o.language) || option.code)));
  });
  const made = group(item, o);
  fill(made, list);
  return made;
}
