import { describe, expect, it } from "vitest";
import { commonScale } from "./scale";

describe("one scale for all", () => {
  it("lets the largest fit with room around it", () => {
    // about 965 m across, in 55 % of 360 px
    expect(
      commonScale(
        [
          [122, 30, 122.01, 30.001],
          [122, 30, 122.001, 30.001],
        ],
        360,
        240,
      ),
    ).toBe(5);
  });

  it("heeds the height too", () => {
    expect(commonScale([[122, 30, 122.001, 30.01]], 360, 240)).toBe(10);
  });
});
