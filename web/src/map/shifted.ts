/**
 * Base maps in GCJ-02 or BD-09 are drawn where they belong: each tile of the map is put together
 * from the up to four tiles of the base map that lie under it once the shift is taken off.
 */
import { bd09Of, gcj02Of, type Point } from "./gcj02";
import { degreesOf, squareOf, TILE } from "./mercator";

export type Shifted = "gcj02" | "bd09";
export interface Piece {
  x: number;
  y: number;
  /** Where its left upper corner comes to lie in the tile, in pixels. */
  left: number;
  top: number;
}

const IMAGES: Record<Shifted, (point: Point) => Point> = { gcj02: gcj02Of, bd09: bd09Of };

/**
 * The tiles of a shifted map that lie under a tile. The shift is taken at its middle: over a tile
 * it changes by less than half a pixel.
 */
export function piecesOf(datum: Shifted, z: number, x: number, y: number): Piece[] {
  const count = 2 ** z;
  const middle: [number, number] = [(x + 0.5) / count, (y + 0.5) / count];
  const image = squareOf(IMAGES[datum](degreesOf(middle)));
  const left = image[0] * count - 0.5; // the tile's corner in tiles of the shifted map
  const top = image[1] * count - 0.5;
  const pieces: Piece[] = [];
  for (const dy of [0, 1]) {
    for (const dx of [0, 1]) {
      const column = Math.floor(left) + dx;
      const row = Math.floor(top) + dy;
      const piece = {
        x: ((column % count) + count) % count,
        y: row,
        left: Math.round((column - left) * TILE),
        top: Math.round((row - top) * TILE),
      };
      if (row >= 0 && row < count && piece.left < TILE && piece.top < TILE) pieces.push(piece);
    }
  }
  return pieces;
}

const PATTERN = /^shifted:\/\/(gcj02|bd09)\/(\d+)\/(\d+)\/(\d+)\?(.*)$/;

/** The address of the shifted tiles of a base map, for a raster source. */
export const shiftedUrl = (datum: Shifted, template: string): string =>
  `shifted://${datum}/{z}/{x}/{y}?${encodeURIComponent(template)}`;

/** Answers MapLibre for the addresses of `shiftedUrl`. */
export async function shiftedTile(
  { url }: { url: string },
  { signal }: AbortController,
): Promise<{ data: ImageBitmap }> {
  const match = PATTERN.exec(url);
  if (!match) throw new Error("not the address of a shifted tile");
  const [, datum, z, x, y, template] = match;
  const canvas = new OffscreenCanvas(TILE, TILE);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas to draw on");
  const filled = decodeURIComponent(template ?? "");
  await Promise.all(
    piecesOf(datum as Shifted, Number(z), Number(x), Number(y)).map(async (piece) => {
      const asked = filled
        .replaceAll("{z}", z ?? "")
        .replaceAll("{x}", String(piece.x))
        .replaceAll("{y}", String(piece.y));
      const response = await fetch(asked, { signal });
      if (!response.ok) return; // a piece that is not there stays empty
      pen.drawImage(await createImageBitmap(await response.blob()), piece.left, piece.top, TILE, TILE);
    }),
  );
  return { data: await createImageBitmap(canvas) };
}
