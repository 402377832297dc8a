/** What the service tells of a site to those who change it, and how plain values are said. */
import type { AttributeOut } from "../../api/types";
import type { Said, Sites } from "../../state/requirement";
import { look } from "../../state/look";
import { say, word } from "../../words";
import { number, quantity } from "../../words/measure";
import type { Ends, Worth } from "../../panels/parcel/told";

export interface Field extends AttributeOut {
  /** Words that a category without a list has among the sites. */
  used: string[];
}
export interface Form {
  groups: Record<string, Said>;
  fields: Field[];
  land_use: Record<string, Said>;
}
export interface Revision {
  sites: Sites;
  parcel: string;
  attribute: string;
  label: Said;
  old: unknown;
  new: unknown;
  who: string;
  by: string | null;
  when: string;
  document: string | null;
  note: string | null;
  catalogue: string | null;
}
export interface History {
  parcel: string;
  sites: Sites;
  next_statuses: string[];
  revisions: Revision[];
}
export interface Revised {
  catalogue: string;
  before: string;
  revisions: Revision[];
}
export interface CheckedValue {
  attribute: string;
  label: Said;
  old_said: Said;
  new_said: Said;
  changed: boolean;
  follows: boolean;
  refused: Said | null;
}
export interface Clash {
  attribute: string;
  seen: unknown;
  now: unknown;
}
export interface Minded {
  code: string;
  severity: string;
  attribute: string | null;
  found: Said;
}
export interface Checked {
  catalogue: string;
  can_be_published: boolean;
  values: CheckedValue[];
  clashes: Clash[];
  findings: Minded[];
}

const isEnds = (value: unknown): value is Ends =>
  typeof value === "object" && value !== null && "lower_open" in value;

/** A permitted range as planners write it: `≥ 1.2`, `[0.7, 1.8)`. */
export function range({ lower, upper, lower_open, upper_open }: Ends): string {
  if (lower === null && upper === null) return "";
  if (upper === null) return `${lower_open ? ">" : "≥"} ${lower}`;
  if (lower === null) return `${upper_open ? "<" : "≤"} ${upper}`;
  if (lower === upper) return String(lower);
  return `${lower_open ? "(" : "["}${lower}, ${upper}${upper_open ? ")" : "]"}`;
}

/** A value as JSON has it, in words; what is not known is a dash. */
export function said(value: unknown, field: Field | undefined, landUse: Record<string, Said> = {}): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return word(value ? "staff.catalogue.yes" : "staff.catalogue.no");
  if (isEnds(value)) return `${range(value)} ${unitOf(field)}`.trim() || "–";
  if (typeof value === "number" && field?.unit === "CNY/m2")
    return look.lang === "zh"
      ? `${written(value, field)}（${number(value, 2)} 元/平方米）`
      : written(value, field);
  if (typeof value === "number") return quantity(value, field?.unit ?? null, field?.name);
  if (typeof value !== "string") return JSON.stringify(value);
  if (field?.kind === "code") return landUse[value] ? `${say(landUse[value])} ${value}` : value;
  return field?.values[value] ? say(field.values[value]) : value;
}

const unitOf = (field: Field | undefined): string =>
  field?.unit && field.unit !== "1" ? quantity(0, field.unit).replace(/^0\s*/, "") : "";

const MU = 2000 / 3; // m², exactly
const trimmed = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** A value as it stands in its field: what people write, units too where there are several. */
export function written(value: Worth | undefined, { kind, unit, name }: Field): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (isEnds(value)) return range(value);
  if (typeof value !== "number" || kind !== "quantity") return String(value);
  const zh = look.lang === "zh";
  if (unit === "m2" && name !== "floor_area")
    return zh ? `${trimmed(value / MU, 4)} 亩` : `${trimmed(value / 10_000, 6)} ha`;
  if (unit === "CNY/m2")
    return zh ? `${trimmed((value * MU) / 10_000, 4)} 万元/亩` : `${trimmed(value, 4)} CNY/m2`;
  return trimmed(value, 6);
}

/** Whether what stands in the field of an attribute tells its unit. */
export const tellsUnit = ({ unit, name, kind }: Field): boolean =>
  kind === "quantity" && ((unit === "m2" && name !== "floor_area") || unit === "CNY/m2");

/** What is sent of a field: null where it is emptied. */
export function sent(text: string, { kind }: Field): string | boolean | null {
  const trimmedText = text.trim();
  if (!trimmedText) return null;
  return kind === "flag" ? trimmedText === "yes" : trimmedText;
}

/** The fields that are not as they were, with what is sent of each. */
export function changes(
  drafts: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
  fields: readonly Field[],
): Record<string, string | boolean | null> {
  return Object.fromEntries(
    fields
      .filter(({ name }) => name in drafts && drafts[name]?.trim() !== (before[name] ?? "").trim())
      .map((field) => [field.name, sent(drafts[field.name] ?? "", field)]),
  );
}
