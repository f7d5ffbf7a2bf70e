// Sending. An envelope leaves the outbox only after its verdict; a torn reply, a
// kill or a cut at any step leaves it waiting, and the server knows it again by
// its number.
import * as kit from "./kit";
import * as records from "./records";
import { language, t } from "./texts";
import type { SyncReply } from "./wire";
import * as vault from "./vault";

const together = 20;
const first = 30_000;
const longest = 10 * 60_000;

export type Line = "unknown" | "online" | "offline" | "sign-in" | "stranger" | "trouble";
let line: Line = "unknown";
let working = false;
let again = false;
let delay = first;
let timer: ReturnType<typeof setTimeout> | undefined;

export const state = () => line;
export const sending = () => working;

export function note(next: Line) {
  if (next === line) return;
  line = next;
  records.tellChange();
}

// send empties the outbox as far as it goes. One sending at a time, whatever asked for it.
export async function send(): Promise<void> {
  if (!vault.isOpen()) return;
  if (working) {
    again = true;
    return;
  }
  working = true;
  try {
    do {
      again = false;
      await sendAll();
    } while (again);
  } finally {
    working = false;
    records.tellChange();
    plan();
  }
}

// plan tries again: after 30 seconds, later less and less often.
function plan() {
  clearTimeout(timer);
  delay = line === "online" ? first : Math.min(delay * 2, longest);
  timer = setTimeout(() => void send(), delay);
}

export function stop() {
  clearTimeout(timer);
}

async function sendAll(): Promise<void> {
  const tried = new Set<string>();
  let size = together;
  for (;;) {
    const batch = next(await records.outbox(), tried, size);
    if (batch.length === 0) return;
    const outcome = await sendBatch(batch);
    if (outcome === "stop") return;
    // A parcel that the server cannot read is taken apart, so that one bad
    // envelope does not hold up the others.
    if (outcome === "apart" && size > 1) size = 1;
    else for (const item of batch) tried.add(item.envelope.id);
    // One that comes apart alone is for her to look at: nothing may wait in silence.
    if (outcome === "apart" && batch.length === 1) await giveBack(batch[0]!);
  }
}

function next(items: records.Outgoing[], tried: Set<string>, size: number): records.Outgoing[] {
  const here = new Set(items.map((item) => item.envelope.id));
  return items.filter((item) => item.state === "waiting" && !tried.has(item.envelope.id) && !item.after.some((id) => here.has(id))).slice(0, size);
}

async function giveBack(item: records.Outgoing): Promise<void> {
  await records.settle(item, { id: item.envelope.id, verdict: "refused", key: "field.unreadable", text: t("field.unreadable") });
  records.tellChange();
}

type Outcome = "done" | "apart" | "stop";

async function sendBatch(batch: records.Outgoing[]): Promise<Outcome> {
  const worker = kit.current()?.worker.id;
  if (!worker) return "stop";
  let answer: Response;
  let reply: SyncReply | undefined;
  try {
    answer = await fetch(`/field/sync?language=${language()}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ protocol: 1, worker, envelopes: batch.map((item) => item.envelope) }),
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.ok || answer.status === 503) reply = (await answer.json()) as SyncReply;
  } catch {
    note("offline"); // no answer, or half of one: everything stays
    return "stop";
  }
  return reply ? judge(batch, reply, answer.status) : failed(answer.status);
}

async function judge(batch: records.Outgoing[], reply: SyncReply, status: number): Promise<Outcome> {
  kit.noteServerTime(reply.now);
  for (const verdict of reply.verdicts ?? []) {
    const item = batch.find(({ envelope }) => envelope.id === verdict.id);
    if (item && vault.isOpen()) await records.settle(item, verdict);
  }
  note(status === 503 ? "trouble" : "online");
  records.tellChange();
  return status === 503 ? "stop" : "done";
}

function failed(status: number): Outcome {
  if (status === 401) note("sign-in");
  else if (status === 409 || status === 404 || status === 403) note("stranger");
  else if (status === 400 || status === 413) return "apart";
  else note("trouble");
  return "stop";
}
