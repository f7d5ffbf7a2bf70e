// The sentences come from the server with %d for the number.
function sentence(box: HTMLElement, left: number): string {
  const { left: many = "", leftOne = many, over = "", overOne = over } = box.dataset;
  const amount = Math.abs(left);
  const text = left >= 0 ? (amount === 1 ? leftOne : many) : amount === 1 ? overOne : over;
  return text.replace("%d", String(amount));
}

function count(box: HTMLElement): void {
  const area = box.querySelector("textarea");
  const shown = box.querySelector<HTMLElement>(".count");
  const max = Number(box.dataset.count);
  if (!area || !shown || !max) return;
  // Announced only when typing pauses, so that a screen reader can keep up.
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  box.append(spoken);
  let pause = 0;
  const update = (): void => {
    const left = max - [...area.value].length;
    shown.textContent = sentence(box, left);
    shown.classList.toggle("count--over", left < 0);
    window.clearTimeout(pause);
    pause = window.setTimeout(() => (spoken.textContent = shown.textContent), 1000);
  };
  area.addEventListener("input", update);
  if (area.value) update();
}

export function countCharacters(): void {
  document.querySelectorAll<HTMLElement>("[data-count]").forEach(count);
}
