/** The moment at which the map is first of use, marked for whoever measures the page. */
import type { Map as GlMap } from "maplibre-gl";

export const FIRST_MAP = "sitesel:first-map";
type Target = Pick<GlMap, "on" | "off" | "areTilesLoaded" | "isStyleLoaded" | "triggerRepaint">;

/**
 * Marks, once for the page, that the first useful map is there: a frame was drawn with every tile of
 * the view (land and ways, and all sites as outlines or as counted clusters), and the answer's counts
 * are told. It is marked a frame later, when that one and the counts are on the screen.
 * Returns what to call when the counts may have come.
 */
export function markFirst(map: Target, isTold: () => boolean): () => void {
  if (performance.getEntriesByName(FIRST_MAP).length) return () => undefined;
  let marked = false;
  const see = (): void => {
    if (marked || !isTold() || !map.isStyleLoaded() || !map.areTilesLoaded()) return;
    marked = true;
    map.off("render", see);
    requestAnimationFrame(() => performance.mark(FIRST_MAP));
  };
  map.on("render", see);
  return () => {
    if (!marked) map.triggerRepaint();
  };
}
