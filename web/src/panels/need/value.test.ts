import { describe, expect, it } from "vitest";
import { shares, turned, valued } from "./value";

const plain = (value: number): number => value;

describe("value functions", () => {
  it("are worked out as the service does", () => {
    expect([0, 5, 20].map((x) => valued({ linear: { best: 0, worst: 10 } }, x))).toEqual([1, 0.5, 0]);
    expect([95, 100, 150].map((x) => valued({ target: { best: 100, below: 20, above: 100 } }, x))).toEqual([
      0.75, 1, 0.5,
    ]);
    expect([0, 3, 6].map((x) => valued({ decay: { best: 0, half: 3 } }, x))).toEqual([1, 0.5, 0.25]);
    expect([1, 20, 30].map((x) => valued({ step: { below: 0.2, steps: [[20, 1]] } }, x))).toEqual([
      0.2, 1, 1,
    ]);
    expect(
      [0, 5, 99].map((x) =>
        valued(
          {
            piecewise: {
              points: [
                [0, 1],
                [10, 0],
              ],
            },
          },
          x,
        ),
      ),
    ).toEqual([1, 0.5, 0]);
  });

  it("takes the days of dates", () => {
    expect(valued({ linear: { best: "1970-01-01", worst: "1970-01-11" } }, 5)).toBe(0.5);
  });

  it("keeps what is best when it takes another form", () => {
    const linear = { linear: { best: 0, worst: 10 } };
    for (const form of ["decay", "target", "piecewise"] as const)
      expect(valued(turned(linear, form, plain), 0), form).toBe(1);
    expect(turned(linear, "decay", plain)).toEqual({ decay: { best: 0, half: 5 } });
  });

  it("shares out points of which the sum is any", () => {
    expect(shares([30, 10])).toEqual([0.75, 0.25]);
    expect(shares([])).toEqual([]);
  });
});
