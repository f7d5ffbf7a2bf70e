// The warning before the app locks by itself. One tap anywhere keeps it open.
import { el, fill } from "../dom";
import { t } from "../texts";

let shown: HTMLDialogElement | undefined;

export function warnOfLock(stay: () => unknown, lock: () => unknown) {
  if (shown) return;
  const button = (label: string, kind: string, act: () => unknown) =>
    el("button", { type: "button", class: `btn btn--large btn--wide ${kind}`, onclick: (event: Event) => (event.stopPropagation(), dismiss(), void act()) }, label);
  const dialog = el("dialog", { class: "sheet", role: "alertdialog", "aria-labelledby": "lock-title", "aria-describedby": "lock-text" });
  fill(
    dialog,
    el("h2", { id: "lock-title" }, t("field.lock_soon_title")),
    el("p", { id: "lock-text" }, t("field.lock_soon_text")),
    el("div", { class: "starts" }, button(t("field.lock_stay"), "", stay), button(t("field.lock_now"), "btn--quiet", lock)),
  );
  // A tap beside the buttons, or Escape, is a sign of life as well.
  dialog.addEventListener("click", () => (dismiss(), void stay()));
  dialog.addEventListener("cancel", () => (dismiss(), void stay()));
  shown = dialog;
  document.body.append(dialog);
  dialog.showModal();
}

export function dismiss() {
  shown?.close();
  shown?.remove();
  shown = undefined;
}
