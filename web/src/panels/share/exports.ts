/** The files that an answer can be taken along as. */
import { addressOf, type Lang } from "../../api/client";
import type { View } from "../../state/look";

export const FORMATS = ["xlsx", "pdf", "csv", "geojson", "gpkg", "html", "json"] as const;
export type Format = (typeof FORMATS)[number];
export type Bounds = [number, number, number, number];

const TILE = 512; // px, of MapLibre's zoom 0
const MERCATOR = 85.0511;

const y = (lat: number): number => Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
const lat = (at: number): number => (Math.atan(Math.sinh(at * 2 * Math.PI)) * 180) / Math.PI;
const within = (number: number, most: number): number => Math.min(most, Math.max(-most, number));
const short = (number: number): number => Number(number.toFixed(5));

/** West, south, east, north of what a map of so many pixels shows, as if it were not turned. */
export function boundsOf({ lon, lat: middle, zoom }: View, width: number, height: number): Bounds {
  const world = TILE * 2 ** zoom;
  const across = ((width / world) * 360) / 2;
  const up = height / world / 2;
  return [
    short(within(lon - across, 180)),
    short(within(lat(y(middle) - up), MERCATOR)),
    short(within(lon + across, 180)),
    short(within(lat(y(middle) + up), MERCATOR)),
  ];
}

export function exportAddress(digest: string, format: Format, lang: Lang, bounds?: Bounds): string {
  const view = format === "pdf" && bounds ? { bounds: bounds.join(",") } : {};
  return addressOf(`/api/selections/${digest}`, { format, lang, ...view });
}
