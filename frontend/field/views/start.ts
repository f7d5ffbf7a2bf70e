// Before there is anything on the phone: sign in, which needs the network once.
import { button, el } from "../dom";
import { heading, notice } from "../screen";
import { language, languages, speak, t, type Language } from "../texts";
import type { Fetched } from "../kit";

export const signInAddress = "/sign-in?next=/field/";

const names: Record<Language, string> = { fi: "Suomi", sv: "Svenska", en: "English", "fi-selko": "Selkosuomi" };

export function languageButtons(chosen: (language: Language) => unknown): HTMLElement {
  const buttons = languages.map((code) =>
    el(
      "button",
      { type: "button", class: "chip", lang: code.slice(0, 2), "aria-pressed": code === language() ? "true" : "false", onclick: () => void speak(code).then(() => chosen(code)) },
      names[code],
    ),
  );
  return el("div", { class: "chips", role: "group", "aria-label": t("field.language") }, ...buttons);
}

export function start(reason: Fetched | "asking" | "wiped", again: () => unknown, chosen: (language: Language) => unknown): Node[] {
  const nodes: Node[] = [heading(t("field.title"), t("field.lead"))];
  if (reason === "wiped") nodes.push(notice("alert", t("field.wiped_title"), t("field.wiped_text")));
  if (reason === "offline") nodes.push(notice("warm", t("field.start_offline_title"), t("field.start_offline_text")), button(t("field.try_again"), again));
  if (reason === "no-rights") nodes.push(notice("warm", t("field.no_rights_title"), t("field.no_rights_text")));
  if (reason === "asking") nodes.push(el("p", { role: "status" }, t("field.asking")));
  if (reason === "sign-in" || reason === "wiped" || reason === "no-rights")
    nodes.push(el("p", {}, el("a", { class: "btn btn--large btn--wide", href: signInAddress }, t("field.sign_in"))));
  nodes.push(languageButtons(chosen));
  return nodes;
}
