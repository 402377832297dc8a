/** Which quantities of some sites the charts draw, and over which ranges. */
import { rangeOf, type Axis, type Series } from "../../charts/options";
import { look } from "../../state/look";
import { isFloor, unitLabel } from "../../words/measure";
import { say } from "../../words";
import type { Described, Parcel } from "../parcel/told";

const USUAL = [
  "area",
  "floor_area",
  "price",
  "rent",
  "power_capacity",
  "water_capacity",
  "front_depth",
  "shoreline_length",
  "distance_to_wharf",
  "time_to_container_terminal_by_truck",
  "bearing_capacity",
];
const MOST = 7;
const MU = 2000 / 3;

/** Land in the unit that the visitor chose, lengths in km where they are long. */
function scaled({ name, unit, value }: Described): [number | null, string] {
  const zh = look.lang === "zh";
  if (typeof value !== "number") return [null, ""];
  if (isFloor(name)) return [value, unitLabel(unit)];
  if (unit === "m2" && look.units === "mu") return [value / MU, zh ? "亩" : "mu"];
  if (unit === "m2" && look.units === "ha") return [value / 10_000, zh ? "公顷" : "ha"];
  return [value, unitLabel(unit)];
}

/** Quantities that at least two of the sites know; those of the need first. */
export function quantities(
  parcels: readonly Parcel[],
  asked: readonly string[],
): { axes: Axis[]; series: Series[] } {
  const byName = parcels.map(({ attributes }) => new Map(attributes.map((one) => [one.name, one])));
  const axes: Axis[] = [];
  const columns: (number | null)[][] = [];
  for (const name of new Set([...asked, ...USUAL])) {
    const here = byName.map((named) => named.get(name));
    const first = here.find((one) => one !== undefined);
    if (first?.kind !== "quantity" || first.form === "clock" || axes.length >= MOST) continue;
    const values = here.map((one) => (one ? scaled(one)[0] : null));
    if (values.filter((one) => one !== null).length < Math.min(2, parcels.length)) continue;
    if (parcels.length > 1 && new Set(values).size === 1) continue; // nothing to see on it
    const unit = here.map((one) => (one ? scaled(one)[1] : "")).find(Boolean) ?? "";
    const [min, max] = rangeOf(values);
    axes.push({ name, label: say(first.label), min, max, unit });
    columns.push(values);
  }
  return {
    axes,
    series: parcels.map(({ id, name }, i) => ({
      id,
      name,
      values: columns.map((values) => values[i] ?? null),
    })),
  };
}
