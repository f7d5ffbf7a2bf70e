// Nothing stays on a phone for ever. Ten days after it was made, an unsent
// record brings warnings; after fourteen it is removed, but never sooner than a
// day after she was first warned: a clock that jumps ahead, or a phone that lay
// in a drawer, removes nothing unsaid.
import { mintedAt } from "./ids";
import * as store from "./store";

const day = 24 * 60 * 60 * 1000;
export const warnAfter = 10 * day;
export const removeAfter = 14 * day;
const notice = day;

export interface Ageing {
  count: number; // records that will be removed
  daysLeft: number; // until the first of them is
  removed: number; // removed now
}

// judge is the rule: which numbers go, which are warned of.
export function judge(ids: string[], warned: Record<string, number>, now: number): { remove: string[]; warn: string[]; daysLeft: number } {
  const old = ids.filter((id) => Math.abs(now - mintedAt(id)) >= warnAfter);
  // A number from the future was minted by a clock that ran ahead: such a record counts as ten days old.
  const made = (id: string) => (mintedAt(id) <= now ? mintedAt(id) : (warned[id] ?? now) - warnAfter);
  const goes = (id: string) => Math.max(made(id) + removeAfter, (warned[id] ?? now) + notice);
  const remove = old.filter((id) => warned[id] !== undefined && now >= goes(id));
  const warn = old.filter((id) => !remove.includes(id));
  const next = Math.min(...warn.map(goes));
  return { remove, warn, daysLeft: warn.length === 0 ? 0 : Math.max(0, Math.ceil((next - now) / day)) };
}

// tidy works on a locked phone too: only numbers are looked at. Unsent records
// and open visits alike.
export async function tidy(now = Date.now()): Promise<Ageing> {
  const warned = (await store.getClear<Record<string, number>>("warned")) ?? {};
  const mine = await Promise.all((["drafts", "outbox"] as const).map(async (room) => (await store.keys(room)).map((id) => ({ room, id }))));
  const records = mine.flat();
  const { remove, warn, daysLeft } = judge(records.map(({ id }) => id), warned, now);
  await store.change(records.filter(({ id }) => remove.includes(id)));
  const removed = ((await store.getClear<number>("removed")) ?? 0) + remove.length;
  await store.putClear("removed", removed);
  await store.putClear("warned", Object.fromEntries(warn.map((id) => [id, warned[id] ?? now])));
  return { count: warn.length, daysLeft, removed };
}

// noted: she has read that records were removed.
export const noted = () => store.putClear("removed", 0);
