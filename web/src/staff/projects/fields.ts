/** A project as a form has it, and what of it is sent. */
import type { Said } from "../../state/requirement";
import { LISTS, type List } from "./lists";
import { FIGURES, type ProjectOut } from "./types";

export interface Fields {
  title: string;
  titleEn: string;
  investor: string;
  investorEn: string;
  industry: string;
  industryEn: string;
  unit: string;
  /** Id of an account, as a list of choices has it; empty for nobody. */
  owner: string;
  figures: Record<string, string>;
  lists: Record<List, string[]>;
}

/** A field that somebody else changed since the project was looked at. */
export interface Clash {
  field: string;
  label: Said;
  now: unknown;
  wanted: unknown;
  who: string;
  when: string;
}

const NAMED = ["title", "investor", "industry"] as const;
type Kept = Pick<ProjectOut, "title" | "investor" | "industry" | "unit" | "owner" | "written">;

/** Words that are the same in both languages were written once. */
const english = ({ zh, en }: Said): string => (en === zh ? "" : en);
const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
/** One word may stand where a list could. */
const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value ? [value] : []).map((one) => String(one));

export function fieldsOf(project: Kept | undefined): Fields {
  const figures = Object.fromEntries(FIGURES.map((name) => [name, text(project?.written[name])]));
  const lists = Object.fromEntries(
    LISTS.map((name) => [name, listOf(project?.written[name])]),
  ) as Fields["lists"];
  const owner = project?.owner ? String(project.owner.id) : "";
  const named = { title: "", titleEn: "", investor: "", investorEn: "", industry: "", industryEn: "" };
  for (const name of project ? NAMED : []) {
    const said = (project as Kept)[name];
    named[name] = said.zh;
    named[`${name}En`] = english(said);
  }
  return { ...named, unit: project?.unit ?? "", owner, figures, lists };
}

const saidOf = (fields: Fields, name: (typeof NAMED)[number]): Said | string => {
  const [zh, en] = [fields[name], fields[`${name}En`]];
  return en && en !== zh ? { zh, en } : zh;
};

/** What is sent of a new project. */
export function sentOf(fields: Fields): Record<string, unknown> {
  const told: [string, unknown][] = [...Object.entries(fields.figures), ...Object.entries(fields.lists)];
  const figures = Object.fromEntries(told.filter(([, value]) => (value as string | string[]).length > 0));
  const named = Object.fromEntries(NAMED.map((name) => [name, saidOf(fields, name)]));
  return { ...named, unit: fields.unit, owner: fields.owner ? Number(fields.owner) : null, figures };
}

/** What is sent of a project that is changed: what differs from how it was looked at. */
export function changesOf(before: Kept, fields: Fields): Record<string, unknown> {
  const was = fieldsOf(before);
  const changes: Record<string, unknown> = {};
  for (const name of NAMED) {
    if (fields[name] !== was[name] || fields[`${name}En`] !== was[`${name}En`])
      changes[name] = saidOf(fields, name);
  }
  if (fields.unit !== was.unit) changes["unit"] = fields.unit;
  if (fields.owner !== was.owner) changes["owner"] = fields.owner ? Number(fields.owner) : null;
  const figures: [string, string | string[]][] = [
    ...Object.entries(fields.figures).filter(([name, value]) => value !== was.figures[name]),
    ...LISTS.filter((name) => fields.lists[name].join() !== was.lists[name].join()).map(
      (name): [string, string[]] => [name, fields.lists[name]],
    ),
  ];
  // what is told no longer is sent as null
  const sent = figures.map(([name, value]) => [name, value.length ? value : null]);
  if (sent.length) changes["figures"] = Object.fromEntries(sent);
  return changes;
}
