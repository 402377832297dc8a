/** Where a card goes beside a point of the map, so that it covers neither the point nor the edge. */
export interface Box {
  width: number;
  height: number;
}

const GAP = 12; // pixels
const PIN = 46; // the mark that stands on the point

/** Left and top of a card, or undefined where the point is out of sight. */
export function placed(
  point: { x: number; y: number },
  card: Box,
  map: Box,
): { left: number; top: number } | undefined {
  if (point.x < 0 || point.y < 0 || point.x > map.width || point.y > map.height) return undefined;
  const left = Math.min(Math.max(GAP, point.x - card.width / 2), map.width - card.width - GAP);
  const above = point.y - PIN - card.height;
  const top = above >= GAP ? above : point.y + GAP;
  return { left, top: Math.min(top, Math.max(GAP, map.height - card.height - GAP)) };
}
