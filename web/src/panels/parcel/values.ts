/** Values as the page shows them: areas and lengths in the visitor's units, all else as the service says. */
import { quantity } from "../../words/measure";
import { attributeNamed, catalogue } from "../../state/catalogue";
import { say, word } from "../../words";
import type { Described, Ends, Origin, Worth } from "./told";

export const isEnds = (value: Worth): value is Ends => typeof value === "object" && value !== null;

/** What an attribute is called; follows the catalogue, which may come later than the page. */
export const labelOf = (name: string): string =>
  catalogue.attributes.length ? say(attributeNamed(name)?.label) : "";

export const isKnown = ({ value, said }: Described): boolean => value !== null || said !== null;

/** A value with its unit; what nobody knows is said to be unknown. */
export function valueText(one: Described): string {
  const { name, value, unit, said, form } = one;
  if (typeof value === "number" && form !== "clock" && (unit === "m2" || unit === "m"))
    return quantity(value, unit, name);
  return say(said) || word("common.unknown");
}

/** Where a value comes from and when, on one line. */
export function originText({ source, row, method, date, dated }: Origin): string {
  const what = method ? say(method) : say(source);
  const where = row === null ? what : word("parcel.row", { what, row: row + 1 });
  if (!date) return where;
  return word(dated === "catalogue" ? "parcel.dated_catalogue" : "parcel.dated", { what: where, date });
}

/** What tells two origins apart in the notes below a table. */
export function originNote({ source, method, licence }: Origin): string {
  const parts = [
    method ? `${say(method)}${source ? word("parcel.of", { source: say(source) }) : ""}` : say(source),
    licence ?? word("parcel.no_licence"),
  ];
  return parts.filter(Boolean).join(word("parcel.between"));
}

export interface Group {
  name: string;
  title: string;
  known: number;
  rows: Described[];
}

/** The attributes by group, in the order of the schema; `search` finds by label, meaning and value. */
export function grouped(
  attributes: readonly Described[],
  titles: Readonly<Record<string, { zh: string; en: string }>>,
  search: string,
  onlyKnown: boolean,
): Group[] {
  const sought = search.trim().toLowerCase();
  const groups = new Map<string, Described[]>();
  for (const one of attributes) {
    if (one.on_demand || (onlyKnown && !isKnown(one))) continue;
    if (sought && !texts(one).some((text) => text.toLowerCase().includes(sought))) continue;
    const rows = groups.get(one.group);
    if (rows) rows.push(one);
    else groups.set(one.group, [one]);
  }
  return [...groups].map(([name, rows]) => ({
    name,
    title: say(titles[name]) || name,
    known: rows.filter(isKnown).length,
    rows,
  }));
}

const texts = (one: Described): string[] => [
  one.name,
  one.label.zh,
  one.label.en,
  one.meaning.zh,
  one.meaning.en,
  valueText(one),
];
