/** The size of an area of interest, near enough to be said. */
import type { Area } from "../../state/requirement";

const RADIUS = 6_371_007; // m; the sphere with the Earth's surface

function ring(points: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let n = 0; n + 1 < points.length; n += 1) {
    const [lon0 = 0, lat0 = 0] = points[n] ?? [];
    const [lon1 = 0, lat1 = 0] = points[n + 1] ?? [];
    const radians = ((lon1 - lon0) * Math.PI) / 180;
    sum += radians * (2 + Math.sin((lat0 * Math.PI) / 180) + Math.sin((lat1 * Math.PI) / 180));
  }
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}

const polygon = (rings: readonly (readonly (readonly number[])[])[]): number =>
  rings.reduce((sum, one, n) => sum + (n === 0 ? ring(one) : -ring(one)), 0);

/** m² on the sphere, holes taken off. */
export const sizeOfArea = (area: Area): number =>
  area.type === "Polygon"
    ? polygon(area.coordinates as number[][][])
    : (area.coordinates as number[][][][]).reduce((sum, one) => sum + polygon(one), 0);
