import { beforeEach, describe, expect, it } from "vitest";
import type { ContributionTold } from "../../api/types";
import { look } from "../../state/look";
import { addingUp, partsOf, suitabilityText } from "./parts";

const contribution = (criterion: string, share: number): ContributionTold => ({
  criterion,
  label: criterion,
  attribute: criterion,
  found: "",
  prefers: "",
  value: 1,
  weight: 0.5,
  share,
});

describe("the parts of a bar", () => {
  it("lie side by side and end at the suitability", () => {
    const parts = partsOf([contribution("a", 0.25), contribution("b", 0.5)], 0.75);
    expect(parts.map(({ from, width }) => [from, width])).toEqual([
      [0, 0.25],
      [0.25, 0.5],
    ]);
  });

  it("end at the suitability where a criterion takes some away", () => {
    const parts = partsOf([contribution("a", 0.6), contribution("b", -0.1), contribution("c", 0.2)], 0.7);
    expect(parts.map(({ criterion }) => criterion)).toEqual(["a", "c"]);
    expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(0.7);
  });

  it("keep the pattern of their criterion where another brings nothing", () => {
    const parts = partsOf([contribution("a", 0), contribution("b", 0.5)], 0.5);
    expect(parts.map(({ pattern }) => pattern)).toEqual([1]);
  });

  it("are none where nothing is brought", () => {
    expect(partsOf([], 0)).toEqual([]);
    expect(partsOf([contribution("a", 0)], 0)).toEqual([]);
  });
});

describe("a suitability", () => {
  beforeEach(() => {
    look.lang = "en";
  });

  it("is one number where all is known and a range where some is not", () => {
    expect(suitabilityText([0.7568, 0.7568])).toBe("0.757");
    expect(suitabilityText([0.7568, 0.9])).toBe("0.757–0.900");
  });
});

describe("rounded numbers", () => {
  it("add up to the rounded sum as they are shown", () => {
    expect(addingUp([21.479, 20, 15, 15, 10, 11.85], 1)).toEqual([21.5, 20, 15, 15, 10, 11.8]);
    expect(addingUp([1 / 3, 1 / 3, 1 / 3], 3)).toEqual([0.334, 0.333, 0.333]);
  });

  it("stay as they are where nothing is cut, below 0 too", () => {
    expect(addingUp([0.25, -0.1, 0.3], 3)).toEqual([0.25, -0.1, 0.3]);
    expect(addingUp([], 3)).toEqual([]);
  });
});
