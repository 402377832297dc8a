/** Conditions that are being added: on show, and no part of the need until they ask something. */
import { reactive } from "vue";
import type { AttributeOut } from "../../api/types";
import {
  change,
  draft,
  drop,
  freshId,
  removeConstraint,
  setConstraint,
  setCriterion,
  start,
  written,
  type Constraint,
  type Group,
  type Value,
} from "../../state/requirement";
import { needsOf, without } from "./offered";

export const asking = reactive({ pending: [] as Constraint[], open: new Set<string>() });

const FIRST_BUILDING = { width: 100, depth: 60, count: 1, storeys: 1 };

/** Gives what is measured on demand something to be measured for. */
export function provide(attribute: AttributeOut): void {
  const needs = needsOf(attribute);
  if (needs === "development" && !draft.requirement.development)
    change({ development: { buildings: [FIRST_BUILDING] } });
  if (needs === "wharf" && !draft.requirement.wharf) change({ wharf: { cargo: "bulk" } });
}

function pendingId(attribute: string): string {
  const id = freshId(attribute);
  const taken = asking.pending.map((one) => one.id);
  for (let n = 2, fresh = id; ; n += 1) {
    if (!taken.includes(fresh)) return fresh;
    fresh = `${id}.${String(n)}`;
  }
}

/** Shows the form for a condition on an attribute; a flag is asked for at once. */
export function addCondition(attribute: AttributeOut): string {
  provide(attribute);
  const id = pendingId(attribute.name);
  if (attribute.kind === "flag") setConstraint({ id, attribute: attribute.name, among: ["yes"] });
  else asking.pending.push({ id, attribute: attribute.name });
  asking.open.add(id);
  return id;
}

/** Takes what a condition's form says into the need, or out of it again. */
export function setCondition(
  id: string,
  constraint: Constraint | Group | undefined,
  attribute?: string,
): void {
  if (constraint) {
    asking.pending = asking.pending.filter((one) => one.id !== id);
    setConstraint(constraint);
    return;
  }
  removeConstraint(id);
  if (attribute && !asking.pending.some((one) => one.id === id)) asking.pending.push({ id, attribute });
}

export function removeCondition(id: string): void {
  asking.pending = asking.pending.filter((one) => one.id !== id);
  asking.open.delete(id);
  removeConstraint(id);
}

const POINTS = 20;

export function addCriterion(attribute: AttributeOut, value: Value): string {
  provide(attribute);
  const id = freshId(attribute.name);
  setCriterion({
    id,
    attribute: attribute.name,
    value,
    weight: POINTS,
    ...(attribute.kind === "interval" ? { end: "upper" } : {}),
  });
  asking.open.add(`criterion ${id}`);
  return id;
}

/** Leaves out what is to be built, or the wharf, with everything that is measured for it. */
export function forgo(
  part: "development" | "wharf" | "area_of_interest",
  attributes: readonly AttributeOut[],
): void {
  const gone = new Set(attributes.filter((one) => needsOf(one) === part).map(({ name }) => name));
  const kept = without(written(), (name) => gone.has(name));
  change({ constraints: kept.constraints, criteria: kept.criteria });
  asking.pending = asking.pending.filter(({ attribute }) => !gone.has(attribute));
  drop(part);
}

export function begin(requirement: Parameters<typeof start>[0], template = ""): void {
  asking.pending = [];
  asking.open.clear();
  start(requirement, template);
}
