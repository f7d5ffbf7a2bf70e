// A number for one thumb: a big minus, a big plus, and the figure itself, which
// can be typed over.
import { el, fill, say } from "../dom";
import { number, t } from "../texts";

export interface Tally {
  id: string;
  label: string;
  value: number;
  // jumps are further buttons that add more at once.
  jumps?: number[];
  small?: boolean;
  max?: number;
  changed: (value: number) => void;
}

export function tally(o: Tally): HTMLElement {
  let value = o.value;
  const input = el("input", { id: o.id, class: "tally__value", type: "text", inputmode: "numeric", pattern: "[0-9]*", maxlength: 6, autocomplete: "off", value });
  const set = (to: number, aloud: boolean) => {
    value = Math.min(Math.max(0, to), o.max ?? 100_000);
    input.value = String(value);
    o.changed(value);
    if (aloud) say(t("field.counted", { what: o.label, n: number(value) }));
  };
  input.addEventListener("input", () => {
    const typed = Number.parseInt(input.value.replace(/\D/g, ""), 10);
    value = Number.isNaN(typed) ? 0 : typed;
    o.changed(value);
  });
  input.addEventListener("blur", () => (input.value = String(value)));
  input.addEventListener("focus", () => input.select());
  const step = (by: number, text: string, label: string, kind: string) =>
    el("button", { type: "button", class: kind, "aria-label": t(label, { what: o.label, n: Math.abs(by) }), onclick: () => set(value + by, true) }, text);
  const box = el(
    "div",
    { class: `tally ${o.small ? "tally--small" : ""}`, role: "group", "aria-labelledby": `${o.id}-label` },
    step(-1, "−", "field.one_less", "tally__less"),
    el("div", { class: "tally__middle" }, input, el("label", { class: "tally__label", id: `${o.id}-label`, for: o.id }, o.label)),
    step(1, "+", "field.one_more", "tally__add"),
  );
  if (o.jumps) fill(box, el("div", { class: "tally__jumps" }, ...o.jumps.map((n) => step(n, `+${n}`, "field.many_more", "tally__jump"))));
  return box;
}

// chips are choices that stay pressed.
export function chips(label: string, options: [value: string, text: string][], pressed: (value: string) => boolean, toggled: (value: string, on: boolean) => void): HTMLElement {
  const group = el("div", { class: "chips", role: "group", "aria-label": label });
  for (const [value, text] of options) {
    const chip = el("button", { type: "button", class: "chip", "aria-pressed": pressed(value) ? "true" : "false" }, text);
    chip.addEventListener("click", () => {
      const on = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", String(on));
      toggled(value, on);
    });
    fill(group, chip);
  }
  return group;
}
