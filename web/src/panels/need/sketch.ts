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

type Block = Pick<Box, "width" | "height" | "kind">;

/** Lays blocks in rows of so many, the yard below them. */
function inRows(blocks: readonly Block[], many: number, yard: number, spacing: number): Sketch {
  const boxes: Box[] = [];
  let [y, width] = [0, 0];
  for (let first = 0; first < blocks.length; first += many) {
    const row = blocks.slice(first, first + many);
    let x = 0;
    for (const block of row) {
      boxes.push({ ...block, x, y });
      x += block.width + spacing;
    }
    width = Math.max(width, x - spacing);
    y += Math.max(...row.map(({ height }) => height)) + spacing;
  }
  let height = Math.max(0, y - spacing);
  if (yard > 0) {
    width = width || Math.sqrt(yard);
    const top = boxes.length ? height + spacing : 0;
    boxes.push({ x: 0, y: top, width, height: yard / width, kind: "yard" });
    height = top + yard / width;
  }
  return { boxes, width, height };
}

/**
 * Lays buildings and the yard in rows; metres, y downwards.
 *
 * @param aspect width over height that the whole shall come near to.
 */
export function laid({ buildings, yard = 0, spacing = 0 }: Development, aspect = 1.25): Sketch {
  const blocks: Block[] = buildings
    .flatMap(({ width, depth, count = 1 }) =>
      Array.from({ length: Math.min(count, MOST_DRAWN) }, () => ({
        width: Math.max(width, depth),
        height: Math.min(width, depth),
        kind: "building" as const,
      })),
    )
    .sort((a, b) => b.height - a.height)
    .slice(0, MOST_DRAWN);
  const ways = Array.from({ length: Math.max(1, blocks.length) }, (_, n) =>
    inRows(blocks, n + 1, yard, spacing),
  );
  const far = ({ width, height }: Sketch): number => Math.max(width / aspect, height);
  return ways.reduce((best, one) => (far(one) < far(best) ? one : best));
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
