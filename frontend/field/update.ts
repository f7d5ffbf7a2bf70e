// New versions. A new service worker waits until nothing is open and nothing
// waits in the outbox, or until she agrees; then the page is loaded anew, so
// that page and files are always of one version.

let waiting: ServiceWorker | undefined;
let agreed = false;

export const ready = () => waiting !== undefined;

export async function register(found: () => unknown, wake: () => unknown): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => agreed && location.reload());
  navigator.serviceWorker.addEventListener("message", (event) => event.data === "send" && wake());
  const registration = await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/", updateViaCache: "none" }).catch(() => undefined);
  if (!registration) return; // a browser that keeps no service workers: the app works as long as it is open
  const look = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    waiting = registration.waiting;
    found();
  };
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
}

export function agree() {
  agreed = true;
  waiting?.postMessage("take-over");
}

export async function check(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/field/");
  await registration?.update().catch(() => {}); // offline: next time
}

// wakeLater asks the browser to wake the app when there is network again, where it can.
export async function wakeLater(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration("/field/");
  const sync = (registration as unknown as { sync?: { register(tag: string): Promise<void> } })?.sync;
  await sync?.register("outbox").catch(() => {}); // not allowed: the app's own timers do it
}
