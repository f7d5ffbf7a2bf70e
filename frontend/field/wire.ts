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

// Exactly one of its fields is there; what nobody answered is no answer at all.
export interface Answer {
  declined?: true;
  number?: number;
  option?: string;
  options?: string[];
  day?: string;
  text?: string;
}

export type Answers = Record<string, Answer>;

export interface MeasurementBody {
  client: string;
  version: string;
  occasion: string;
  day: string;
  by: string;
  interpreter?: true;
  place?: string;
  language: string;
  seconds: number;
  answers: { items: Answers; entries?: Record<string, Answers[]> };
}

export interface Envelope {
  id: string;
  kind: "stop" | "place" | "round" | "correction" | "measurement";
  form: number;
  made_at: string;
  attempt: number;
  body: StopBody | PlaceBody | RoundBody | CorrectionBody | MeasurementBody;
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

export interface KitClient extends Named {
  organisation: string;
  language?: string;
}

// A text of an instrument by language; what is missing in one is told in the first that has it.
export type Texts = Record<string, string>;

export interface Condition {
  all?: Condition[];
  any?: Condition[];
  item?: string;
  is?: string[];
  not?: string[];
  least?: number;
  most?: number;
  answered?: boolean;
}

export interface Option {
  code: string;
  label?: Texts;
  points?: number;
}

export interface Item {
  code: string;
  text?: Texts;
  help?: Texts;
  kind: "scale" | "steps" | "yes_no" | "single" | "multiple" | "number" | "date" | "short_text" | "long_text";
  asked?: "set" | "assess";
  from?: number;
  to?: number;
  step?: number;
  from_label?: Texts;
  to_label?: Texts;
  unit?: Texts;
  options?: Option[];
  show_if?: Condition;
}

export interface Section {
  code: string;
  title?: Texts;
  intro?: Texts;
  repeats?: { most: number; label?: Texts };
  show_if?: Condition;
  items: Item[];
}

export interface KitInstrument {
  version: string;
  organisation?: string; // none: for every organisation
  code: string;
  languages: string[];
  title: Texts;
  intro?: Texts;
  owner: string;
  licence?: string;
  answered_by: ("client" | "worker")[];
  sections: Section[];
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
  // A kit that was fetched by an older version of the app has none of these.
  clients?: KitClient[];
  more_clients?: boolean;
  instruments?: KitInstrument[];
  occasions?: string[];
  answerers?: string[];
  answer_places?: string[];
}
