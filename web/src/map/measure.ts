/** Distances and areas on the ellipsoid of CGCS2000 (GRS 80); degrees in, metres and m² out. */
import type { Point } from "./gcj02";

const A = 6378137;
const F = 1 / 298.257222101;
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * The length of the geodesic between two points (Vincenty 1975, inverse); the chord's great circle
 * where that does not settle, between points nearly opposite each other.
 */
export function distance([lon1, lat1]: Point, [lon2, lat2]: Point): number {
  const along = radians(lon2 - lon1);
  const u1 = Math.atan((1 - F) * Math.tan(radians(lat1)));
  const u2 = Math.atan((1 - F) * Math.tan(radians(lat2)));
  const [sin1, cos1, sin2, cos2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = along;
  for (let round = 0; round < 60; round += 1) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sine = Math.hypot(cos2 * sinL, cos1 * sin2 - sin1 * cos2 * cosL);
    if (sine === 0) return 0;
    const cosine = sin1 * sin2 + cos1 * cos2 * cosL;
    const sigma = Math.atan2(sine, cosine);
    const sinAlpha = (cos1 * cos2 * sinL) / sine;
    const cos2Alpha = 1 - sinAlpha ** 2;
    const middle = cos2Alpha === 0 ? 0 : cosine - (2 * sin1 * sin2) / cos2Alpha;
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const before = lambda;
    lambda =
      along + (1 - c) * F * sinAlpha * (sigma + c * sine * (middle + c * cosine * (-1 + 2 * middle ** 2)));
    if (Math.abs(lambda - before) > 1e-12) continue;
    const square = (cos2Alpha * (A ** 2 - B ** 2)) / B ** 2;
    const big = 1 + (square / 16384) * (4096 + square * (-768 + square * (320 - 175 * square)));
    const small = (square / 1024) * (256 + square * (-128 + square * (74 - 47 * square)));
    const part = cosine * (-1 + 2 * middle ** 2);
    const rest = (small / 6) * middle * (-3 + 4 * sine ** 2) * (-3 + 4 * middle ** 2);
    return B * big * (sigma - small * sine * (middle + (small / 4) * (part - rest)));
  }
  const cosine = Math.sin(radians(lat1)) * Math.sin(radians(lat2));
  return A * Math.acos(cosine + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.cos(along));
}

export const lengthOf = (line: readonly Point[]): number =>
  line.slice(1).reduce((sum, point, i) => sum + distance(line[i] ?? point, point), 0);

/** Half the authalic q of a latitude: equal areas of the ellipsoid are equal steps of it. */
function authalic(lat: number): number {
  const sine = Math.sin(radians(lat));
  const es = E * sine;
  return ((1 - E2) / 2) * (sine / (1 - es ** 2) + Math.atanh(es) / E);
}

const STEPS = 16; // parts of an edge; edges run straight in degrees, some centimetres a km off the geodesic

/** The area of a ring on the ellipsoid, by its outline in an equal-area projection. */
export function areaOf(ring: readonly Point[]): number {
  let twice = 0;
  for (const [i, from] of ring.entries()) {
    const to = ring[(i + 1) % ring.length] ?? from;
    for (let step = 0; step < STEPS; step += 1) {
      const [s, t] = [step / STEPS, (step + 1) / STEPS];
      const [x1, x2] = [from[0] + (to[0] - from[0]) * s, from[0] + (to[0] - from[0]) * t];
      const [y1, y2] = [from[1] + (to[1] - from[1]) * s, from[1] + (to[1] - from[1]) * t];
      twice += radians(x2 - x1) * (authalic(y1) + authalic(y2));
    }
  }
  return Math.abs((twice / 2) * A ** 2);
}
