// Menus in the header close by Escape and by a press elsewhere.
export function closeMenus(): void {
  const menus = document.querySelectorAll<HTMLDetailsElement>("details.menu");
  document.addEventListener("click", (event) => {
    menus.forEach((menu) => {
      if (!menu.contains(event.target as Node)) menu.open = false;
    });
  });
  menus.forEach((menu) => {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
  });
}
