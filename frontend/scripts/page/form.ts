const pressedAgain = 1500;

// A form that has just been sent is not sent again by a nervous second press.
export function submitOnce(): void {
  const sent = new WeakMap<HTMLFormElement, number>();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = (event as SubmitEvent).submitter;
    if (!button?.hasAttribute("data-once")) return;
    if (event.timeStamp - (sent.get(form) ?? -Infinity) < pressedAgain) {
      event.preventDefault();
      return;
    }
    sent.set(form, event.timeStamp);
  });
}

// The browser asks before text typed into a guarded form is left behind.
export function guardTyping(): void {
  let typed = false;
  document.querySelectorAll<HTMLFormElement>("form[data-guard]").forEach((form) => {
    form.addEventListener("input", () => (typed = true));
    form.addEventListener("submit", () => (typed = false));
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
