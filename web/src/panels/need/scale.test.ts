import { describe, expect, it } from "vitest";
import { positionOf, saidAt, valueAt, within } from "./scale";

const edges = [0, 10, 100, 1000];

describe("the slider's scale", () => {
  it("gives every bin the same room, however wide it is", () => {
    expect([0, 5, 10, 55, 1000, 5000].map((value) => positionOf(edges, value))).toEqual([
      0, 0.5, 1, 1.5, 3, 3,
    ]);
  });

  it("goes back from a position to its number", () => {
    for (const value of [0, 3, 10, 77, 1000])
      expect(valueAt(edges, positionOf(edges, value))).toBeCloseTo(value);
  });

  it("says round numbers in the measure that is shown", () => {
    expect(saidAt([0, 20_000, 40_000], 0.51, 2000 / 3) / (2000 / 3)).toBeCloseTo(15);
    expect(saidAt(edges, 2.503, 1)).toBe(600);
  });

  it("counts what lies between two numbers", () => {
    const counts = [4, 10, 2];
    expect(within(edges, counts, undefined, undefined)).toBe(16);
    expect(within(edges, counts, 10, 100)).toBe(10);
    expect(within(edges, counts, 55, undefined)).toBe(7);
    expect(within(edges, counts, 2000, undefined)).toBe(0);
  });
});
