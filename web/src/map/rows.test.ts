import { describe, expect, it } from "vitest";
import { rowsIn } from "./rows";

const field = (number: number, ...content: number[]): number[] => [
  (number << 3) | 2,
  content.length,
  ...content,
];
const text = (words: string): number[] => [...new TextEncoder().encode(words)];
// a feature: id, tags, type, geometry
const feature = (...id: number[]): number[] =>
  field(2, 8, ...id, ...field(2, 0, 0), 0x18, 1, ...field(4, 9, 0, 0));
const layer = (name: string, ...features: number[][]): number[] =>
  field(3, 0x78, 2, ...field(1, ...text(name)), ...features.flat(), 0x28, 0x80, 0x20);

const tile = (...layers: number[][]): ArrayBuffer => new Uint8Array(layers.flat()).buffer;

describe("the rows in a tile", () => {
  it("are the ids of the layer asked for", () => {
    const bytes = tile(layer("parcels", feature(0), feature(0xac, 0x02)), layer("labels", feature(7)));
    expect(rowsIn(bytes, "parcels")).toEqual([0, 300]);
    expect(rowsIn(bytes, "labels")).toEqual([7]);
  });

  it("are none in an empty tile, or where the layer is not there", () => {
    expect(rowsIn(new ArrayBuffer(0), "parcels")).toEqual([]);
    expect(rowsIn(tile(layer("clusters", feature(1))), "parcels")).toEqual([]);
  });

  it("are told to be cut off where the tile is", () => {
    const whole = new Uint8Array(tile(layer("parcels", feature(0))));
    expect(() => rowsIn(whole.slice(0, 1).buffer, "parcels")).toThrow("too early");
  });
});
