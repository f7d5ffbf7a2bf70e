// What an instrument asks, as far as the answers tell. The rules are those of the
// server (internal/instrument, Form.Settle), which has the last word.
import type { Answer, Answers, Condition, Item, KitInstrument, MeasurementBody, Option, Section, Texts } from "./wire";

export type Given = MeasurementBody["answers"];

// said is a text of the instrument in a language, else in the first that has it.
export function said(instrument: KitInstrument, text: Texts | undefined, language: string): string {
  return [language, ...instrument.languages].map((l) => text?.[l]).find(Boolean) ?? "";
}

export function choices(item: Item): Option[] {
  if (item.kind === "yes_no" && !item.options?.length) return [{ code: "yes", points: 1 }, { code: "no", points: 0 }];
  return item.options ?? [];
}

function points(item: Item | undefined, answer: Answer | undefined): number {
  if (answer?.number !== undefined) return answer.number;
  const chosen = item && choices(item).find((option) => option.code === answer?.option);
  return chosen?.points ?? Number.NaN;
}

// Asked tells which items are asked, by their codes.
export class Asked {
  private items: Map<string, Item>;
  private counted: Answers = {}; // of what is asked
  private open = new Set<string>();
  private sections = new Set<string>();

  constructor(instrument: KitInstrument, given: Given) {
    this.items = new Map(instrument.sections.flatMap((section) => section.items.map((item) => [item.code, item] as const)));
    for (const section of instrument.sections) {
      if (!this.holds(section.show_if, this.counted)) continue;
      this.sections.add(section.code);
      if (section.repeats) continue;
      for (const item of section.items) {
        if (!this.holds(item.show_if, this.counted)) continue;
        this.open.add(item.code);
        const answer = given.items[item.code];
        if (answer) this.counted[item.code] = answer;
      }
    }
  }

  section = (section: Section) => this.sections.has(section.code) && (section.repeats !== undefined || section.items.some((item) => this.open.has(item.code)));
  item = (item: Item) => this.open.has(item.code);

  // inEntry tells whether an item of a repeated section is asked in one entry of it.
  inEntry = (item: Item, entry: Answers) => this.holds(item.show_if, { ...this.counted, ...entry });

  private holds(c: Condition | undefined, answers: Answers): boolean {
    if (!c) return true;
    if (c.all?.length) return c.all.every((part) => this.holds(part, answers));
    if (c.any?.length) return c.any.some((part) => this.holds(part, answers));
    const answer = answers[c.item ?? ""];
    const given = answer !== undefined && !answer.declined;
    const chosen = (code: string) => given && (answer.option === code || (answer.options ?? []).includes(code));
    const worth = given ? points(this.items.get(c.item ?? ""), answer) : Number.NaN;
    return (
      (!c.is?.length || c.is.some(chosen)) &&
      (!c.not?.length || !c.not.some(chosen)) &&
      (c.least === undefined || worth >= c.least) &&
      (c.most === undefined || worth <= c.most) &&
      (!c.answered || given)
    );
  }
}

// Step is what is asked together: one item, or a section. A repeated section is one step always.
export interface Step {
  key: string;
  section: Section;
  items: Item[];
  first: boolean; // the section's introduction belongs to it
}

export function steps(instrument: KitInstrument, given: Given, mode: "one" | "section"): Step[] {
  const asked = new Asked(instrument, given);
  return instrument.sections.filter(asked.section).flatMap((section): Step[] => {
    if (section.repeats || mode === "section") return [{ key: `s.${section.code}`, section, items: section.items, first: true }];
    return section.items.filter(asked.item).map((item, i) => ({ key: `q.${item.code}`, section, items: [item], first: i === 0 }));
  });
}

// tally counts what has become of the questions that are asked.
export function tally(instrument: KitInstrument, given: Given): { given: number; declined: number; left: number } {
  const counts = { given: 0, declined: 0, left: 0 };
  const count = (answer: Answer | undefined) => (counts[!answer ? "left" : answer.declined ? "declined" : "given"] += 1);
  const asked = new Asked(instrument, given);
  for (const section of instrument.sections.filter(asked.section)) {
    if (!section.repeats) section.items.filter(asked.item).forEach((item) => count(given.items[item.code]));
    else given.entries?.[section.code]?.forEach((entry) => Object.values(entry).forEach(count));
  }
  return counts;
}

// tidied is what is handed in: entries in which nothing stands are none.
export function tidied(given: Given): Given {
  const entries = Object.entries(given.entries ?? {}).map(([code, all]) => [code, all.filter((entry) => Object.keys(entry).length > 0)] as const);
  const some = entries.filter(([, all]) => all.length > 0);
  return { items: given.items, ...(some.length > 0 && { entries: Object.fromEntries(some) }) };
}

const rightToLeft = ["ar", "ckb", "fa", "ps", "ur", "he", "yi", "sd", "ug"];
export const direction = (language: string) => (rightToLeft.includes(language.split("-")[0] ?? "") ? "rtl" : "ltr");

// languageName is what a language calls itself.
export function languageName(language: string): string {
  if (language === "fi-selko") return "Selkosuomi";
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
