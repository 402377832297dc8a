/** Boxes of degrees: west, south, east, north. */
import type { Bounds } from "../told";

type Nested = number | readonly Nested[];

function widen(box: Bounds, part: Nested): void {
  if (typeof part === "number") return;
  const [lon, lat] = part;
  if (typeof lon === "number" && typeof lat === "number") {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  } else for (const inner of part) widen(box, inner);
}

/** The box around some geometries; undefined around none. */
export function boundsOf(geometries: readonly (GeoJSON.Geometry | null)[]): Bounds | undefined {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const geometry of geometries)
    if (geometry && geometry.type !== "GeometryCollection") widen(box, geometry.coordinates as Nested);
  return Number.isFinite(box[0]) ? box : undefined;
}

/** A box grown on each side by a share of its own size. */
export function grown([west, south, east, north]: Bounds, share: number): Bounds {
  const [wide, high] = [(east - west) * share, (north - south) * share];
  return [west - wide, south - high, east + wide, north + high];
}

export const around = (one: Bounds, two: Bounds | undefined): Bounds =>
  two
    ? [Math.min(one[0], two[0]), Math.min(one[1], two[1]), Math.max(one[2], two[2]), Math.max(one[3], two[3])]
    : one;
