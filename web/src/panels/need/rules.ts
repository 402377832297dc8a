/** Which rules of the catalogue a requirement is put to: the choice as the service writes it, and as switches. */
import {
  isGroup,
  lacking,
  type Constraint,
  type Group,
  type Requirement,
  type Said,
} from "../../state/requirement";
import { rangeOf } from "./constraints";

export interface RuleOut {
  id: string;
  title: Said;
  document: Said;
  clause: Said;
  jurisdiction: Said;
  effective_from: string | null;
  classes: string[];
  operator: "overlap" | "outside" | "within" | "downwind";
  threshold: number | null;
  unit: string | null;
  severity: "veto" | "evaluate" | "note";
  relaxable: boolean;
  confirmed: boolean;
  source: string;
  state: string;
  state_label: Said;
  attribute: string | null;
}
/** A requirement's choice of rules, every part filled. */
export interface Choice {
  on: ReadonlySet<string>;
  classes: readonly string[];
  distances: Readonly<Record<string, number>>;
}

/** What the ids of constraints that rules ask begin with. */
export const PREFIX = "rule-";

/** Whether a rule can judge at all in this catalogue. */
export const judges = (rule: RuleOut): boolean => rule.attribute !== null && rule.severity !== "note";

/** Whether a rule asks something: it has a threshold, its own or the client's, or is a matter of yes or no. */
export const asks = (rule: RuleOut, distances: Choice["distances"]): boolean =>
  judges(rule) && (rule.operator === "downwind" || rule.threshold !== null || rule.id in distances);

/** Whether a rule judges without being named: confirmed, and binding any project or one of these classes. */
export const inForce = (rule: RuleOut, classes: readonly string[]): boolean =>
  rule.confirmed &&
  rule.severity !== "note" &&
  (rule.classes.length === 0 || rule.classes.some((one) => classes.includes(one)));

const words = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : Array.isArray(value)
      ? value.filter((one) => typeof one === "string")
      : [];

const numbers = (value: unknown): Record<string, number> =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter((pair): pair is [string, number] => typeof pair[1] === "number"),
      )
    : {};

const expanded = (
  constraints: readonly (Constraint | Group)[],
  known: ReadonlyMap<string, RuleOut>,
): string[] =>
  constraints
    .map(({ id }) => id.slice(PREFIX.length))
    .filter((id, n) => isRule(constraints[n], known) && known.has(id));

/** Whether a constraint is one that a rule of the catalogue asks. */
export const isRule = (
  constraint: Constraint | Group | undefined,
  known: ReadonlyMap<string, RuleOut>,
): boolean => Boolean(constraint?.id.startsWith(PREFIX) && known.has(constraint.id.slice(PREFIX.length)));

export const byId = (rules: readonly RuleOut[]): Map<string, RuleOut> =>
  new Map(rules.map((rule) => [rule.id, rule]));

/** What a requirement chooses, whether it says so by `rules` or holds the rules' constraints already. */
export function choiceOf(requirement: Requirement, rules: readonly RuleOut[]): Choice {
  const known = byId(rules);
  const written = requirement.rules ?? "in_force";
  const on = new Set<string>();
  const distances: Record<string, number> = {};
  let classes: string[] = [];
  if (written !== "none") {
    const parts = typeof written === "string" ? {} : written;
    classes = words(parts["classes"]);
    Object.assign(distances, numbers(parts["distances"]));
    const only = parts["only"] === undefined ? undefined : words(parts["only"]);
    const named = [...(only ?? []), ...words(parts["also"]), ...Object.keys(distances)];
    const without = new Set(words(parts["without"]));
    for (const rule of rules)
      if (
        !without.has(rule.id) &&
        (named.includes(rule.id) || (only === undefined && inForce(rule, classes)))
      )
        on.add(rule.id);
  }
  for (const id of expanded(requirement.constraints, known)) {
    on.add(id);
    const rule = known.get(id) as RuleOut;
    const asked = requirement.constraints.find((one) => one.id === PREFIX + id);
    if (asked && !isGroup(asked)) {
      const { low, high } = rangeOf(asked);
      const limit = low ?? high;
      if (limit !== undefined && limit !== rule.threshold) distances[id] = limit;
    }
    // an unnamed class is known by the rules that bind it
    for (const one of rule.classes) if (!classes.includes(one)) classes.push(one);
  }
  return { on, classes, distances };
}

/** Writes a choice as a requirement's `rules`; undefined for those in force and nothing else. */
export function written(choice: Choice, rules: readonly RuleOut[]): Requirement["rules"] | undefined {
  const usual = rules.filter((rule) => inForce(rule, choice.classes) && asks(rule, choice.distances));
  const without = usual.filter(({ id }) => !choice.on.has(id)).map(({ id }) => id);
  const distances = Object.fromEntries(Object.entries(choice.distances).filter(([id]) => choice.on.has(id)));
  const also = rules
    .filter((rule) => choice.on.has(rule.id) && !inForce(rule, choice.classes) && !(rule.id in distances))
    .map(({ id }) => id);
  const parts = {
    ...(without.length ? { without } : {}),
    ...(also.length ? { also } : {}),
    ...(choice.classes.length ? { classes: [...choice.classes] } : {}),
    ...(Object.keys(distances).length ? { distances } : {}),
  };
  return Object.keys(parts).length ? parts : undefined;
}

/** The same requirement with its rules as a choice in place of the constraints they were turned into. */
export function folded(requirement: Requirement, rules: readonly RuleOut[]): Requirement {
  const known = byId(rules);
  const constraints = requirement.constraints.filter((one) => !isRule(one, known));
  if (requirement.rules === "none" && constraints.length === requirement.constraints.length)
    return requirement;
  const rest = lacking(requirement, "rules");
  const chosen = written(choiceOf(requirement, rules), rules);
  return { ...rest, constraints, ...(chosen === undefined ? {} : { rules: chosen }) };
}
