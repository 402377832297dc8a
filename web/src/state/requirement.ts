/** What the visitor needs, in the form of the service: its schema's units, as `canonical` has it. */
import { reactive, readonly } from "vue";

export interface Said {
  zh: string;
  en: string;
}
export type Sites = "parcels" | "halls";
export type Amount = number | string;

/** A range by its ends, as `canonical` writes `between`. */
export interface Ends {
  at_least?: Amount;
  more_than?: Amount;
  at_most?: Amount;
  less_than?: Amount;
}
export interface Constraint {
  id: string;
  attribute: string;
  title?: Said | null;
  relaxable?: boolean;
  at_least?: Amount;
  more_than?: Amount;
  at_most?: Amount;
  less_than?: Amount;
  between?: [Amount, Amount] | string | Ends;
  among?: string[];
  none_of?: string[];
  admits?: Amount;
  is_known?: boolean;
}
/** A group of constraints: kept as it came, shown, and removed as a whole. */
export interface Group {
  id: string;
  title?: Said | null;
  relaxable?: boolean;
  all?: (Constraint | Group)[];
  any?: (Constraint | Group)[];
  none?: (Constraint | Group)[];
}
export type Value = Readonly<Record<string, unknown>>;
export interface Criterion {
  id: string;
  attribute: string;
  title?: Said | null;
  value: Value;
  weight: number;
  end?: "lower" | "upper";
}
export interface Building {
  width: number;
  depth: number;
  count?: number;
  storeys?: number;
  storey_height?: number;
}
export interface Development {
  buildings: Building[];
  yard?: number;
  spacing?: number;
  setbacks?: { road?: number; shore?: number; neighbour?: number };
  aspect?: number;
  clear_of?: string[];
}
export interface Area {
  type: "Polygon" | "MultiPolygon";
  coordinates: number[][][] | number[][][][];
}
export interface Requirement {
  title: Said;
  sites: Sites;
  scenario?: string;
  development?: Development;
  wharf?: Record<string, unknown>;
  rules?: "none" | "in_force" | Record<string, unknown>;
  area_of_interest?: Area;
  constraints: (Constraint | Group)[];
  criteria: Criterion[];
  aggregation: "weighted_sum" | "geometric_mean" | "topsis";
  limit: number;
  near_misses: number;
}

export const isGroup = (one: Constraint | Group): one is Group => !("attribute" in one);

export const PLAIN: Requirement = {
  title: { zh: "我的需求", en: "My requirement" },
  sites: "parcels",
  constraints: [],
  criteria: [],
  aggregation: "weighted_sum",
  limit: 50,
  near_misses: 10,
};

const state = reactive<{ requirement: Requirement; template: string }>({
  requirement: structuredClone(PLAIN),
  template: "",
});

/** The draft; changed by the functions of this module alone. */
export const draft = readonly(state) as { readonly requirement: Requirement; readonly template: string };

/** A copy that can be sent or kept. */
export const written = (): Requirement => JSON.parse(JSON.stringify(state.requirement)) as Requirement;

export function start(requirement: Requirement, template = ""): void {
  state.requirement = JSON.parse(JSON.stringify(requirement)) as Requirement;
  state.template = template;
}

export function change(parts: Partial<Requirement>): void {
  Object.assign(state.requirement, JSON.parse(JSON.stringify(parts)));
}

/** The same thing without some of its parts. */
export function lacking<T extends object, K extends keyof T>(whole: T, ...parts: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => !parts.includes(key as K))) as Omit<T, K>;
}

/** Leaves out a part that may be left out. */
export function drop(part: "scenario" | "development" | "wharf" | "rules" | "area_of_interest"): void {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a closed list of optional parts
  delete state.requirement[part];
}

/** Puts a constraint in the place of the one with its id, or at the end. */
export function setConstraint(constraint: Constraint | Group): void {
  const place = state.requirement.constraints.findIndex(({ id }) => id === constraint.id);
  if (place < 0) state.requirement.constraints.push(constraint);
  else state.requirement.constraints[place] = constraint;
}

export function removeConstraint(id: string): void {
  state.requirement.constraints = state.requirement.constraints.filter((one) => one.id !== id);
}

export function setCriterion(criterion: Criterion): void {
  const place = state.requirement.criteria.findIndex(({ id }) => id === criterion.id);
  if (place < 0) state.requirement.criteria.push(criterion);
  else state.requirement.criteria[place] = criterion;
}

export function removeCriterion(id: string): void {
  state.requirement.criteria = state.requirement.criteria.filter((one) => one.id !== id);
}

/** An id that no constraint or criterion has yet. */
export function freshId(attribute: string): string {
  const taken = new Set(
    [...state.requirement.constraints, ...state.requirement.criteria].map(({ id }) => id),
  );
  if (!taken.has(attribute)) return attribute;
  for (let n = 2; ; n += 1) if (!taken.has(`${attribute}-${String(n)}`)) return `${attribute}-${String(n)}`;
}
