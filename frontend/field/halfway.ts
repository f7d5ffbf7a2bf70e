// What is half typed in a form that is no visit yet: a new place, a round, the
// reason of a correction. It outlives a lock, sealed, and is forgotten when she
// goes elsewhere.
import * as vault from "./vault";
import type { Sealed } from "./store";

let forms: Record<string, unknown> = {};
let sealed: Sealed | undefined;

// of gives what was typed at this address before, or a fresh form. The view writes into it.
export function of<T>(address: string, fresh: () => T): T {
  forms[address] ??= fresh();
  return forms[address] as T;
}

// only keeps the form at this address.
export function only(address: string) {
  forms = address in forms ? { [address]: forms[address] } : {};
}

// seal is for the moment before the vault closes.
export async function seal(): Promise<void> {
  sealed = await vault.seal("drafts", "halfway", forms);
  forms = {};
}

export async function unseal(): Promise<void> {
  if (sealed) forms = await vault.unseal<Record<string, unknown>>("drafts", "halfway", sealed);
  sealed = undefined;
}

export function forget() {
  [forms, sealed] = [{}, undefined];
}
