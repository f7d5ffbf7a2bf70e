// The PIN: chosen once, asked at every opening.
import { button, el, fill, say } from "../dom";
import { heading, labelled, notice } from "../screen";
import { t } from "../texts";
import * as vault from "../vault";

function pinField(id: string, label: string, hint = "", error = ""): { box: HTMLElement; input: HTMLInputElement } {
  const input = el("input", {
    class: "govuk-input pin",
    type: "password",
    inputmode: "numeric",
    autocomplete: "off",
    minlength: 4,
    maxlength: 8,
    pattern: "[0-9]{4,8}",
    required: true,
    "data-first": id === "pin",
  });
  return { box: labelled({ id, label, hint, error }, input), input };
}

function pinForm(submit: string, onsubmit: () => Promise<void>, ...fields: Node[]): HTMLFormElement {
  const press = el("button", { type: "submit", class: "btn btn--large btn--wide" }, submit);
  const form = el("form", { class: "form", novalidate: true }, ...fields, press);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (press.getAttribute("aria-busy")) return;
    press.setAttribute("aria-busy", "true");
    void onsubmit().finally(() => press.removeAttribute("aria-busy"));
  });
  return form;
}

export function choosePin(name: string, chosen: () => unknown, error = ""): Node[] {
  const first = pinField("pin", t("field.pin_new"), t("field.pin_new_hint"), error);
  const second = pinField("pin-again", t("field.pin_again"));
  const page = el("div", {}, heading(t("field.pin_choose"), t("field.signed_in_as", { name })));
  const form = pinForm(
    t("field.pin_set"),
    async () => {
      const fault = !vault.pinForm.test(first.input.value) ? "field.pin_form" : first.input.value !== second.input.value ? "field.pin_differs" : "";
      if (fault) return redo(page, choosePin(name, chosen, t(fault)));
      await vault.create(first.input.value);
      chosen();
    },
    first.box,
    second.box,
  );
  fill(page, el("p", {}, t("field.pin_why")), form, el("p", { class: "note" }, t("field.pin_wipes")));
  return [page];
}

function redo(page: HTMLElement, nodes: Node[]) {
  page.replaceWith(...nodes);
  document.querySelector<HTMLInputElement>("main [aria-invalid]")?.focus();
}

export interface Asking {
  title: string;
  text?: string;
  submit: string;
  opened: () => unknown;
  destroyed: () => unknown;
  back?: { label: string; go: () => unknown };
}

// askPin counts every wrong PIN, wherever it is asked.
export function askPin(o: Asking, error = "", left = 10): Node[] {
  const field = pinField("pin", t("field.pin"), "", error);
  const page = el("div", {}, heading(o.title, o.text ?? ""));
  if (left <= 4) fill(page, notice("alert", t("field.pin_few_left", { count: left }), t("field.pin_wipes")));
  const form = pinForm(
    o.submit,
    async () => {
      if (!vault.pinForm.test(field.input.value)) return redo(page, askPin(o, t("field.pin_form"), left));
      const result = await vault.open(field.input.value);
      if (result.open) return void o.opened();
      if (result.left === 0) return void o.destroyed();
      const wrong = t("field.pin_wrong", { count: result.left });
      say(wrong);
      redo(page, askPin(o, wrong, result.left));
    },
    field.box,
  );
  fill(page, form);
  if (o.back) fill(page, el("p", {}, button(o.back.label, o.back.go, "quiet", { class: "btn btn--large btn--wide btn--quiet" })));
  return [page];
}
