/** Which attributes the form offers, in groups, and what a visitor finds among them. */
import type { AttributeOut } from "../../api/types";
import {
  isGroup,
  lacking,
  type Constraint,
  type Group,
  type Requirement,
  type Sites,
} from "../../state/requirement";
import { say } from "../../words";

const COMMON: Readonly<Record<Sites, readonly string[]>> = {
  parcels: [
    "planning_use",
    "status",
    "available_from",
    "price",
    "distance_to_wharf",
    "power_capacity",
    "shore_frontage",
    "chemical_park",
    "plot_ratio",
    "investment_intensity",
    "use",
    "year_built",
    "assessed_value",
  ],
  halls: [
    "status",
    "available_from",
    "rent",
    "clear_height",
    "floor_load",
    "crane_capacity",
    "clean_environment",
    "power_capacity",
    "double_circuit",
  ],
};
const FOLDED = new Set(["access", "rules"]); // travel has its own form, rules their own part

/** The attribute that tells how large a site is. */
export const sizeOf = (sites: Sites, has: (name: string) => boolean): string | undefined =>
  (sites === "halls" ? ["floor_area", "area"] : ["area", "stated_area"]).find(has);

export const offered = (attributes: readonly AttributeOut[], sites: Sites): AttributeOut[] =>
  attributes.filter((one) => one.sites.includes(sites) && one.kind !== "text" && one.group !== "rules");

export function common(
  attributes: readonly AttributeOut[],
  sites: Sites,
  taken: ReadonlySet<string>,
): AttributeOut[] {
  const named = new Map(attributes.map((one) => [one.name, one]));
  return COMMON[sites].flatMap((name) => {
    const one = named.get(name);
    return one && one.sites.includes(sites) && !taken.has(name) ? [one] : [];
  });
}

/** The attributes of a kind of sites by group, in the order of the schema; travel and rules are elsewhere. */
export function grouped(
  attributes: readonly AttributeOut[],
  groups: Readonly<Record<string, unknown>>,
): { group: string; members: AttributeOut[] }[] {
  return Object.keys(groups)
    .filter((group) => !FOLDED.has(group))
    .map((group) => ({ group, members: attributes.filter((one) => one.group === group) }))
    .filter(({ members }) => members.length > 0);
}

const MOST_FOUND = 40;

/** Those whose words hold all that was typed: what is usual first, ids of facilities last, short names first. */
export function found(attributes: readonly AttributeOut[], text: string): AttributeOut[] {
  const parts = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!parts.length) return [];
  const held = attributes.flatMap((one) => {
    const label = `${one.label.zh} ${one.label.en} ${one.name}`.toLowerCase();
    const all = `${label} ${one.meaning.zh} ${one.meaning.en}`.toLowerCase();
    if (!parts.every((part) => all.includes(part))) return [];
    return [
      {
        one,
        far: parts.every((part) => label.includes(part)) ? 0 : 1,
        length: say(one.label).length,
        odd: odd(one),
      },
    ];
  });
  return held
    .sort((a, b) => a.far - b.far || a.odd - b.odd || a.length - b.length)
    .slice(0, MOST_FOUND)
    .map(({ one }) => one);
}

const USUAL = new Set(Object.values(COMMON).flat());

/** How seldom somebody means it: what names a facility (an id to compare with) hardly ever. */
const odd = ({ name }: AttributeOut): number => {
  if (USUAL.has(name)) return 0;
  return /^(nearest|reached|matching|possible)_/.test(name) ? 2 : 1;
};

const used = (one: Constraint | Group): string[] =>
  isGroup(one)
    ? [...(one.all ?? []), ...(one.any ?? []), ...(one.none ?? [])].flatMap(used)
    : [one.attribute];

/** A requirement without what looks at attributes that can't be asked for. */
export function without(requirement: Requirement, gone: (attribute: string) => boolean): Requirement {
  return {
    ...requirement,
    constraints: requirement.constraints.filter((one) => !used(one).some(gone)),
    criteria: requirement.criteria.filter(({ attribute }) => !gone(attribute)),
  };
}

/** The same need of another kind of site: what such sites don't have goes. */
export function forSites(
  requirement: Requirement,
  sites: Sites,
  attributes: readonly AttributeOut[],
): Requirement {
  const has = new Set(attributes.filter((one) => one.sites.includes(sites)).map(({ name }) => name));
  const kept = without(requirement, (name) => !has.has(name));
  if (sites === "parcels") return { ...kept, sites };
  return { ...lacking(kept, "development"), sites };
}

/** What an attribute measured on demand needs to be told; undefined where it needs nothing. */
export function needsOf(attribute: AttributeOut): "development" | "wharf" | "area_of_interest" | undefined {
  if (!attribute.on_demand) return undefined;
  if (attribute.name === "share_in_area") return "area_of_interest";
  return attribute.group === "shore" ? "wharf" : "development";
}
