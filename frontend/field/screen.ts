// Where views are put, and how one leads to another. The address after # is the
// view; back and forward work as everywhere.
import { el, fill } from "./dom";

export type View = () => Promise<Node[]> | Node[];

export const go = (to: string) => {
  if (location.hash === to) window.dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = to;
};

export const at = (): string[] => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);

export function show(nodes: Node[], fresh: boolean) {
  const main = document.querySelector("main")!;
  const focused = document.activeElement?.id;
  main.replaceChildren(...nodes);
  if (fresh) {
    window.scrollTo(0, 0);
    (main.querySelector<HTMLElement>("[data-first]") ?? main.querySelector<HTMLElement>("h1") ?? main).focus({ preventScroll: true });
  } else if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

export function heading(title: string, lead = "", back?: { label: string; to: string }): HTMLElement {
  const head = el("div", { class: "head" });
  if (back) fill(head, el("a", { class: "back", href: back.to }, `← ${back.label}`));
  fill(head, el("h1", { tabindex: -1 }, title), lead && el("p", { class: "soft" }, lead));
  return head;
}

export function notice(tone: "" | "good" | "warm" | "alert", title: string, ...body: (Node | string | false | undefined)[]): HTMLElement {
  const inside = el("div", { class: "notice__body" }, el("p", { class: "notice__title" }, title));
  fill(inside, ...body.map((part) => (typeof part === "string" ? el("p", {}, part) : part)));
  return el("div", { class: `notice ${tone && `notice--${tone}`}` }, inside);
}

export interface FieldOptions {
  id: string;
  label: string;
  hint?: string;
  error?: string;
}

// labelled ties label, hint and error to a control, in the order in which they are read.
export function labelled(o: FieldOptions, control: HTMLElement): HTMLElement {
  control.id = o.id;
  const described = [o.hint && `${o.id}-hint`, o.error && `${o.id}-error`].filter(Boolean).join(" ");
  if (described) control.setAttribute("aria-describedby", described);
  if (o.error) control.setAttribute("aria-invalid", "true");
  return el(
    "div",
    { class: `govuk-form-group ${o.error ? "govuk-form-group--error" : ""}` },
    el("label", { class: "govuk-label", for: o.id }, o.label),
    o.hint ? el("div", { class: "govuk-hint", id: `${o.id}-hint` }, o.hint) : null,
    o.error ? el("p", { class: "govuk-error-message", id: `${o.id}-error` }, o.error) : null,
    control,
  );
}

export function choose(options: [value: string, label: string][], value: string, onchange: (value: string) => void): HTMLSelectElement {
  const made = el("select", { class: "govuk-select" }, ...options.map(([v, label]) => el("option", { value: v, selected: v === value }, label)));
  made.addEventListener("change", () => onchange(made.value));
  return made;
}

// confirm asks before a step that cannot be undone.
export function confirm(question: string, yes: string, no: string, then: () => unknown) {
  const dialog = el("dialog", { class: "sheet", "aria-labelledby": "sheet-title" });
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  const button = (label: string, kind: string, act: () => unknown) =>
    el("button", { type: "button", class: `btn btn--large btn--wide ${kind}`, onclick: () => (close(), void act()) }, label);
  fill(dialog, el("h2", { id: "sheet-title" }, question), el("div", { class: "starts" }, button(no, "", () => {}), button(yes, "btn--danger", then)));
  dialog.addEventListener("cancel", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
