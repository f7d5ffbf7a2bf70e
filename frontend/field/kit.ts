// The kit: all that the server gives for a day in the field.
import { mintedAt } from "./ids";
import * as store from "./store";
import * as vault from "./vault";
import type { Kit, KitPlace, KitTopic } from "./wire";
import { compare, language } from "./texts";

let kit: Kit | undefined;
export const current = () => kit;

export async function load(): Promise<void> {
  kit = await vault.take<Kit>("kit", "kit");
}

export type Fetched = "new" | "same" | "sign-in" | "no-rights" | "offline" | "stranger";

// fetchKit asks the server. A kit of another worker is refused: the phone holds
// the records of the one who set the PIN.
export async function fetchKit(): Promise<Fetched> {
  const etag = kit ? await store.getClear<string>("kit-tag") : undefined;
  let answer: Response;
  try {
    answer = await fetch("/field/kit", { headers: { Accept: "application/json", ...(etag && { "If-None-Match": etag }) }, cache: "no-store", signal: AbortSignal.timeout(20_000) });
  } catch {
    return "offline";
  }
  noteServerTime(answer.headers.get("X-Now"));
  if (answer.status === 304) return "same";
  if (answer.status === 401) return "sign-in";
  if (answer.status === 404 || answer.status === 403) return "no-rights";
  if (!answer.ok) return "offline";
  return keep((await answer.json()) as Kit, answer.headers.get("ETag"));
}

async function keep(fetched: Kit, etag: string | null): Promise<Fetched> {
  if (kit && kit.worker.id !== fetched.worker.id) return "stranger";
  kit = fetched;
  if (!vault.isOpen()) return "new";
  await keepSealed(etag ?? "");
  return "new";
}

// keepSealed writes the kit that was fetched before there was a PIN.
export async function keepSealed(etag = ""): Promise<void> {
  if (!kit) return;
  await store.change([{ room: "kit", id: "kit", value: await vault.seal("kit", "kit", kit) }]);
  await store.putClear("kit-tag", etag);
}

// forget drops what was held in memory when the phone is locked.
export function forget() {
  kit = undefined;
}

let offset: number | undefined;

export function noteServerTime(now: string | null) {
  if (now) offset = Date.parse(now) - Date.now();
}

// minutesWrong is how far the phone's clock is off, when that is more than ten
// minutes; positive when the phone is behind.
export function minutesWrong(): number {
  const minutes = Math.round((offset ?? 0) / 60_000);
  return Math.abs(minutes) > 10 ? minutes : 0;
}

export function municipality(code: string): string {
  const found = kit?.municipalities.find((m) => m.code === code);
  return found ? (language() === "sv" ? found.sv : found.fi) : code;
}

export const place = (id: string): KitPlace | undefined => kit?.places.find((p) => p.id === id);

export function topicName(topic: KitTopic): string {
  return topic.names[language()] || topic.names.fi || topic.id;
}

export function topics(organisation: string): KitTopic[] {
  return (kit?.topics ?? []).filter((topic) => topic.organisation === organisation);
}

export function placesOf(organisation: string): KitPlace[] {
  return (kit?.places ?? []).filter((p) => p.organisation === organisation).sort((a, b) => compare(a.name, b.name));
}

export const age = (id: string, now = Date.now()) => now - mintedAt(id);
