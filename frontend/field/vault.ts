// The vault: a random data key seals every record (AES-GCM, 256 bits); the PIN,
// stretched by PBKDF2, wraps the data key. Whoever opens the phone without the
// PIN finds sealed boxes. Ten wrong PINs destroy them.
import * as store from "./store";

const rounds = 600_000;
const mostTries = 10;
export const pinForm = /^[0-9]{4,8}$/;

interface Lock {
  salt: Uint8Array<ArrayBuffer>;
  rounds: number;
  iv: Uint8Array<ArrayBuffer>;
  wrapped: ArrayBuffer;
}

let dataKey: CryptoKey | undefined;

export const isOpen = () => dataKey !== undefined;
export const exists = async () => (await store.getClear<Lock>("lock")) !== undefined;
export const triesLeft = async () => mostTries - ((await store.getClear<number>("tries")) ?? 0);

async function stretch(pin: string, salt: Uint8Array<ArrayBuffer>, times: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: times }, material, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

// create makes a new vault and opens it.
export async function create(pin: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", key, await stretch(pin, salt, rounds), { name: "AES-GCM", iv });
  await store.putClear("tries", 0);
  await store.putClear("lock", { salt, rounds, iv, wrapped } satisfies Lock);
  await open(pin);
}

export type Opened = { open: true } | { open: false; left: number };

// open tries a PIN. The try is on the disk before it is made, so that killing
// the app gives no try back. The last wrong one destroys everything.
export async function open(pin: string): Promise<Opened> {
  const lock = await store.getClear<Lock>("lock");
  if (!lock) return { open: false, left: 0 };
  const tries = ((await store.getClear<number>("tries")) ?? 0) + 1;
  if (tries > mostTries) return destroyed();
  await store.putClear("tries", tries);
  const key = await unwrap(pin, lock);
  if (key) {
    await store.putClear("tries", 0);
    dataKey = key;
    return { open: true };
  }
  return tries >= mostTries ? destroyed() : { open: false, left: mostTries - tries };
}

async function destroyed(): Promise<Opened> {
  await destroy();
  return { open: false, left: 0 };
}

async function unwrap(pin: string, lock: Lock): Promise<CryptoKey | undefined> {
  const wrapping = await stretch(pin, lock.salt, lock.rounds);
  try {
    return await crypto.subtle.unwrapKey("raw", lock.wrapped, wrapping, { name: "AES-GCM", iv: lock.iv }, "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch {
    return undefined; // the seal does not fit: a wrong PIN
  }
}

export function close() {
  dataKey = undefined;
}

export async function destroy(): Promise<void> {
  close();
  await store.destroy();
}

function key(): CryptoKey {
  if (!dataKey) throw new Error("the vault is closed");
  return dataKey;
}

// The room and the number are sealed in with the record, so that no box can be
// put in another's place.
const label = (room: store.Room, id: string) => new TextEncoder().encode(`${room}/${id}`);

export async function seal(room: store.Room, id: string, record: unknown): Promise<store.Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(record));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: label(room, id) }, key(), text) };
}

export async function unseal<T>(room: store.Room, id: string, sealed: store.Sealed): Promise<T> {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData: label(room, id) }, key(), sealed.box);
  return JSON.parse(new TextDecoder().decode(text)) as T;
}

export async function take<T>(room: store.Room, id: string): Promise<T | undefined> {
  const sealed = await store.read(room, id);
  return sealed && unseal<T>(room, id, sealed);
}

export async function takeAll<T>(room: store.Room): Promise<T[]> {
  return Promise.all((await store.list(room)).map(([id, sealed]) => unseal<T>(room, id, sealed)));
}
