/** Attributes of several sites side by side: what differs, and what is best for the present need. */
import { say } from "../../words";
import type { Described, Explanation, Parcel } from "../parcel/told";
import { isKnown, valueText } from "../parcel/values";

export interface Row {
  name: string;
  label: string;
  meaning: string;
  group: string;
  cells: string[];
  known: boolean[];
  differs: boolean;
  /** Which sites do best, by the criterion of the present need; none where none weighs it. */
  best: boolean[];
}

/** The attributes that a need speaks of. */
export const OF_NEED = "need";

/**
 * One row an attribute that any of the sites has. `weighed` tells by attribute how well each site meets
 * the need's criterion on it, 0 to 1.
 */
export function rowsOf(parcels: readonly Parcel[], weighed: ReadonlyMap<string, (number | null)[]>): Row[] {
  const names = new Map<string, Described>();
  for (const { attributes } of parcels)
    for (const one of attributes) if (!one.on_demand && !names.has(one.name)) names.set(one.name, one);
  const byName = parcels.map(({ attributes }) => new Map(attributes.map((one) => [one.name, one])));
  return [...names.values()].flatMap((attribute) => {
    const here = byName.map((named) => named.get(attribute.name));
    const known = here.map((one) => one !== undefined && isKnown(one));
    if (!known.some(Boolean)) return [];
    const cells = here.map((one) => (one ? valueText(one) : ""));
    return [
      {
        name: attribute.name,
        label: say(attribute.label),
        meaning: say(attribute.meaning),
        group: attribute.group,
        cells,
        known,
        differs: new Set(cells).size > 1,
        best: bestOf(weighed.get(attribute.name) ?? [], parcels.length),
      },
    ];
  });
}

/** Marks the highest; nobody where all are as good. */
function bestOf(values: readonly (number | null)[], count: number): boolean[] {
  const known = values.filter((one): one is number => one !== null);
  const highest = Math.max(...known);
  if (known.length < 2 || known.every((one) => one === highest)) return Array<boolean>(count).fill(false);
  return Array.from({ length: count }, (_, i) => values[i] === highest);
}

/** How well each site meets each criterion, by the criterion's attribute. */
export function weighedBy(
  criteria: readonly { id: string; attribute: string }[],
  explanations: readonly (Explanation | undefined)[],
): Map<string, (number | null)[]> {
  return new Map(
    criteria.map(({ id, attribute }) => [
      attribute,
      explanations.map((one) => one?.criteria.find((line) => line.id === id)?.value ?? null),
    ]),
  );
}

export interface Block {
  name: string;
  title: string;
  rows: Row[];
}

/** Rows by group; what the need speaks of comes first, in a group of its own. */
export function blocksOf(
  rows: readonly Row[],
  asked: ReadonlySet<string>,
  titles: Readonly<Record<string, { zh: string; en: string }>>,
  needTitle: string,
  onlyDifferences: boolean,
): Block[] {
  const shown = rows.filter(({ differs }) => differs || !onlyDifferences);
  const groups = new Map<string, Row[]>([[OF_NEED, shown.filter(({ name }) => asked.has(name))]]);
  for (const row of shown) {
    if (asked.has(row.name)) continue;
    const group = groups.get(row.group);
    if (group) group.push(row);
    else groups.set(row.group, [row]);
  }
  return [...groups]
    .filter(([, of]) => of.length)
    .map(([name, of]) => ({
      name,
      title: name === OF_NEED ? needTitle : say(titles[name]) || name,
      rows: of,
    }));
}
