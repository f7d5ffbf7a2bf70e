// This phone: language, lock, version, and wiping it.
import { button, el } from "../dom";
import * as kit from "../kit";
import { heading, notice } from "../screen";
import { t } from "../texts";
import { languageButtons } from "./start";
import type { Language } from "../texts";

export interface Settings {
  lock: () => unknown;
  refresh: () => unknown;
  wipe: () => unknown;
  update?: () => unknown;
  language: (language: Language) => unknown;
}

export async function settings(o: Settings): Promise<Node[]> {
  const given = kit.current();
  const kept = (await navigator.storage?.persisted?.()) ?? false;
  const wide = { class: "btn btn--large btn--wide btn--quiet" };
  return [
    heading(t("field.settings"), given ? t("field.signed_in_as", { name: given.worker.name }) : ""),
    ...(o.update ? [notice("", t("field.update_ready"), t("field.update_text"), button(t("field.update_now"), o.update))] : []),
    el("section", { class: "card" }, el("h2", {}, t("field.language")), languageButtons(o.language)),
    el(
      "section",
      { class: "card" },
      el("h2", {}, t("field.this_phone")),
      el("p", {}, t("field.what_is_here")),
      el("p", { class: "soft" }, kept ? t("field.storage_kept") : t("field.storage_not_kept")),
      el("div", { class: "starts" }, button(t("field.lock_now"), o.lock, "", wide), button(t("field.refresh_kit"), o.refresh, "", wide), el("a", { class: "btn btn--large btn--wide btn--quiet", href: "/" }, t("field.to_desk"))),
    ),
    el("section", { class: "card card--alert" }, el("h2", {}, t("field.wipe")), el("p", {}, t("field.wipe_text")), button(t("field.wipe"), o.wipe, "danger", { class: "btn btn--large btn--wide btn--danger" })),
  ];
}
