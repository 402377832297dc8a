/** Boxes of longitude and latitude: west, south, east, north; degrees. */
import type { Area } from "../state/requirement";
import type { Point } from "./gcj02";

export type Bounds = [west: number, south: number, east: number, north: number];

export const boundsFault = ([west, south, east, north]: Bounds): boolean =>
  !(west >= -180 && east <= 180 && west < east && south >= -85 && north <= 85 && south < north);

const DIGITS = 7; // as the service rounds them
const rounded = (degrees: number): number => Number(degrees.toFixed(DIGITS));

/** A ring of corners as the area of interest that the service takes. */
export function areaFrom(corners: readonly Point[]): Area {
  const ring = corners.map(([lon, lat]) => [rounded(lon), rounded(lat)]);
  const first = ring[0];
  return { type: "Polygon", coordinates: [first ? [...ring, first] : ring] };
}

export const cornersOf = ([west, south, east, north]: Bounds): Point[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];
