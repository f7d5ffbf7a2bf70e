// With whom, and with what: her own clients who have agreed to it, and the
// instruments of their organisation.
import { said } from "../asked";
import { el } from "../dom";
import * as kit from "../kit";
import * as records from "../records";
import { go, heading, labelled, notice } from "../screen";
import { compare, fold, language, t } from "../texts";
import type { KitClient, KitInstrument } from "../wire";

const today = () => ({ label: t("field.back_to_today"), to: "#/today" });

export function chooseClient(): Node[] {
  const given = kit.current();
  const clients = [...(given?.clients ?? [])].sort((a, b) => compare(a.name, b.name));
  if (clients.length === 0) return [heading(t("field.measure"), t("field.measure_none"), today())];
  const list = el("ul", { class: "bare" });
  const status = el("p", { class: "soft", role: "status" });
  const find = el("input", { class: "govuk-input", type: "search", autocomplete: "off" });
  const update = () => {
    const wanted = fold(find.value);
    const found = clients.filter((client) => fold(client.name).includes(wanted));
    list.replaceChildren(...found.map((client) => el("li", {}, el("a", { class: "big", href: `#/measure/${client.id}` }, el("b", {}, client.name)))));
    status.textContent = t("field.clients_found", { count: found.length });
  };
  find.addEventListener("input", update);
  update();
  return [
    heading(t("field.measure"), t("field.measure_lead"), today()),
    ...(given?.more_clients ? [notice("", t("field.measure_more"))] : []),
    labelled({ id: "find-client", label: t("field.find_client") }, find),
    status,
    list,
  ];
}

// answerable are the instruments for a client: her organisation's own, and the
// installation's where the organisation has none of the same code.
function answerable(client: KitClient): KitInstrument[] {
  const all = kit.current()?.instruments ?? [];
  const own = all.filter((instrument) => instrument.organisation === client.organisation);
  const shared = all.filter((instrument) => !instrument.organisation && !own.some((other) => other.code === instrument.code));
  return [...own, ...shared].sort((a, b) => compare(title(a), title(b)));
}

const title = (instrument: KitInstrument) => said(instrument, instrument.title, language());

export function chooseInstrument(id: string): Node[] {
  const client = kit.current()?.clients?.find((one) => one.id === id);
  const back = { label: t("field.measure"), to: "#/measure" };
  if (!client) return [heading(t("field.measure"), t("field.m_no_client"), back)];
  const instruments = answerable(client);
  const list = el("ul", { class: "bare" });
  for (const instrument of instruments) {
    const owner = [instrument.owner, instrument.licence].filter(Boolean).join(", ");
    list.append(el("li", {}, el("button", { type: "button", class: "big", onclick: () => void begin(client, instrument) }, el("b", {}, title(instrument)), el("span", { class: "soft" }, owner))));
  }
  return [heading(client.name, t(instruments.length > 0 ? "field.m_with_what" : "field.m_no_instruments"), back), list];
}

async function begin(client: KitClient, instrument: KitInstrument): Promise<void> {
  const tongue = [client.language, language(), ...instrument.languages].find((l) => l && instrument.languages.includes(l)) ?? "fi";
  const by = instrument.answered_by.includes("client") ? "together" : "worker";
  const draft = await records.measure(client, instrument, `${client.name}, ${title(instrument)}`, { language: tongue, by });
  go(`#/measurement/${draft.id}`);
}
