// Where: a place that is known, or one that was met on the way.
import { el } from "../dom";
import * as halfway from "../halfway";
import * as kit from "../kit";
import * as records from "../records";
import { choose, go, heading, labelled } from "../screen";
import { compare, fold, t } from "../texts";
import type { KitPlace, KitRound, PlaceBody, RoundBody } from "../wire";
import { startAt } from "./today";

//i18n:keys place.kind.*

const mostShown = 30;

// stopKindOf guesses what kind of visit a place brings; she may change it.
export const stopKindOf = (placeKind: string) => (placeKind === "street" ? "street" : placeKind === "event" ? "partner_event" : "regular");

export async function choosePlace(roundID?: string): Promise<Node[]> {
  const round = await findRound(roundID);
  const waiting = await newPlaces();
  const places = [...(kit.current()?.places ?? []), ...waiting].sort((a, b) => compare(a.name, b.name));
  const list = el("ul", { class: "bare" });
  const status = el("p", { class: "soft", role: "status" });
  const find = el("input", { class: "govuk-input", type: "search", autocomplete: "off", "data-first": places.length > 8 });
  const update = () => {
    const wanted = fold(find.value);
    const found = places.filter((p) => fold(`${p.name} ${kit.municipality(p.municipality)} ${p.address}`).includes(wanted));
    list.replaceChildren(...found.slice(0, mostShown).map((p) => el("li", {}, placeButton(p, round))));
    status.textContent = found.length > mostShown ? t("field.places_more", { count: found.length, shown: mostShown }) : t("field.places_found", { count: found.length });
  };
  find.addEventListener("input", update);
  update();
  const added = `#/new-place${round ? `/${round.id}` : ""}`;
  return [
    heading(t("field.where"), "", { label: t("field.back_to_today"), to: "#/today" }),
    el("p", {}, el("a", { class: "btn btn--large btn--wide btn--quiet", href: added }, t("field.new_place"))),
    labelled({ id: "find", label: t("field.find_place") }, find),
    status,
    list,
  ];
}

function placeButton(place: KitPlace, round?: KitRound): HTMLElement {
  return el("button", { type: "button", class: "big", onclick: () => void startAt(place, round) }, el("b", {}, place.name), el("span", { class: "soft" }, [kit.municipality(place.municipality), place.address].filter(Boolean).join(", ")));
}

// newPlaces were added on this phone and wait in the outbox.
export async function newPlaces(): Promise<KitPlace[]> {
  const out = await records.outbox();
  return out.filter(({ envelope }) => envelope.kind === "place" && !kit.place(envelope.id)).map(({ envelope }) => ({ ...(envelope.body as PlaceBody), id: envelope.id }));
}

async function findRound(id?: string): Promise<KitRound | undefined> {
  if (!id) return undefined;
  const known = kit.current()?.rounds.find((round) => round.id === id);
  if (known) return known;
  const made = await records.outgoing(id);
  const worker = kit.current()?.worker;
  return made?.envelope.kind === "round" && worker ? { ...(made.envelope.body as RoundBody), id, workers: [worker] } : undefined;
}

export async function newPlace(roundID?: string, mended?: records.Outgoing): Promise<Node[]> {
  const given = kit.current();
  const round = await findRound(roundID);
  const organisations = [...new Set(given?.units.map((unit) => unit.organisation))];
  const body = halfway.of<PlaceBody>(location.hash, () =>
    mended
      ? { ...(mended.envelope.body as PlaceBody) }
      : { organisation: round?.organisation ?? organisations[0] ?? "", kind: "street", name: "", municipality: usual(), address: "" },
  );
  const error = (name: string) => mended?.verdict?.fields?.find((f) => f.name === name)?.text;
  const input = (name: "name" | "address", required: boolean) => {
    const made = el("input", { class: "govuk-input", type: "text", maxlength: 200, autocomplete: "off", required, value: body[name] });
    made.addEventListener("input", () => (body[name] = made.value));
    return made;
  };
  const towns = [...(given?.municipalities ?? [])].map((m): [string, string] => [m.code, kit.municipality(m.code)]).sort((a, b) => compare(a[1], b[1]));
  const form = el(
    "form",
    { class: "form" },
    labelled({ id: "place-name", label: t("field.place_name"), hint: t("field.place_name_hint"), error: error("name") }, input("name", true)),
    labelled({ id: "place-kind", label: t("field.place_kind"), error: error("kind") }, choose((given?.place_kinds ?? []).map((kind) => [kind, t(`place.kind.${kind}`)]), body.kind, (v) => (body.kind = v))),
    labelled({ id: "place-town", label: t("field.municipality"), error: error("municipality") }, choose(towns, body.municipality, (v) => (body.municipality = v))),
    labelled({ id: "place-address", label: t("field.address"), hint: t("field.optional") }, input("address", false)),
    el("button", { type: "submit", class: "btn btn--large btn--wide" }, mended ? t("field.send_again") : t("field.start_here")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void (mended ? resend(mended, body) : startAtNew(body, round));
  });
  const nodes: Node[] = [heading(mended ? t("field.mend_place") : t("field.new_place"), "", { label: t("field.back"), to: mended ? "#/outbox" : "#/place" })];
  if (mended?.verdict?.text) nodes.push(el("p", { class: "note" }, mended.verdict.text));
  nodes.push(form);
  return nodes;
}

// usual is the municipality with the most places: the likeliest guess.
function usual(): string {
  const counts = new Map<string, number>();
  for (const { municipality } of kit.current()?.places ?? []) counts.set(municipality, (counts.get(municipality) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1])[0];
  return most?.[0] ?? kit.current()?.municipalities[0]?.code ?? "";
}

async function startAtNew(body: PlaceBody, round?: KitRound): Promise<void> {
  const id = await records.addPlace(body);
  const draft = await records.begin({ place: id, label: `${body.name}, ${kit.municipality(body.municipality)}`, kind: body.kind === "street" ? "street" : "pop_up", organisation: body.organisation, ...(round && { round }) });
  go(`#/stop/${draft.id}`);
}

async function resend(item: records.Outgoing, body: PlaceBody): Promise<void> {
  await records.addPlace(body, item.envelope.id, item.envelope.attempt + 1);
  go("#/outbox");
}
