// Today: what is open, where to go next, what has been sent.
import { el, fill } from "../dom";
import * as kit from "../kit";
import * as records from "../records";
import { go, heading } from "../screen";
import { clock, day, isoDay, isoTime, number, t } from "../texts";
import type { KitPlace, KitRound, RoundBody } from "../wire";
import { stopKindOf } from "./place";

export async function today(): Promise<Node[]> {
  const given = kit.current();
  const [drafts, measured, out, sent] = await Promise.all([records.drafts(), records.measurements(), records.outbox(), records.sentToday()]);
  const now = isoDay(new Date());
  const rounds = [...(given?.rounds ?? []), ...plannedHere(out)].filter((round) => round.day === now);
  const nodes: Node[] = [heading(t("field.today", { day: day(now) }))];
  if (drafts.length + measured.length > 0) nodes.push(openDrafts(drafts, measured));
  nodes.push(...rounds.map((round) => roundCard(round, drafts)));
  nodes.push(
    el("div", { class: "starts" },
      el("a", { class: `btn btn--large btn--wide ${rounds.length > 0 ? "btn--quiet" : ""}`, href: "#/place" }, t(rounds.length > 0 ? "field.start_elsewhere" : "field.start_visit")),
      (given?.clients ?? []).length > 0 ? el("a", { class: "btn btn--large btn--wide btn--quiet", href: "#/measure" }, t("field.measure")) : "",
      el("a", { class: "btn btn--text btn--large", href: "#/round" }, t("field.plan_round")),
    ),
  );
  if (sent.length > 0) nodes.push(sentCard(sent));
  return nodes;
}

// plannedHere are the rounds that were planned on this phone and are not in the kit yet.
function plannedHere(out: records.Outgoing[]): KitRound[] {
  const worker = kit.current()?.worker;
  return out.flatMap(({ envelope }) => {
    if (envelope.kind !== "round" || !worker || kit.current()?.rounds.some((r) => r.id === envelope.id)) return [];
    const body = envelope.body as RoundBody;
    return [{ ...body, id: envelope.id, workers: [worker] }];
  });
}

function openDrafts(drafts: records.Draft[], measured: records.Measurement[]): HTMLElement {
  const list = el("ul", { class: "bare" });
  for (const draft of drafts) {
    const since = draft.body.start ? t("field.began", { time: clock(draft.body.start) }) : "";
    fill(list, el("li", {}, el("a", { class: "big", href: `#/stop/${draft.id}` }, el("b", {}, draft.label), el("span", { class: "soft" }, `${day(draft.body.day)} ${since}`), el("span", { class: "big__do" }, t("field.go_on")))));
  }
  for (const draft of measured) fill(list, el("li", {}, el("a", { class: "big", href: `#/measurement/${draft.id}` }, el("b", {}, draft.label), el("span", { class: "soft" }, day(draft.body.day)), el("span", { class: "big__do" }, t("field.m_go_on")))));
  return el("section", { class: "card card--warm" }, el("h2", {}, t("field.open_visits")), list);
}

function roundCard(round: KitRound, drafts: records.Draft[]): HTMLElement {
  const names = round.workers.map((worker) => worker.name).join(", ");
  const list = el("ul", { class: "bare" });
  for (const id of round.places) {
    const place = kit.place(id);
    if (!place || drafts.some((d) => d.body.place === id && d.body.round === round.id)) continue;
    fill(list, el("li", {}, startButton(place, round)));
  }
  return el(
    "section",
    { class: "card" },
    el("h2", {}, round.aim || t("field.round")),
    names && el("p", { class: "soft" }, names),
    list,
    el("p", {}, el("a", { href: `#/place/${round.id}` }, t("field.other_place_in_round"))),
  );
}

function startButton(place: KitPlace, round: KitRound): HTMLElement {
  return el(
    "button",
    { type: "button", class: "big", onclick: () => void startAt(place, round) },
    el("b", {}, place.name),
    el("span", { class: "soft" }, kit.municipality(place.municipality)),
    el("span", { class: "big__do" }, t("field.start_here")),
  );
}

export async function startAt(place: KitPlace, round?: KitRound): Promise<void> {
  const label = `${place.name}, ${kit.municipality(place.municipality)}`;
  const draft = await records.begin({ place: place.id, label, kind: stopKindOf(place.kind), organisation: place.organisation, ...(round && { round }) });
  go(`#/stop/${draft.id}`);
}

function sentCard(sent: records.Sent[]): HTMLElement {
  const list = el("ul", { class: "bare lines" });
  for (const line of sent) {
    const counts = line.present >= 0 ? t("field.sent_counts", { present: number(line.present), conversations: number(line.conversations) }) : "";
    fill(list, el("li", {}, el("b", {}, line.label), el("span", { class: "soft" }, counts), el("span", { class: "tag tag--good" }, t("field.sent_at", { time: clock(isoTime(new Date(line.at))) }))));
  }
  return el("section", { class: "card card--good" }, el("h2", {}, t("field.sent_today", { count: sent.length })), list);
}
