import { describe, expect, it } from "vitest";
import { around, boundsOf, grown } from "./bounds";

describe("boxes", () => {
  it("hold every part of every geometry, and there is none around nothing", () => {
    const line = {
      type: "LineString",
      coordinates: [
        [1, 5],
        [3, 2],
      ],
    } as GeoJSON.LineString;
    const point = { type: "Point", coordinates: [-1, 4] } as GeoJSON.Point;
    expect(boundsOf([line, null, point])).toEqual([-1, 2, 3, 5]);
    expect(boundsOf([null])).toBeUndefined();
  });

  it("grow by a share of their size", () => {
    expect(grown([0, 0, 2, 4], 0.5)).toEqual([-1, -2, 3, 6]);
  });

  it("are joined", () => {
    expect(around([0, 0, 1, 1], [-1, 0.5, 0.5, 3])).toEqual([-1, 0, 1, 3]);
    expect(around([0, 0, 1, 1], undefined)).toEqual([0, 0, 1, 1]);
  });
});
