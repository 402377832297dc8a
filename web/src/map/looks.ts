/** What several layers share. */
import type { ExpressionSpecification } from "maplibre-gl";

// MapLibre draws letters with the fonts of the device and reads the weight out of the first name
const FAMILIES = ["Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"];
export const PLAIN = FAMILIES;
export const BOLD = ["Bold", ...FAMILIES];

/** A value that changes with the zoom between stops. */
export function zoomed(...stops: (readonly [zoom: number, value: unknown])[]): ExpressionSpecification {
  const parts = stops.flat();
  return ["interpolate", ["linear"], ["zoom"], ...parts] as unknown as ExpressionSpecification;
}
