// The service worker: keeps one version of the app on the phone. It never sees
// the worker's records; those are sealed and the PIN is not here.
/// <reference lib="webworker" />
export {};
declare const self: ServiceWorkerGlobalScope & { release: { version: string; shell: string; files: string[] } };

const { version, shell, files } = self.release;
const name = `field-${version}`;

// install takes all of one version or nothing: the server answers another
// version's addresses with "not found".
async function install(): Promise<void> {
  const cache = await caches.open(name);
  const page = await fetch(`${shell}?v=${version}`, { cache: "reload" });
  if (!page.ok) throw new Error(`the shell of ${version} is gone`);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
  await cache.put(shell, page);
}

async function activate(): Promise<void> {
  for (const other of await caches.keys()) {
    if (other.startsWith("field-") && other !== name) await caches.delete(other);
  }
  await self.clients.claim();
}

async function answer(request: Request, key: string): Promise<Response> {
  const kept = await (await caches.open(name)).match(key);
  return kept ?? fetch(request);
}

async function wake(): Promise<void> {
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage("send");
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.data === "take-over" && void self.skipWaiting());
self.addEventListener("sync", (event) => (event as ExtendableEvent).waitUntil(wake()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === shell) return event.respondWith(answer(request, shell));
  if (files.includes(pathname + search)) event.respondWith(answer(request, pathname + search));
});
