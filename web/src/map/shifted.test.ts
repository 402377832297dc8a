import { describe, expect, it } from "vitest";
import { gcj02Of } from "./gcj02";
import { degreesOf, squareOf, TILE } from "./mercator";
import { piecesOf } from "./shifted";

describe("the pieces of a shifted tile", () => {
  it("put what the base map shows at the shifted point at the true one", () => {
    const z = 16;
    const count = 2 ** z;
    const [x, y] = squareOf([122.1, 30]).map((part) => Math.floor(part * count)) as [number, number];
    for (const [dx, dy] of [
      [0.1, 0.2],
      [0.9, 0.7],
    ] as const) {
      const there = squareOf(gcj02Of(degreesOf([(x + dx) / count, (y + dy) / count])));
      const at = [there[0] * count, there[1] * count] as const;
      const piece = piecesOf("gcj02", z, x, y).find(
        (one) => one.x === Math.floor(at[0]) && one.y === Math.floor(at[1]),
      );
      expect(piece).toBeDefined();
      if (!piece) continue;
      expect(Math.abs(piece.left + (at[0] - piece.x) * TILE - dx * TILE)).toBeLessThanOrEqual(1);
      expect(Math.abs(piece.top + (at[1] - piece.y) * TILE - dy * TILE)).toBeLessThanOrEqual(1);
    }
  });

  it("cover the whole tile", () => {
    const covered = new Set<number>();
    for (const { left, top } of piecesOf("bd09", 15, 27497, 13508)) {
      for (let px = Math.max(0, left); px < Math.min(TILE, left + TILE); px += 1)
        for (let py = Math.max(0, top); py < Math.min(TILE, top + TILE); py += 1) covered.add(px * TILE + py);
    }
    expect(covered.size).toBe(TILE * TILE);
  });

  it("are the tile itself outside of China", () => {
    expect(piecesOf("gcj02", 10, 300, 380)).toEqual([{ x: 300, y: 380, left: 0, top: 0 }]);
  });
});
