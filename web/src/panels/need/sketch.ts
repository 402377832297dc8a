/** Buildings drawn to scale: laid in rows, as a planner would on the back of an envelope; it judges nothing. */
import type { Development } from "../../state/requirement";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  kind: "building" | "yard";
}
export interface Sketch {
  boxes: Box[];
  width: number;
  height: number;
}

const MOST_DRAWN = 60;

/** Lays buildings and the yard in rows of about a square; metres, y downwards. */
export function laid({ buildings, yard = 0, spacing = 0 }: Development): Sketch {
  const blocks = buildings.flatMap(({ width, depth, count = 1 }) =>
    Array.from({ length: Math.min(count, MOST_DRAWN) }, () => ({
      width: Math.max(width, depth),
      height: Math.min(width, depth),
      kind: "building" as const,
    })),
  );
  const ground = blocks.reduce((sum, one) => sum + (one.width + spacing) * (one.height + spacing), 0) + yard;
  const widest = blocks.reduce((most, one) => Math.max(most, one.width), 0);
  const row = Math.max(widest, Math.sqrt(ground) * 1.25);
  const boxes: Box[] = [];
  let [x, y, deep] = [0, 0, 0];
  for (const block of [...blocks].sort((a, b) => b.height - a.height).slice(0, MOST_DRAWN)) {
    if (x > 0 && x + block.width > row + 1e-9) {
      y += deep + spacing;
      x = 0;
      deep = 0;
    }
    boxes.push({ ...block, x, y });
    x += block.width + spacing;
    deep = Math.max(deep, block.height);
  }
  const width = boxes.reduce((most, one) => Math.max(most, one.x + one.width), yard ? Math.sqrt(yard) : 0);
  let height = y + deep;
  if (yard > 0) {
    const top = height + (boxes.length ? spacing : 0);
    boxes.push({ x: 0, y: top, width, height: yard / width, kind: "yard" });
    height = top + yard / width;
  }
  return { boxes, width, height };
}

/** The outline of a polygon in metres around its middle, y downwards; good over a few kilometres. */
export function outline(ring: readonly (readonly number[])[]): [number, number][] {
  const lons = ring.map(([lon = 0]) => lon);
  const lats = ring.map(([, lat = 0]) => lat);
  const lon0 = (Math.min(...lons) + Math.max(...lons)) / 2;
  const lat0 = (Math.min(...lats) + Math.max(...lats)) / 2;
  const perLat = 111_195; // m a degree on the sphere
  const perLon = perLat * Math.cos((lat0 * Math.PI) / 180);
  return ring.map(([lon = 0, lat = 0]) => [(lon - lon0) * perLon, (lat0 - lat) * perLat]);
}

/** A round length for a scale bar, about a quarter of a width; metres. */
export function scaleBar(width: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(width / 4, 1)));
  return power * ([5, 2, 1].find((one) => one * power <= width / 4) ?? 1);
}
