/** Web Mercator as the unit square of map tiles: x to the east, y to the south, 0 to 1. */
import type { Point } from "./gcj02";

export const TILE = 256; // pixels of a raster tile

export function squareOf([lon, lat]: Point): [number, number] {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

export function degreesOf([x, y]: readonly [number, number]): [number, number] {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return [(x - 0.5) * 360, lat];
}
