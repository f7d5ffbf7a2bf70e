// Keying forms on paper: a digit answers the question at hand and goes on to the next, so that a hand can stay on the digits.
//
//   0–9     the number on a scale; of other choices 1 is the first
//   +       ten on a scale that goes so far
//   -       left out on purpose
//   . or ,  no answer
//   Enter   on to the next question, also out of a text
//   Backspace or ArrowUp on a choice   back to the one before
//
// Without it the form is keyed as any other.

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export function answerByDigits(): void {
  const area = document.querySelector<HTMLElement>("[data-keying]");
  if (!area) {
    return;
  }
  area.addEventListener("keydown", (event) => {
    const control = event.target;
    if (!isControl(control) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
      return;
    }
    if (press(area, control, event.key)) {
      event.preventDefault();
    }
  });
}

function isControl(target: EventTarget | null): target is Control {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

function press(area: HTMLElement, control: Control, key: string): boolean {
  if (control instanceof HTMLTextAreaElement) {
    return false; // Enter is a line there; Tab leads on
  }
  if (key === "Enter") {
    move(area, control, 1);
    return true;
  }
  if (!(control instanceof HTMLInputElement) || control.type !== "radio") {
    return false;
  }
  if (key === "Backspace" || key === "ArrowUp") {
    move(area, control, -1);
    return true;
  }
  const group = radios(area, control.name);
  if (key === "." || key === ",") {
    group.forEach((one) => (one.checked = false));
    move(area, control, 1);
    return true;
  }
  const chosen = choose(group, key);
  if (chosen) {
    chosen.checked = true;
    move(area, control, 1);
  }
  return chosen !== undefined || /^[0-9+-]$/.test(key);
}

// choose finds what a key means among the choices of one question.
function choose(group: HTMLInputElement[], key: string): HTMLInputElement | undefined {
  const wanted = (value: string) => group.find((one) => one.value === value);
  if (key === "-") {
    return wanted("!");
  }
  if (key === "+") {
    return wanted("=10");
  }
  if (!/^[0-9]$/.test(key)) {
    return undefined;
  }
  const answers = group.filter((one) => one.value !== "!");
  // Only a scale shows its own numbers. Other choices bear the digits of their places, whatever they are called in the file they came from.
  return group[0]?.closest(".scale") ? wanted("=" + key) : answers[Number(key) - 1];
}

function radios(area: HTMLElement, name: string): HTMLInputElement[] {
  return Array.from(area.querySelectorAll<HTMLInputElement>("input[type=radio]")).filter((one) => one.name === name);
}

// move goes to the next or the previous question; after the last one to the button that saves.
function move(area: HTMLElement, from: Control, step: 1 | -1): void {
  const stops: HTMLElement[] = [];
  const seen = new Set<string>();
  let at = -1;
  for (const one of Array.from(area.querySelectorAll<Control>("input:not([type=hidden]), select, textarea"))) {
    if (!seen.has(one.name)) {
      seen.add(one.name);
      const checked = one instanceof HTMLInputElement && one.type === "radio" ? radios(area, one.name).find((r) => r.checked) : undefined;
      stops.push(checked ?? one);
    }
    if (one.name === from.name) {
      at = stops.length - 1;
    }
  }
  const button = area.closest("form")?.querySelector<HTMLElement>("button[type=submit]");
  const next = stops[at + step] ?? (step > 0 ? button : undefined);
  next?.focus();
}
