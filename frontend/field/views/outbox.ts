// The outbox, to be read: what waits, what came back and why, what is there.
import { button, el, fill } from "../dom";
import * as halfway from "../halfway";
import * as records from "../records";
import { confirm, go, heading, labelled, notice } from "../screen";
import { send, sending, state } from "../send";
import { moment, t } from "../texts";
import type { CorrectionBody, StopBody } from "../wire";
import { differences } from "./differences";

//i18n:keys field.sort_*
const sorts = { stop: "field.sort_stop", place: "field.sort_place", round: "field.sort_round", correction: "field.sort_correction", measurement: "field.sort_measurement" } as const;

export async function outbox(): Promise<Node[]> {
  const items = await records.outbox();
  const of = (wanted: records.State) => items.filter((item) => item.state === wanted);
  const [conflicts, refused, waiting, sent] = [of("conflict"), of("refused"), of("waiting"), await records.sentToday()];
  const nodes: Node[] = [heading(t("field.outbox"), summary(items))];
  nodes.push(...group("alert", t("field.conflicts"), conflicts.map((item) => row(item, conflictActions(item)))));
  nodes.push(...group("alert", t("field.refused"), refused.map((item) => row(item, refusedActions(item)))));
  nodes.push(...group("warm", t("field.waiting", { count: waiting.length }), waiting.map((item) => row(item, waitingNote(item, items)))));
  if (waiting.length > 0) nodes.push(el("p", {}, button(sending() ? t("field.sending") : t("field.send_now"), () => send(), "", { class: "btn btn--large btn--wide", id: "send-now" })));
  nodes.push(...group("good", t("field.sent_today", { count: sent.length }), sent.map((line) => el("li", {}, el("b", {}, line.label), el("span", { class: "soft" }, moment(line.at))))));
  return nodes;
}

function summary(items: records.Outgoing[]): string {
  if (items.length === 0) return t("field.outbox_empty");
  if (items.every((item) => item.state !== "waiting")) return t("field.outbox_needs_you");
  return state() === "online" ? t("field.outbox_online") : t("field.outbox_offline");
}

function group(tone: string, title: string, rows: HTMLElement[]): Node[] {
  if (rows.length === 0) return [];
  return [el("section", { class: `card card--${tone}` }, el("h2", {}, title), el("ul", { class: "bare lines" }, ...rows))];
}

function row(item: records.Outgoing, below: Node[]): HTMLElement {
  return el("li", {}, el("b", {}, item.label), el("span", { class: "soft" }, `${t(sorts[item.envelope.kind])}, ${moment(item.envelope.made_at)}`), ...below);
}

function waitingNote(item: records.Outgoing, items: records.Outgoing[]): Node[] {
  const first = items.find((other) => item.after.includes(other.envelope.id));
  return first ? [el("p", { class: "soft" }, t("field.waits_for", { what: first.label }))] : [];
}

function reasons(item: records.Outgoing): HTMLElement {
  const { text, fields } = item.verdict ?? {};
  const list = el("ul", {}, ...(fields ?? []).map((fault) => el("li", {}, fault.text)));
  return el("div", { class: "why" }, (fields ?? []).length > 0 ? list : el("p", {}, text ?? ""));
}

function refusedActions(item: records.Outgoing): Node[] {
  const actions = el("div", { class: "starts" });
  const wide = (kind: string) => ({ class: `btn btn--large btn--wide ${kind && `btn--${kind}`}` });
  if (item.envelope.kind === "stop") fill(actions, button(t("field.mend"), () => mend(item), "", wide("")));
  if (item.envelope.kind === "place") fill(actions, button(t("field.mend"), () => go(`#/mend-place/${item.envelope.id}`), "", wide("")));
  const instrument = item.instrument;
  if (instrument) fill(actions, button(t("field.mend"), () => records.mendMeasurement(item, instrument).then(() => go(`#/measurement/${item.envelope.id}`)), "", wide("")));
  fill(actions, button(t("field.send_again"), () => retry(item), "", wide("quiet")), leaveToDesk(item));
  return [reasons(item), actions];
}

function leaveToDesk(item: records.Outgoing): HTMLElement {
  return button(
    t("field.leave_to_desk"),
    () => confirm(t("field.leave_to_desk_sure"), t("field.leave_to_desk"), t("field.keep"), () => records.dropOutgoing(item.envelope.id)),
    "",
    { class: "btn btn--text" },
  );
}

async function mend(item: records.Outgoing): Promise<void> {
  const draft = await records.mend(item);
  go(`#/stop/${draft.id}`);
}

async function retry(item: records.Outgoing): Promise<void> {
  const { verdict: _, ...kept } = item;
  await records.put({ ...kept, state: "waiting", envelope: { ...item.envelope, attempt: item.envelope.attempt + 1 } });
  await send();
}

function conflictActions(item: records.Outgoing): Node[] {
  const open = el("a", { class: "btn btn--large btn--wide", href: `#/conflict/${item.envelope.id}` }, t("field.look_at_both"));
  return [reasons(item), item.verdict?.theirs ? open : leaveToDesk(item)];
}

// conflict shows both versions; nothing is merged and nothing is lost before the choice.
export async function conflict(id: string): Promise<Node[]> {
  const item = await records.outgoing(id);
  const theirs = item?.verdict?.theirs;
  const head = heading(t("field.two_versions"), item?.label ?? "", { label: t("field.outbox"), to: "#/outbox" });
  if (!item || !theirs) return [head, el("p", {}, t("field.no_such_visit"))];
  const mine = item.envelope.kind === "correction" ? (item.envelope.body as CorrectionBody).content : (item.envelope.body as StopBody);
  const typed = halfway.of(location.hash, () => ({ reason: "" }));
  const reason = el("input", { class: "govuk-input", type: "text", maxlength: 500, autocomplete: "off", required: true, value: typed.reason });
  reason.addEventListener("input", () => (typed.reason = reason.value));
  const form = el("form", { class: "form" }, labelled({ id: "reason", label: t("field.reason"), hint: t("field.reason_hint") }, reason), el("button", { type: "submit", class: "btn btn--large btn--wide" }, t("field.choose_mine")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void records.chooseMine(item, reason.value).then(() => go("#/outbox")).then(() => send());
  });
  const keepTheirs = button(t("field.choose_theirs"), () => records.dropOutgoing(id).then(() => go("#/outbox")), "", { class: "btn btn--large btn--wide btn--quiet" });
  return [
    head,
    notice("warm", t("field.conflict_text", { who: theirs.by || t("field.somebody"), when: moment(theirs.at) })),
    differences(mine, theirs.body, t("field.mine"), t("field.theirs")),
    form,
    el("p", {}, keepTheirs),
  ];
}
