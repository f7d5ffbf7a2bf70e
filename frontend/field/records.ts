// What the worker has made and the server does not have yet: open visits
// (drafts), and the outbox.
import * as kit from "./kit";
import { mint } from "./ids";
import * as store from "./store";
import { isoDay, isoTime } from "./texts";
import * as vault from "./vault";
import type { CorrectionBody, Envelope, KitClient, KitInstrument, KitRound, MeasurementBody, PlaceBody, RoundBody, StopBody, Verdict } from "./wire";

export const form = 1;

export interface Draft {
  id: string;
  made_at: string;
  attempt: number;
  label: string;
  body: StopBody;
  // refusal is why the server sent it back, when it is being mended.
  refusal?: Verdict;
}

// Measurement is one that is being answered. It lies beside the open visits and
// carries its questions along: the next kit may not have them any more.
export interface Measurement {
  kind: "measurement";
  id: string;
  made_at: string;
  attempt: number;
  label: string;
  instrument: KitInstrument;
  body: MeasurementBody;
  mode: "one" | "section";
  at: string; // "" before the questions, "end" after them, else the step
  unsaid?: true; // she went on without saying when in the work this is
  refusal?: Verdict;
}

export type State = "waiting" | "refused" | "conflict";

export interface Outgoing {
  envelope: Envelope;
  state: State;
  label: string;
  // after are envelopes that must be with the server first: the new place, the round.
  after: string[];
  verdict?: Verdict;
  // instrument belongs to a measurement, so that it can be mended.
  instrument?: KitInstrument;
}

export interface Sent {
  id: string;
  day: string;
  at: string;
  label: string;
  present: number;
  conversations: number;
}

const changed = new Set<() => void>();
export const onChange = (tell: () => void) => void changed.add(tell);
export const tellChange = () => changed.forEach((tell) => tell());

const zeroes = (codes: string[]) => Object.fromEntries(codes.map((code) => [code, 0]));

export interface Start {
  place: string;
  label: string;
  kind: string;
  organisation: string;
  round?: KitRound;
}

// begin opens a visit: its number is minted now, so whatever happens later it is this one visit.
export async function begin(start: Start, now = new Date()): Promise<Draft> {
  const given = kit.current();
  if (!given) throw new Error("no kit");
  const unit = given.units.find((u) => u.id === start.round?.unit) ?? given.units.find((u) => u.organisation === start.organisation) ?? given.units[0];
  const body: StopBody = {
    organisation: unit?.organisation ?? start.organisation,
    unit: unit?.id ?? "",
    ...(start.round && { round: start.round.id }),
    place: start.place,
    kind: start.kind,
    day: isoDay(now),
    start: isoTime(now),
    workers: start.round?.workers.map((w) => w.id) ?? [given.worker.id],
    present: 0,
    conversations: 0,
    clienthoods: 0,
    ages: zeroes(given.ages),
    genders: zeroes(given.genders),
    onward: zeroes(given.onward),
    topics: [],
    minutes: 0,
    feedback: [0, 0, 0, 0, 0],
    heard: "",
  };
  const draft: Draft = { id: mint(now.getTime()), made_at: now.toISOString(), attempt: 1, label: start.label, body };
  await keepDraft(draft);
  return draft;
}

const sealedDraft = async (draft: Draft | Measurement): Promise<store.Change> => ({ room: "drafts", id: draft.id, value: await vault.seal("drafts", draft.id, draft) });

export async function keepDraft(draft: Draft | Measurement): Promise<void> {
  await store.change([await sealedDraft(draft)], "relaxed");
  tellChange();
}

export const draft = (id: string) => vault.take<Draft>("drafts", id);

async function open(): Promise<(Draft | Measurement)[]> {
  return (await vault.takeAll<Draft | Measurement>("drafts")).sort((a, b) => a.id.localeCompare(b.id));
}

export const drafts = async () => (await open()).filter((draft): draft is Draft => !("kind" in draft));
export const measurements = async () => (await open()).filter((draft): draft is Measurement => "kind" in draft);
export const measurement = (id: string) => vault.take<Measurement>("drafts", id);

// measure opens a measurement; like a visit it has its number from the beginning.
export async function measure(client: KitClient, instrument: KitInstrument, label: string, asked: { language: string; by: string }, now = new Date()): Promise<Measurement> {
  const body: MeasurementBody = { client: client.id, version: instrument.version, occasion: "", day: isoDay(now), by: asked.by, language: asked.language, seconds: 0, answers: { items: {} } };
  const made: Measurement = { kind: "measurement", id: mint(now.getTime()), made_at: now.toISOString(), attempt: 1, label, instrument, body, mode: "one", at: "" };
  await keepDraft(made);
  return made;
}

// handIn moves a measurement to the outbox: it is saved.
export async function handIn(draft: Measurement): Promise<void> {
  const item: Outgoing = {
    envelope: { id: draft.id, kind: "measurement", form, made_at: draft.made_at, attempt: draft.attempt, body: draft.body },
    state: "waiting",
    label: draft.label,
    after: [],
    instrument: draft.instrument,
  };
  await store.change([await sealedOutgoing(item), { room: "drafts", id: draft.id }]);
  tellChange();
}

// mendMeasurement makes a refused one a draft again, under its number.
export async function mendMeasurement(item: Outgoing, instrument: KitInstrument): Promise<void> {
  const { envelope, label, verdict } = item;
  const reopened: Measurement = {
    kind: "measurement",
    id: envelope.id,
    made_at: envelope.made_at,
    attempt: envelope.attempt + 1,
    label,
    instrument,
    body: envelope.body as MeasurementBody,
    mode: "section",
    at: "",
    ...(verdict && { refusal: verdict }),
  };
  await store.change([await sealedDraft(reopened), { room: "outbox", id: envelope.id }]);
  tellChange();
}

export async function dropDraft(id: string): Promise<void> {
  await store.change([{ room: "drafts", id }]);
  tellChange();
}

const sealedOutgoing = async (item: Outgoing): Promise<store.Change> => ({
  room: "outbox",
  id: item.envelope.id,
  value: await vault.seal("outbox", item.envelope.id, item),
});

export async function put(item: Outgoing): Promise<void> {
  await store.change([await sealedOutgoing(item)]);
  tellChange();
}

export const outgoing = (id: string) => vault.take<Outgoing>("outbox", id);

export async function outbox(): Promise<Outgoing[]> {
  return (await vault.takeAll<Outgoing>("outbox")).sort((a, b) => a.envelope.id.localeCompare(b.envelope.id));
}

// finish moves a visit from the drafts to the outbox: it is saved.
export async function finish(draft: Draft): Promise<void> {
  const waiting = new Set(await store.keys("outbox"));
  const item: Outgoing = {
    envelope: { id: draft.id, kind: "stop", form, made_at: draft.made_at, attempt: draft.attempt, body: draft.body },
    state: "waiting",
    label: draft.label,
    after: [draft.body.place, draft.body.round ?? ""].filter((id) => waiting.has(id)),
  };
  await store.change([await sealedOutgoing(item), { room: "drafts", id: draft.id }]);
  tellChange();
}

// mend makes a refused visit a draft again. It keeps its number: nothing was
// taken under it.
export async function mend(item: Outgoing): Promise<Draft> {
  const { envelope, label, verdict } = item;
  const reopened: Draft = {
    id: envelope.id,
    made_at: envelope.made_at,
    attempt: envelope.attempt + 1,
    label,
    body: envelope.body as StopBody,
    ...(verdict && { refusal: verdict }),
  };
  await store.change([await sealedDraft(reopened), { room: "outbox", id: envelope.id }]);
  tellChange();
  return reopened;
}

export async function addPlace(body: PlaceBody, id = mint(), attempt = 1): Promise<string> {
  await put({ envelope: { id, kind: "place", form, made_at: new Date().toISOString(), attempt, body }, state: "waiting", label: body.name, after: [] });
  return id;
}

export async function addRound(body: RoundBody, label: string, after: string[] = []): Promise<string> {
  const id = mint();
  await put({ envelope: { id, kind: "round", form, made_at: new Date().toISOString(), attempt: 1, body }, state: "waiting", label, after });
  return id;
}

// chooseMine answers a conflict: her version becomes a correction that names
// the version it saw. The envelope in conflict goes in the same step.
export async function chooseMine(item: Outgoing, reason: string): Promise<void> {
  const theirs = item.verdict?.theirs;
  if (!theirs) return;
  const was = item.envelope;
  const content = was.kind === "correction" ? (was.body as CorrectionBody).content : (was.body as StopBody);
  const stop = was.kind === "correction" ? (was.body as CorrectionBody).stop : was.id;
  const id = mint();
  const correction: Outgoing = {
    envelope: { id, kind: "correction", form, made_at: new Date().toISOString(), attempt: 1, body: { stop, saw: theirs.version, reason, content } },
    state: "waiting",
    label: item.label,
    after: [],
  };
  await store.change([await sealedOutgoing(correction), { room: "outbox", id: was.id }]);
  tellChange();
}

export async function dropOutgoing(id: string): Promise<void> {
  await store.change([{ room: "outbox", id }]);
  tellChange();
}

// settle keeps what the server said of one envelope.
export async function settle(item: Outgoing, verdict: Verdict, today = isoDay(new Date())): Promise<void> {
  const id = item.envelope.id;
  if (verdict.verdict === "later") return;
  if (verdict.verdict === "refused" || verdict.verdict === "conflict") {
    await store.change([await sealedOutgoing({ ...item, state: verdict.verdict, verdict })]);
    return;
  }
  const line: Sent = { id, day: today, at: new Date().toISOString(), label: item.label, ...counted(item.envelope) };
  await store.change([{ room: "outbox", id }, { room: "sent", id, value: await vault.seal("sent", id, line) }]);
}

function counted(envelope: Envelope): { present: number; conversations: number } {
  const body = envelope.kind === "correction" ? (envelope.body as CorrectionBody).content : envelope.kind === "stop" ? (envelope.body as StopBody) : undefined;
  return { present: body?.present ?? -1, conversations: body?.conversations ?? -1 };
}

export async function sentToday(today = isoDay(new Date())): Promise<Sent[]> {
  const lines = await vault.takeAll<Sent>("sent");
  const old = lines.filter((line) => line.day !== today);
  if (old.length > 0) await store.change(old.map(({ id }) => ({ room: "sent" as const, id })));
  return lines.filter((line) => line.day === today).sort((a, b) => a.at.localeCompare(b.at));
}
