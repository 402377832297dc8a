import { describe, expect, it } from "vitest";
import { fewest, points, shares, turned, valued, withPoint } from "./value";

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

  it("put a further point where there is most room, and change nothing by it", () => {
    const line = [
      [0, 1],
      [10, 0.5],
      [40, 0],
    ] as const;
    expect(withPoint(line, [0, 45], "piecewise")).toEqual([
      [0, 1],
      [10, 0.5],
      [25, 0.25],
      [40, 0],
    ]);
    expect(withPoint(line, [-100, 45], "piecewise")[0]).toEqual([-100, 1]);
    expect(withPoint([[20, 1]], [0, 100], "step")).toEqual([
      [20, 1],
      [100, 1],
    ]);
    expect(withPoint([[20, 1]], [20, 20], "step")).toEqual([
      [20, 1],
      [21, 1],
    ]);
    const before = { piecewise: { points: line } };
    const after = { piecewise: { points: withPoint(line, [0, 45], "piecewise") } };
    for (const x of [-5, 3, 24, 25, 39, 99]) expect(valued(after, x), String(x)).toBe(valued(before, x));
    expect([fewest("step"), fewest("piecewise")]).toEqual([1, 2]);
  });

  it("reads a single step as a point", () => {
    expect(points({ step: { at: 20, above: 0.8 } })).toEqual([[20, 0.8]]);
    expect(valued({ step: { at: 20 } }, 20)).toBe(1);
  });

  it("shares out points of which the sum is any", () => {
    expect(shares([30, 10])).toEqual([0.75, 0.25]);
    expect(shares([])).toEqual([]);
  });
});
