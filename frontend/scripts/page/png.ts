// Paper and slides want more points than a screen.
const widest = 2400;

async function draw(href: string): Promise<Blob> {
  const picture = new Image();
  picture.src = href;
  await picture.decode();
  const scale = widest / picture.naturalWidth;
  const canvas = document.createElement("canvas");
  canvas.width = widest;
  canvas.height = Math.round(picture.naturalHeight * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}

async function save(link: HTMLAnchorElement): Promise<void> {
  const address = URL.createObjectURL(await draw(link.href));
  const file = document.createElement("a");
  file.href = address;
  file.download = link.download;
  file.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// Links to a drawing become links to a PNG of it, which the browser makes.
export function offerPictures(): void {
  document.querySelectorAll<HTMLAnchorElement>("a[data-png]").forEach((link) => {
    link.closest<HTMLElement>("[hidden]")?.removeAttribute("hidden");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      save(link).catch(() => window.location.assign(link.href));
    });
  });
}
