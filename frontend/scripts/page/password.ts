function addButton(box: HTMLElement): void {
  const input = box.querySelector("input");
  const { show, hide } = box.dataset;
  if (!input || !show || !hide) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--quiet";
  button.setAttribute("aria-controls", input.id);
  const toggle = (visible: boolean): void => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? hide : show;
  };
  button.addEventListener("click", () => toggle(input.type === "password"));
  // Sent as a password, or the browser would remember it as typed text.
  input.form?.addEventListener("submit", () => toggle(false));
  toggle(false);
  box.append(button);
}

export function showPasswords(): void {
  document.querySelectorAll<HTMLElement>("[data-password]").forEach(addButton);
}
