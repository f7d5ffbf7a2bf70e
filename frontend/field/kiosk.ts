// The kiosk's own memory: what the phone was handed over for, and for a visit
// five counters. They lie in clear on purpose: the phone may be reloaded in a
// client's hand, where no PIN can be asked, and no answer may be lost. Answers to
// a measurement never lie here; they are sealed, and a reload asks for the PIN.
import * as records from "./records";
import * as store from "./store";

export interface Kiosk {
  draft: string;
  counts: number[];
  measuring?: true; // the draft is a measurement
}

let kiosk: Kiosk | undefined;
export const current = () => kiosk;

export async function load(): Promise<void> {
  kiosk = await store.getClear<Kiosk>("kiosk");
}

export async function begin(draft: string, measuring?: true): Promise<void> {
  kiosk = { draft, counts: [0, 0, 0, 0, 0], ...(measuring && { measuring }) };
  await store.putClear("kiosk", kiosk);
}

// count adds one answer; mark is 1–5.
export async function count(mark: number): Promise<void> {
  if (!kiosk) return;
  kiosk = { draft: kiosk.draft, counts: kiosk.counts.map((n, i) => (i === mark - 1 ? n + 1 : n)) };
  await store.putClear("kiosk", kiosk);
}

// end needs an open vault: the answers move into the visit. It gives the address to go on at.
export async function end(): Promise<string> {
  const ended = kiosk;
  if (!ended) return "#/today";
  const draft = ended.measuring ? undefined : await records.draft(ended.draft);
  if (draft) {
    draft.body.feedback = draft.body.feedback.map((n, i) => n + (ended.counts[i] ?? 0));
    await records.keepDraft(draft);
  }
  await store.putClear("kiosk", undefined);
  kiosk = undefined;
  if (ended.measuring) return `#/measurement/${ended.draft}`;
  return draft ? `#/stop/${ended.draft}` : "#/today";
}
