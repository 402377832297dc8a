import { describe, expect, it } from "vitest";
import { areaFrom, boundsFault, cornersOf } from "./bounds";

describe("bounds", () => {
  it("have to be numbers the right way round", () => {
    expect(boundsFault([121, 29, 123, 31])).toBe(false);
    expect(boundsFault([123, 29, 121, 31])).toBe(true);
    expect(boundsFault([121, 31, 123, 29])).toBe(true);
    expect(boundsFault([121, Number.NaN, 123, 31])).toBe(true);
    expect(boundsFault([121, 29, 181, 31])).toBe(true);
  });

  it("are an area of interest as a closed ring", () => {
    expect(areaFrom(cornersOf([121, 29, 122.123456789, 30]))).toEqual({
      type: "Polygon",
      coordinates: [
        [
          [121, 29],
          [122.1234568, 29],
          [122.1234568, 30],
          [121, 30],
          [121, 29],
        ],
      ],
    });
  });
});
