// The program's GET routes, from the list that the Go tests keep (internal/pages/testdata/routes.golden).
import { readFile } from "node:fs/promises";

const golden = new URL("../internal/pages/testdata/routes.golden", import.meta.url);
const id = "[0-9a-f]{8}-[0-9a-f-]{27}";

class Route {
  #addresses;

  constructor(pattern, holders) {
    this.pattern = pattern;
    this.holders = holders;
    const shape = pattern.replace("/{$}", "/").replaceAll(".", "\\.").replaceAll(/\{(\w+)\}/g, (_, name) => (name === "token" || name === "code" ? "[\\w-]+" : id));
    this.#addresses = new RegExp(`^${shape}$`);
  }

  // plain routes are opened as they are written; the others name a record.
  get plain() {
    return !/\{\w/.test(this.pattern);
  }

  get path() {
    return this.pattern.replace("{$}", "");
  }

  leadsTo(address) {
    return this.#addresses.test(address.split(/[?#]/)[0]);
  }

  // heldBy says whether a role may open it; the public holds what anyone may.
  heldBy(role) {
    return new RegExp(`\\b${role === "public" ? "public: anyone" : `${role} \\(`}`).test(this.holders);
  }
}

export async function getRoutes() {
  const list = await readFile(golden, "utf8");
  return [...list.matchAll(/^GET (\S+)\n\s+(.+)$/gm)].map(([, pattern, holders]) => new Route(pattern, holders));
}
