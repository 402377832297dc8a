/** Value functions: what is best and worst of an attribute, for the form and its small graph. */
import type { AttributeOut } from "../../api/types";
import type { Amount, Value } from "../../state/requirement";
import { amount } from "./constraints";

export type Form = "linear" | "target" | "decay" | "step" | "piecewise" | "categories";
export type Point = readonly [x: number, value: number];

export const formOf = (value: Value): Form => (Object.keys(value)[0] ?? "linear") as Form;

const part = (value: Value): Record<string, unknown> =>
  (value[formOf(value)] ?? {}) as Record<string, unknown>;

export const argument = (value: Value, name: string): number | undefined =>
  amount(part(value)[name] as Amount | undefined);

export const points = (value: Value): Point[] => {
  const { steps, points: line, at, above = 1 } = part(value);
  // a file may write a single step in short
  const short = at === undefined ? [] : [[at, above]];
  const listed = formOf(value) === "step" ? (steps ?? short) : line;
  if (!Array.isArray(listed)) return [];
  return (listed as [Amount, number][]).flatMap(([x, v]) => {
    const at = amount(x);
    return at === undefined ? [] : [[at, v] as Point];
  });
};

const clamped = (share: number): number => Math.min(1, Math.max(0, share));

/** How good a number is, 0 to 1, as the service works it out; undefined where it can't be told. */
export function valued(value: Value, x: number): number | undefined {
  const of = (name: string): number => argument(value, name) ?? Number.NaN;
  const found = ((): number => {
    switch (formOf(value)) {
      case "linear":
        return clamped((x - of("worst")) / (of("best") - of("worst")));
      case "target": {
        const away = x - of("best");
        const room = away < 0 ? of("below") : of("above");
        return away === 0 ? 1 : clamped(1 - Math.abs(away) / room);
      }
      case "decay":
        return Math.min(1, 2 ** -((x - of("best")) / (of("half") - of("best"))));
      case "step":
        return points(value).reduce((now, [from, v]) => (x >= from ? v : now), argument(value, "below") ?? 0);
      case "piecewise":
        return between(points(value), x);
      default:
        return Number.NaN;
    }
  })();
  return Number.isNaN(found) ? undefined : found;
}

function between(line: readonly Point[], x: number): number {
  const next = line.findIndex(([at]) => at >= x);
  if (next === 0) return line[0]?.[1] ?? Number.NaN;
  if (next < 0) return line[line.length - 1]?.[1] ?? Number.NaN;
  const [x0, v0] = line[next - 1] as Point;
  const [x1, v1] = line[next] as Point;
  return v0 + ((v1 - v0) * (x - x0)) / (x1 - x0);
}

/**
 * A line or steps with one point more, where there is most room: between two, or beyond an end within
 * the range of the attribute. On a line it lies on the line, so that nothing changes until it is moved.
 */
export function withPoint(line: readonly Point[], range: readonly [number, number], of: Form): Point[] {
  const [first, last] = [line[0], line[line.length - 1]];
  if (!first || !last) return [[range[0], 1]];
  const gaps: [room: number, at: number][] = line
    .slice(1)
    .map(([x], n) => [x - (line[n] as Point)[0], (x + (line[n] as Point)[0]) / 2]);
  gaps.push([first[0] - range[0], range[0]], [range[1] - last[0], range[1]]);
  const [room, at] = gaps.reduce((best, one) => (one[0] > best[0] ? one : best));
  const place = room > 0 ? at : last[0] + 1;
  const good =
    of === "step"
      ? line.reduce((now, [from, v]) => (place >= from ? v : now), first[1])
      : between(line, place);
  return [...line, [place, good] as Point].sort(([a], [b]) => a - b);
}

/** The fewest points that a form can have. */
export const fewest = (of: Form): number => (of === "step" ? 1 : 2);

/** The share of all points that each weight has. */
export function shares(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 0));
}

/** Attributes of which less is better, as far as their names tell; a visitor may turn it round. */
const LESS =
  /^(distance_to_|time_to_|road_distance_to_|crossings_to_|cut_off_from_|price$|rent$|available_from$|energy_|emission_|terrain_slope|overlap_|outside_|share_in_|area_in_|landmass_)/;

export const lessIsBetter = (name: string): boolean => LESS.test(name);

/** A first value function for an attribute, over the numbers that there are of it. */
export function firstValue(
  attribute: AttributeOut,
  range: readonly [number, number] | null,
  values: readonly string[],
  asAmount: (value: number) => Amount,
): Value {
  if (["category", "code", "flag"].includes(attribute.kind)) {
    const listed = attribute.kind === "flag" ? ["yes"] : values.slice(0, 1);
    return { categories: { ...Object.fromEntries(listed.map((one) => [one, 1])), other: 0 } };
  }
  const [low, high] = range ?? attribute.range ?? [0, 1];
  const top = high > low ? high : low + 1;
  return {
    linear: lessIsBetter(attribute.name)
      ? { best: asAmount(low), worst: asAmount(top) }
      : { best: asAmount(top), worst: asAmount(low) },
  };
}

/** The same preference in another form, as near as it can be. */
export function turned(value: Value, form: Form, asAmount: (value: number) => Amount): Value {
  const best = argument(value, "best") ?? argument(value, "at") ?? points(value)[0]?.[0] ?? 0;
  const away =
    argument(value, "worst") ??
    (argument(value, "half") !== undefined
      ? 2 * (argument(value, "half") as number) - best
      : best + (argument(value, "above") ?? 1));
  const other = away === best ? best + 1 : away;
  const room = Math.abs(other - best);
  switch (form) {
    case "target":
      return { target: { best: asAmount(best), below: room, above: room } };
    case "decay":
      return { decay: { best: asAmount(best), half: asAmount((best + other) / 2) } };
    case "step":
      return { step: { below: 0, steps: [[asAmount(best), 1]] } };
    case "piecewise": {
      const ends: [number, number][] = [
        [best, 1],
        [(best + other) / 2, 0.5],
        [other, 0],
      ];
      ends.sort(([a], [b]) => a - b);
      return { piecewise: { points: ends.map(([x, v]) => [asAmount(x), v]) } };
    }
    default:
      return { linear: { best: asAmount(best), worst: asAmount(other) } };
  }
}
