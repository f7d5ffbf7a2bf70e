// Every text comes from the server's catalogues, kept beside the app for each language.

export const languages = ["fi", "sv", "en", "fi-selko"] as const;
export type Language = (typeof languages)[number];
type Text = string | { one: string; other: string };

let texts: Record<string, Text> = {};
let current: Language = "fi";

export const language = () => current;
const tags: Record<Language, string> = { fi: "fi", "fi-selko": "fi", sv: "sv", en: "en" };

export function matching(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = languages.find((l) => l === tag) ?? languages.find((l) => l === tag.slice(0, 2));
    if (found) return found;
  }
  return "fi";
}

export async function speak(chosen: Language): Promise<void> {
  const answer = await fetch(addressOf(chosen));
  if (!answer.ok) throw new Error(`no texts in ${chosen}: ${answer.status}`);
  texts = (await answer.json()) as Record<string, Text>;
  current = chosen;
  document.documentElement.lang = tags[chosen];
}

// The shell names the files, so that the app never asks for another version's texts.
function addressOf(chosen: Language): string {
  const link = document.querySelector<HTMLLinkElement>(`link[data-texts="${chosen}"]`);
  if (!link) throw new Error(`the shell names no texts in ${chosen}`);
  return link.href;
}

export type Arguments = Record<string, string | number>;

export function t(key: string, given: Arguments = {}): string {
  const text = texts[key];
  if (text === undefined) return `[${key}]`;
  const form = typeof text === "string" ? text : given.count === 1 ? text.one : text.other;
  return form.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) => {
    const value = given[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

export const has = (key: string) => key in texts;
export const number = (value: number) => new Intl.NumberFormat(current === "en" ? "en-GB" : "fi-FI").format(value);

// day writes 2026-11-20 as people do: pe 20.11.2026, in English the ISO form.
export function day(iso: string): string {
  const date = new Date(`${iso}T12:00:00`);
  const weekday = new Intl.DateTimeFormat(tags[current], { weekday: "short" }).format(date);
  const plain = current === "en" ? iso : `${date.getDate()}.${date.getMonth() + 1}.${date.getFullYear()}`;
  return `${weekday} ${plain}`;
}

export function clock(time: string): string {
  return current === "en" ? time : time.replace(/^0/, "").replace(":", ".");
}

export function moment(iso: string): string {
  const date = new Date(iso);
  return `${day(isoDay(date))} ${clock(isoTime(date))}`;
}

// A visit has the day and the time of the Finnish clock. By the border, phones often show their neighbour's.
const finland = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Helsinki",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function there(date: Date): Record<string, string> {
  return Object.fromEntries(finland.formatToParts(date).map((part) => [part.type, part.value]));
}

export function isoDay(date: Date): string {
  const { year, month, day } = there(date);
  return `${year}-${month}-${day}`;
}

export function isoTime(date: Date): string {
  const { hour, minute } = there(date);
  return `${hour}:${minute}`;
}

export const compare = (a: string, b: string) => a.localeCompare(b, tags[current]);

// fold is how names are searched: without case and marks.
export const fold = (text: string) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase().trim();
