// Two minutes are enough to finish a sentence and press a button.
const warning = 120_000;
const mark = "session-used";

class Ending {
  private end = 0;
  private timer = 0;

  constructor(private readonly box: HTMLElement) {
    this.lasts(Number(box.dataset.session));
    // What another tab does keeps the session too.
    window.addEventListener("storage", (event) => {
      if (event.key === mark && event.newValue) this.until(Number(event.newValue));
    });
  }

  private lasts(seconds: number): void {
    const end = Date.now() + seconds * 1000;
    localStorage.setItem(mark, String(end));
    this.until(end);
  }

  private until(end: number): void {
    this.end = end;
    this.box.replaceChildren(this.box.querySelector("template") ?? "");
    this.wait(() => this.warn(), end - warning);
  }

  // A sleeping computer stops its timers; the clock is asked again when it wakes.
  private wait(then: () => void, at: number): void {
    window.clearTimeout(this.timer);
    const left = at - Date.now();
    this.timer = window.setTimeout(() => (Date.now() < at ? this.wait(then, at) : then()), Math.min(Math.max(left, 0), 30_000));
  }

  private warn(): void {
    const template = this.box.querySelector("template");
    if (!template) return;
    const shown = template.content.cloneNode(true) as DocumentFragment;
    shown.querySelector("button")?.addEventListener("click", () => void this.keep());
    this.box.append(shown);
    this.wait(() => this.over(), this.end);
  }

  private say(title: string | undefined, text: string | undefined): void {
    const [titled, told] = [this.box.querySelector("[data-title]"), this.box.querySelector("[data-text]")];
    if (titled && title) titled.textContent = title;
    if (told && text) told.textContent = text;
    this.box.querySelector("button")?.remove();
  }

  private over(): void {
    this.say(this.box.dataset.overTitle, this.box.dataset.over);
  }

  private async keep(): Promise<void> {
    const answer = await fetch(this.box.dataset.address ?? "", { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer) return;
    if (!answer.ok) return this.over();
    const { left } = (await answer.json()) as { left: number };
    if (left * 1000 > warning) return this.lasts(left);
    this.say(undefined, this.box.dataset.last);
  }
}

// The reader is warned before the session ends, and one press keeps it.
export function warnOfTheEnd(): void {
  const box = document.querySelector<HTMLElement>("[data-session]");
  if (box) new Ending(box);
}
