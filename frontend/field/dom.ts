// Elements without a framework: el("p", { class: "soft" }, "text").

type Child = Node | string | number | null | undefined | false;
type Handler = (event: never) => unknown;
export type Attributes = Record<string, string | number | boolean | Handler | null | undefined>;

// el makes an element. A function is a listener ("onclick" listens to click),
// true is an attribute without value, false, null and undefined leave it out.
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  set(made, attributes);
  fill(made, ...children);
  return made;
}

function set(made: Element, attributes: Attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value as unknown as EventListener);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
}

export function fill(parent: Element, ...children: Child[]) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

// svg makes a drawing out of paths; it is decoration and has no words.
export function svg(viewBox: string, ...parts: [string, Record<string, string>][]): SVGSVGElement {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", viewBox);
  drawing.setAttribute("aria-hidden", "true");
  for (const [tag, attributes] of parts) {
    const part = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
    drawing.append(part);
  }
  return drawing;
}

export function button(label: string, onclick: () => unknown, kind = "", attributes: Attributes = {}): HTMLButtonElement {
  const classes = ["btn", "btn--large", kind && `btn--${kind}`].filter(Boolean).join(" ");
  return el("button", { type: "button", class: classes, onclick: () => void onclick(), ...attributes }, label);
}

// say tells people who do not see the screen what has just happened.
export function say(text: string) {
  const place = document.querySelector("[data-say]");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = text));
}
