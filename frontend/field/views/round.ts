// Planning to go out: a day, an aim, places.
import { el } from "../dom";
import * as halfway from "../halfway";
import * as kit from "../kit";
import * as records from "../records";
import { choose, go, heading, labelled } from "../screen";
import { fold, isoDay, t } from "../texts";
import type { RoundBody } from "../wire";
import { newPlaces } from "./place";
import { chips } from "./tally";

const mostShown = 12;

export async function planRound(): Promise<Node[]> {
  const given = kit.current();
  const unit = given?.units[0];
  if (!given || !unit) return [heading(t("field.plan_round"), t("field.no_units"), { label: t("field.back_to_today"), to: "#/today" })];
  const body = halfway.of<RoundBody>(location.hash, () => ({ organisation: unit.organisation, unit: unit.id, day: isoDay(new Date()), aim: "", places: [], workers: [given.worker.id] }));
  const day = el("input", { class: "govuk-input", type: "date", required: true, value: body.day });
  day.addEventListener("input", () => (body.day = day.value));
  const aim = el("input", { class: "govuk-input", type: "text", maxlength: 200, autocomplete: "off", value: body.aim });
  aim.addEventListener("input", () => (body.aim = aim.value));
  const units = choose(given.units.map((u) => [u.id, u.name]), body.unit, (id) => {
    body.unit = id;
    body.organisation = given.units.find((u) => u.id === id)?.organisation ?? body.organisation;
  });
  const form = el(
    "form",
    { class: "form" },
    labelled({ id: "round-day", label: t("field.day") }, day),
    labelled({ id: "round-aim", label: t("field.aim"), hint: t("field.aim_hint") }, aim),
    given.units.length > 1 && labelled({ id: "round-unit", label: t("field.unit") }, units),
    await placeChooser(body),
    el("button", { type: "submit", class: "btn btn--large btn--wide" }, t("field.save_round")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void save(body);
  });
  return [heading(t("field.plan_round"), "", { label: t("field.back_to_today"), to: "#/today" }), form];
}

async function placeChooser(body: RoundBody): Promise<HTMLElement> {
  const all = [...kit.placesOf(body.organisation), ...(await newPlaces())];
  const shown = el("div", {});
  const find = el("input", { class: "govuk-input", type: "search", autocomplete: "off" });
  const update = () => {
    const wanted = fold(find.value);
    const found = all.filter((p) => body.places.includes(p.id) || fold(`${p.name} ${kit.municipality(p.municipality)}`).includes(wanted));
    found.sort((a, b) => Number(body.places.includes(b.id)) - Number(body.places.includes(a.id)));
    shown.replaceChildren(
      chips(t("field.places"), found.slice(0, mostShown + body.places.length).map((p) => [p.id, p.name]), (id) => body.places.includes(id), (id, on) => {
        body.places = on ? [...body.places, id] : body.places.filter((other) => other !== id);
      }),
    );
  };
  find.addEventListener("input", update);
  update();
  return el("div", {}, labelled({ id: "round-find", label: t("field.places"), hint: t("field.places_hint") }, find), shown);
}

async function save(body: RoundBody): Promise<void> {
  const waiting = new Set((await newPlaces()).map((p) => p.id));
  await records.addRound(body, body.aim || t("field.round"), body.places.filter((id) => waiting.has(id)));
  go("#/today");
}
