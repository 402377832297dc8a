import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../../state/look";
import { coverOf, findingText } from "./evidence";
import type { RuleFound } from "./told";

const rule = (parts: Partial<RuleFound>): RuleFound =>
  ({
    operator: "overlap",
    area_m2: 0,
    left_m2: 1,
    distance_m: null,
    threshold: 0,
    unit: "m2",
    ...parts,
  }) as RuleFound;
const square = (size: number): number[][] => [
  [122, 30],
  [122 + size, 30],
  [122 + size, 30 + size],
  [122, 30 + size],
  [122, 30],
];

beforeEach(() => {
  look.lang = "en";
  look.units = "m2";
});

describe("what rules find", () => {
  it("is an overlap with what is left, or none", () => {
    expect(findingText(rule({ area_m2: 120, left_m2: 880 }))).toBe("120 m² overlap, 880 m² left");
    expect(findingText(rule({}))).toBe("no overlap");
  });

  it("is a distance, beside the one that is asked", () => {
    const near = rule({ operator: "within", area_m2: null, distance_m: 640, threshold: 1000, unit: "m" });
    expect(findingText(near)).toBe("640 m at the nearest; 1 km asked");
  });

  it("is said to be unknown where it is", () => {
    expect(findingText(rule({ area_m2: null }))).toBe("not known");
  });
});

describe("the land that is covered", () => {
  it("leaves out holes", () => {
    const whole = coverOf({ type: "Polygon", coordinates: [square(0.02)] });
    const holed = coverOf({ type: "Polygon", coordinates: [square(0.02), square(0.01)] });
    expect(holed / whole).toBeCloseTo(0.75, 3);
  });

  it("is nothing without a polygon", () => {
    expect(coverOf(null)).toBe(0);
  });
});
