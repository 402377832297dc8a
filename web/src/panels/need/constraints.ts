/** What a constraint asks, taken apart for the form, put together again, and said in words. */
import type { AttributeOut } from "../../api/types";
import { isGroup, type Amount, type Constraint, type Ends, type Group } from "../../state/requirement";
import { number } from "../../words/measure";
import { say, word } from "../../words";
import { measureOf, withUnit } from "./measures";

export interface Range {
  low: number | undefined;
  high: number | undefined;
  lowOpen: boolean;
  highOpen: boolean;
}
export type Operator = "range" | "admits" | "among" | "none_of" | "is_known";

const DAY = 86_400_000; // ms

export const dayOf = (days: number): string => new Date(Math.round(days) * DAY).toISOString().slice(0, 10);

/** An amount as a number of the schema's unit (days since 1970-01-01 of a date); undefined where it is none. */
export function amount(value: Amount | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number") return value;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const days = Date.parse(`${value}T00:00:00Z`) / DAY;
    return Number.isFinite(days) ? days : undefined;
  }
  const plain = value.trim() === "" ? Number.NaN : Number(value);
  return Number.isFinite(plain) ? plain : undefined;
}

export const asAmount = (value: number, kind: AttributeOut["kind"]): Amount =>
  kind === "date" ? dayOf(value) : value;

export function operatorOf(constraint: Constraint): Operator {
  if (constraint.among) return "among";
  if (constraint.none_of) return "none_of";
  if (constraint.admits !== undefined) return "admits";
  return constraint.is_known ? "is_known" : "range";
}

function endsOf(constraint: Constraint): Ends {
  const { between } = constraint;
  if (Array.isArray(between)) return { at_least: between[0], at_most: between[1] };
  if (typeof between === "object") return between;
  return constraint;
}

/** The range that a constraint asks for; an end that is not limited, or not a number, is undefined. */
export function rangeOf(constraint: Constraint | undefined): Range {
  const ends: Ends = constraint ? endsOf(constraint) : {};
  return {
    low: amount(ends.at_least ?? ends.more_than),
    high: amount(ends.at_most ?? ends.less_than),
    lowOpen: ends.at_least === undefined && ends.more_than !== undefined,
    highOpen: ends.at_most === undefined && ends.less_than !== undefined,
  };
}

/**
 * The same constraint asking something else. Its own title goes: it may tell of what was asked before.
 */
function asking(constraint: Constraint, asked: Partial<Constraint>): Constraint {
  const { id, attribute, relaxable } = constraint;
  return { id, attribute, ...(relaxable === undefined ? {} : { relaxable }), ...asked };
}

/** Asks for a range; undefined where neither end is limited. */
export function withRange(
  constraint: Constraint,
  low: number | undefined,
  high: number | undefined,
  kind: AttributeOut["kind"],
): Constraint | undefined {
  if (low === undefined && high === undefined) return undefined;
  const before = rangeOf(constraint);
  const ends: Ends = {};
  if (low !== undefined)
    ends[before.lowOpen && low === before.low ? "more_than" : "at_least"] = asAmount(low, kind);
  if (high !== undefined)
    ends[before.highOpen && high === before.high ? "less_than" : "at_most"] = asAmount(high, kind);
  if (low === undefined || high === undefined) return asking(constraint, ends);
  return asking(constraint, { between: ends });
}

export const withAdmitted = (constraint: Constraint, value: number): Constraint =>
  asking(constraint, { admits: value });

export const withKnown = (constraint: Constraint): Constraint => asking(constraint, { is_known: true });

/** Asks for, or against, values; undefined where none is chosen. */
export function withValues(
  constraint: Constraint,
  operator: "among" | "none_of",
  values: readonly string[],
): Constraint | undefined {
  return values.length ? asking(constraint, { [operator]: [...values] }) : undefined;
}

export const withRelaxable = (constraint: Constraint | Group, relaxable: boolean): Constraint | Group => ({
  ...constraint,
  relaxable,
});

/** A number of an attribute in words. */
export function saidValue(value: number, attribute: AttributeOut): string {
  if (attribute.kind === "date") return dayOf(value);
  return withUnit(value, measureOf(attribute, value), attribute.form);
}

/** One value of a category, code or flag in words; `codes` names land-use codes. */
export function saidCategory(
  value: string,
  attribute: AttributeOut | undefined,
  codes: (code: string) => string,
): string {
  if (attribute?.kind === "code") return codes(value);
  if (attribute?.kind === "flag" || ((value === "yes" || value === "no") && !attribute?.values[value]))
    return word(value === "yes" ? "need.yes" : "need.no");
  return say(attribute?.values[value]) || value.replaceAll("_", " "); // a raw key reads better so
}

const MOST_SAID = 4;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_SAID).join(word("need.comma"));
  return values.length > MOST_SAID
    ? word("need.andMore", { shown, n: number(values.length - MOST_SAID) })
    : shown;
}

function saidRange(constraint: Constraint, attribute: AttributeOut): string {
  const { low, high, lowOpen, highOpen } = rangeOf(constraint);
  const text = (value: number): string => saidValue(value, attribute);
  const date = attribute.kind === "date";
  if (low !== undefined && high !== undefined)
    return word("need.between", { low: text(low), high: text(high) });
  if (low !== undefined)
    return word(date ? "need.from" : lowOpen ? "need.moreThan" : "need.atLeast", { value: text(low) });
  if (high !== undefined)
    return word(date ? "need.until" : highOpen ? "need.lessThan" : "need.atMost", { value: text(high) });
  const raw = [
    constraint.at_least,
    constraint.more_than,
    constraint.at_most,
    constraint.less_than,
    constraint.between,
  ];
  const written = raw.find((one) => one !== undefined);
  return typeof written === "string" ? written : "";
}

/** What a constraint asks of its attribute, in words. */
export function said(
  constraint: Constraint,
  attribute: AttributeOut | undefined,
  codes: (code: string) => string = (code) => code,
): string {
  const operator = operatorOf(constraint);
  const named = (values: readonly string[]): string =>
    listed(values.map((value) => saidCategory(value, attribute, codes)));
  if (operator === "is_known") return word("need.isKnown");
  if (operator === "among") return named(constraint.among ?? []);
  if (operator === "none_of") return word("need.noneOf", { values: named(constraint.none_of ?? []) });
  if (operator === "admits") {
    const value = amount(constraint.admits);
    const text = value === undefined || !attribute ? String(constraint.admits) : saidValue(value, attribute);
    return word("need.admits", { value: text });
  }
  return attribute ? saidRange(constraint, attribute) : "";
}

/** What a group asks, one line a member. */
export function saidGroup(
  group: Group,
  attributes: (name: string) => AttributeOut | undefined,
  codes: (code: string) => string,
): { how: "all" | "any" | "none"; lines: string[] } {
  const how = group.any ? "any" : group.none ? "none" : "all";
  const lines = (group[how] ?? []).map((member) => {
    if (isGroup(member)) {
      const inner = saidGroup(member, attributes, codes);
      return word(`need.group.${inner.how}`, { list: inner.lines.join(word("need.comma")) });
    }
    const attribute = attributes(member.attribute);
    return `${say(attribute?.label) || member.attribute} ${said(member, attribute, codes)}`;
  });
  return { how, lines };
}
