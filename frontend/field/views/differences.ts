// Two versions of a visit beside each other; what differs stands out in words too.
//i18n:not visit.age
//i18n:not visit.gender
import { el } from "../dom";
import * as kit from "../kit";
import { clock, day, number, t } from "../texts";
import type { StopBody } from "../wire";

type Row = [label: string, of: (body: StopBody) => string];

const times = (body: StopBody) => [body.start, body.end].map((time) => (time ? clock(time) : "–")).join("–");
const codes = (prefix: string, of: (body: StopBody) => Record<string, number>) => (body: StopBody) =>
  Object.entries(of(body))
    .filter(([, n]) => n > 0)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, n]) => `${t(`${prefix}.${code}`)} ${number(n)}`)
    .join(", ");

function topicNames(body: StopBody): string {
  const names = kit.topics(body.organisation).filter((topic) => body.topics.includes(topic.id)).map(kit.topicName);
  return names.sort().join(", ") || number(body.topics.length);
}

const rows: Row[] = [
  ["field.place", (b) => kit.place(b.place)?.name ?? b.place.slice(-8)],
  ["field.day", (b) => day(b.day)],
  ["field.time_short", times],
  ["field.kind", (b) => t(`visit.kind.${b.kind}`)],
  ["field.present", (b) => number(b.present)],
  ["field.conversations", (b) => number(b.conversations)],
  ["field.clienthoods", (b) => number(b.clienthoods)],
  ["field.ages", codes("visit.age", (b) => b.ages)],
  ["field.genders", codes("visit.gender", (b) => b.genders)],
  ["field.onward", codes("visit.onward", (b) => b.onward)],
  ["field.topics", topicNames],
  ["field.feedback", (b) => b.feedback.map(number).join(" · ")],
  ["field.hours", (b) => number(b.minutes / 60)],
  ["field.heard", (b) => b.heard],
];

export function differences(mine: StopBody, theirs: StopBody, mineTitle: string, theirsTitle: string): HTMLElement {
  const list = el("dl", { class: "versions" });
  for (const [label, of] of rows) {
    const [a, b] = [of(mine), of(theirs)];
    if (a === b) continue;
    list.append(
      el("div", { class: "versions__row" },
        el("dt", {}, t(label)),
        el("dd", {}, el("span", { class: "soft" }, mineTitle), el("b", {}, a || "–")),
        el("dd", {}, el("span", { class: "soft" }, theirsTitle), el("b", {}, b || "–")),
      ),
    );
  }
  if (!list.firstChild) list.append(el("div", {}, el("dt", {}, t("field.no_difference")), el("dd", {})));
  return list;
}
