// A tablet that is handed over. The client's first press fills the screen. Browsers leave the full screen when they go to another page, so
// the pages of the questionnaire come into this one: what is pressed is sent as it would be without a script, and what comes back takes
// the place of what stands here. Nothing of it enters the history, so no button leads back to it.

// brought is false once a page could not be brought; then the browser goes by itself, and tells what is wrong.
let brought = true;

export function fillScreen(): void {
  if (!document.body.hasAttribute("data-kiosk")) return;
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!brought || event.defaultPrevented || form.method !== "post") return;
    event.preventDefault();
    const button = (event as SubmitEvent).submitter;
    const body = new URLSearchParams(new FormData(form, button) as unknown as Record<string, string>);
    fill();
    bring(form.action, { method: "POST", body }).catch(() => {
      brought = false;
      form.requestSubmit(button);
    });
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    if (!brought || !link || link.origin !== location.origin || link.hash || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    fill();
    bring(link.href, {}).catch(() => location.assign(link.href));
  });
}

function fill(): void {
  if (document.fullscreenElement) return;
  document.documentElement.requestFullscreen?.().catch(() => {}); // some devices have no full screen; the rest holds all the same
}

async function bring(address: string, how: RequestInit): Promise<void> {
  const answer = await fetch(address, { ...how, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.body.hasAttribute("data-kiosk")) {
    location.assign(answer.url); // the worker's way out
    return;
  }
  history.replaceState(null, "", answer.url);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceChildren(...Array.from(page.body.childNodes));
  window.scrollTo(0, 0);
  (document.querySelector<HTMLElement>("[data-focus]") ?? document.getElementById("main"))?.focus({ preventScroll: true });
}
