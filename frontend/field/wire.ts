// What travels between phone and server: docs/field-protocol.md, protocol 1.

export interface StopBody {
  organisation: string;
  unit: string;
  round?: string;
  place: string;
  kind: string;
  day: string;
  start?: string;
  end?: string;
  workers: string[];
  present: number;
  conversations: number;
  clienthoods: number;
  ages: Record<string, number>;
  genders: Record<string, number>;
  onward: Record<string, number>;
  topics: string[];
  minutes: number;
  feedback: number[];
  heard: string;
  heard_confirmed?: boolean;
}

export interface PlaceBody {
  organisation: string;
  kind: string;
  name: string;
  municipality: string;
  address: string;
}

export interface RoundBody {
  organisation: string;
  unit: string;
  day: string;
  aim: string;
  places: string[];
  workers: string[];
}

export interface CorrectionBody {
  stop: string;
  saw: number;
  reason: string;
  content: StopBody;
}

export interface Envelope {
  id: string;
  kind: "stop" | "place" | "round" | "correction";
  form: number;
  made_at: string;
  attempt: number;
  body: StopBody | PlaceBody | RoundBody | CorrectionBody;
}

export interface Fault {
  name?: string;
  key: string;
  text: string;
}

export interface Verdict {
  id: string;
  verdict: "taken" | "already_had" | "refused" | "conflict" | "later";
  key?: string;
  text?: string;
  fields?: Fault[];
  theirs?: { version: number; at: string; by: string; body: StopBody };
}

export interface SyncReply {
  protocol: number;
  now: string;
  verdicts: Verdict[];
}

export interface Named {
  id: string;
  name: string;
}

export interface KitPlace extends Named {
  organisation: string;
  kind: string;
  municipality: string;
  address: string;
}

export interface KitRound {
  id: string;
  organisation: string;
  unit: string;
  day: string;
  aim: string;
  places: string[];
  workers: Named[];
}

// Texts of what the organisation itself has named come in every language.
export interface KitTopic {
  id: string;
  organisation: string;
  names: Record<string, string>;
}

export interface Kit {
  protocol: number;
  now: string;
  worker: Named & { language: string };
  units: (Named & { organisation: string })[];
  places: KitPlace[];
  partners: (Named & { organisation: string; kind: string })[];
  topics: KitTopic[];
  rounds: KitRound[];
  municipalities: { code: string; fi: string; sv: string }[];
  stop_kinds: string[];
  place_kinds: string[];
  ages: string[];
  genders: string[];
  onward: string[];
}
