/**
 * GCJ-02 and BD-09, the shifted datums of Chinese web maps: the same formulas as the service's own
 * (sitesel/gcj02.py), whose numbers the tests hold. Degrees in, degrees out; longitude first.
 */
export type Point = readonly [number, number];

const SEMI_MAJOR = 6378245;
const ECCENTRICITY2 = 0.006693421622965943;
const BAIDU_TURNS = (Math.PI * 3000) / 180;
const { PI, abs, atan2, cos, hypot, sin, sqrt } = Math;

/** Whether the shift applies, by the rough box that all implementations use. */
export const inChina = (lon: number, lat: number): boolean =>
  lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;

function shift(lon: number, lat: number): Point {
  const x = lon - 105;
  const y = lat - 35;
  const root = 0.1 * sqrt(abs(x));
  const common = 20 * sin(6 * x * PI) + 20 * sin(2 * x * PI);
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root;
  north += ((common + 20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y / 30) * PI)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root;
  east += ((common + 20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  // metres to degrees by the radii of curvature of the meridian and of the prime vertical
  const latitude = (lat * PI) / 180;
  const bend = 1 - ECCENTRICITY2 * sin(latitude) ** 2;
  const meridian = (SEMI_MAJOR * (1 - ECCENTRICITY2)) / bend ** 1.5;
  const parallel = (SEMI_MAJOR / sqrt(bend)) * cos(latitude);
  return [((east / parallel) * 180) / PI, ((north / meridian) * 180) / PI];
}

export function gcj02Of([lon, lat]: Point): Point {
  if (!inChina(lon, lat)) return [lon, lat];
  const [east, north] = shift(lon, lat);
  return [lon + east, lat + north];
}

export function bd09Of(point: Point): Point {
  const [lon, lat] = gcj02Of(point);
  if (!inChina(lon, lat)) return [lon, lat];
  const radius = hypot(lon, lat) + 2e-5 * sin(lat * BAIDU_TURNS);
  const angle = atan2(lat, lon) + 3e-6 * cos(lon * BAIDU_TURNS);
  return [radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006];
}
