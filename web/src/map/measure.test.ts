import { describe, expect, it } from "vitest";
import { areaOf, distance, lengthOf } from "./measure";

// lengths and areas of PROJ's geodesics on GRS 80 (pyproj.Geod)
describe("measuring on the ellipsoid", () => {
  it("gives the length of a geodesic to a millimetre", () => {
    expect(distance([122.1, 30], [122.2, 30.1])).toBeCloseTo(14693.096804502418, 3);
    expect(distance([121.8, 29.7], [122.8, 30.7])).toBeCloseTo(146835.53122170674, 3);
    expect(distance([0, 0], [0.5, 0.5])).toBeCloseTo(78451.24802995418, 3);
    expect(distance([122.1, 30], [122.1, 30])).toBe(0);
  });

  it("adds the parts of a line", () => {
    const [a, b] = [
      [122.1, 30],
      [122.2, 30.1],
    ] as const;
    expect(lengthOf([a, b, a])).toBeCloseTo(2 * distance(a, b), 6);
    expect(lengthOf([a])).toBe(0);
  });

  it("gives areas of parcels to a ten thousandth, whichever way round", () => {
    const square = [
      [122.1, 30],
      [122.11, 30],
      [122.11, 30.01],
      [122.1, 30.01],
    ] as const;
    expect(areaOf(square) / 1069521.1739406586).toBeCloseTo(1, 4);
    expect(areaOf([...square].reverse())).toBeCloseTo(areaOf(square), 3);
    const triangle = [
      [-76.6, 39.3],
      [-76.61, 39.31],
      [-76.62, 39.29],
    ] as const;
    expect(areaOf(triangle) / 1436520.967163086).toBeCloseTo(1, 4);
  });
});
