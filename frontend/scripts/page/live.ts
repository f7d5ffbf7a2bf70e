const pause = 400;

// What the server answers to the form as it stands, its part in the place of this page's. An answer that was overtaken is dropped.
async function refresh(form: HTMLFormElement, part: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(form.dataset.liveAction ?? form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
    headers: { Accept: "text/html" },
    redirect: "manual",
    signal,
  });
  if (!answer.ok && answer.status !== 422) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part);
  const stale = document.getElementById(part);
  if (!fresh || !stale || fresh.innerHTML === stale.innerHTML) return;
  stale.innerHTML = fresh.innerHTML;
  // One sentence is announced, not all that changed; its element stays, for screen readers listen to it.
  const told = document.getElementById(`${part}-told`);
  if (told) told.textContent = page.getElementById(`${part}-told`)?.textContent ?? "";
}

function follow(form: HTMLFormElement): void {
  const part = form.dataset.live;
  if (!part) return;
  let waiting = 0;
  let asked = new AbortController();
  form.addEventListener("input", (event) => {
    // What stands in the part itself is the answer to it.
    if ((event.target as Element).closest(`#${part}`)) return;
    window.clearTimeout(waiting);
    asked.abort();
    waiting = window.setTimeout(() => {
      asked = new AbortController();
      refresh(form, part, asked.signal).catch((error: unknown) => {
        // Without a network the form is sent by its button, as it is without this script.
        if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      });
    }, pause);
  });
}

export function answerWhileTyping(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-live]").forEach(follow);
}
