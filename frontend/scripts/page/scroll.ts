// A region that has nothing to scroll is no stop for the keyboard.
export function skipUnscrollable(): void {
  const update = (region: Element): void => {
    if (region.scrollWidth > region.clientWidth) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver((entries) => entries.forEach((entry) => update(entry.target)));
  document.querySelectorAll("[data-scroll]").forEach((region) => watch.observe(region));
}
