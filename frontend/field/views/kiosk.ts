// The kiosk: the phone is in a stranger's hand. Five faces, thanks, and nothing else.
import { el, fill, svg } from "../dom";
import * as kiosk from "../kiosk";
import { heading } from "../screen";
import { t } from "../texts";
import { languageButtons } from "./start";

//i18n:keys field.mark_*
const mouths = ["M20 46 Q32 32 44 46", "M20 44 Q32 37 44 44", "M20 42 H44", "M20 40 Q32 49 44 40", "M18 38 Q32 56 46 38"];
const thanks = 4_000;

export function face(mark: number): SVGSVGElement {
  return svg(
    "0 0 64 64",
    ["circle", { cx: "32", cy: "32", r: "29", class: "face__skin" }],
    ["circle", { cx: "22", cy: "25", r: "3.6", class: "face__ink" }],
    ["circle", { cx: "42", cy: "25", r: "3.6", class: "face__ink" }],
    ["path", { d: mouths[mark - 1] ?? "", class: "face__line" }],
  );
}

// faces shows the question; leave is where the worker takes the phone back.
export function faces(leave: () => unknown, redraw: () => unknown): Node[] {
  const page = el("div", { class: "kiosk" });
  const words = ["field.mark_5", "field.mark_4", "field.mark_3", "field.mark_2", "field.mark_1"];
  const list = el("div", { class: "kiosk__faces", role: "group", "aria-label": t("field.kiosk_question") });
  words.forEach((word, i) => {
    const mark = 5 - i;
    fill(list, el("button", { type: "button", class: "kiosk__face", "data-mark": mark, onclick: () => void answer(page, mark, redraw) }, face(mark), el("span", {}, t(word))));
  });
  fill(
    page,
    heading(t("field.kiosk_question"), t("field.kiosk_lead")),
    list,
    languageButtons(redraw),
    el("p", {}, el("button", { type: "button", class: "btn btn--text", onclick: () => void leave() }, t("field.kiosk_leave"))),
  );
  return [page];
}

async function answer(page: HTMLElement, mark: number, redraw: () => unknown): Promise<void> {
  await kiosk.count(mark);
  const next = el("button", { type: "button", class: "btn btn--large btn--wide btn--quiet", onclick: () => void redraw() }, t("field.kiosk_next"));
  const thanked = heading(t("field.kiosk_thanks"), t("field.kiosk_thanks_lead"));
  page.replaceChildren(el("div", { class: "kiosk__thanks", role: "status" }, face(5), thanked), next);
  thanked.querySelector("h1")?.focus();
  setTimeout(() => page.isConnected && page.contains(thanked) && redraw(), thanks);
}
