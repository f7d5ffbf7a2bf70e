// The phone's database. Everything in the rooms is sealed; the clear shelf holds
// the salt, the wrapped key, counters and the language. A sealed record's number
// is readable, and with it its time of making: that is how a record can be
// removed on its day without the PIN.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";

export const rooms = ["kit", "drafts", "outbox", "sent"] as const;
export type Room = (typeof rooms)[number];

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  box: ArrayBuffer;
}

interface Layout extends DBSchema {
  clear: { key: string; value: unknown };
  kit: { key: string; value: Sealed };
  drafts: { key: string; value: Sealed };
  outbox: { key: string; value: Sealed };
  sent: { key: string; value: Sealed };
}

const name = "rinnalla-field";
let opening: Promise<IDBPDatabase<Layout>> | undefined;

function database(): Promise<IDBPDatabase<Layout>> {
  opening ??= openDB<Layout>(name, 1, {
    upgrade(db) {
      db.createObjectStore("clear");
      for (const room of rooms) db.createObjectStore(room);
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      opening = undefined;
    },
  });
  return opening;
}

export async function getClear<T>(key: string): Promise<T | undefined> {
  return (await (await database()).get("clear", key)) as T | undefined;
}

// putClear returns when the disk has it: a counter that a killed app forgets is no counter.
export async function putClear(key: string, value: unknown): Promise<void> {
  const tx = (await database()).transaction("clear", "readwrite", { durability: "strict" });
  await Promise.all([tx.store.put(value, key), tx.done]);
}

export interface Change {
  room: Room;
  id: string;
  value?: Sealed; // undefined removes
}

// change does all or nothing. A saved visit moves from the drafts to the outbox in one step.
export async function change(changes: Change[], durability: "strict" | "relaxed" = "strict"): Promise<void> {
  if (changes.length === 0) return;
  const touched = [...new Set(changes.map((c) => c.room))];
  const tx = (await database()).transaction(touched, "readwrite", { durability });
  const steps = changes.map(({ room, id, value }) => {
    const store = tx.objectStore(room);
    return value ? store.put(value, id) : store.delete(id);
  });
  await Promise.all([...steps, tx.done]);
}

export async function read(room: Room, id: string): Promise<Sealed | undefined> {
  return (await database()).get(room, id);
}

export async function list(room: Room): Promise<[string, Sealed][]> {
  const tx = (await database()).transaction(room);
  const [keys, values] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll(), tx.done]);
  return keys.map((key, i) => [key, values[i]!]);
}

export async function keys(room: Room): Promise<string[]> {
  return (await database()).getAllKeys(room);
}

// destroy removes every trace of the app's records from the phone.
export async function destroy(): Promise<void> {
  (await database()).close();
  opening = undefined;
  await deleteDB(name);
}
