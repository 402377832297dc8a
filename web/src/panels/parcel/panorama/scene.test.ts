import { describe, expect, it } from "vitest";
import type { Surroundings } from "../told";
import {
  bearingOf,
  crossings,
  elevation,
  planeAt,
  quarter,
  sceneOf,
  seen,
  spans,
  type Ground,
} from "./scene";

const box = (west: number, south: number, east: number, north: number): Ground[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

describe("what is seen from a point", () => {
  it("has bearings clockwise from north", () => {
    expect([bearingOf([0, 5]), bearingOf([5, 0]), bearingOf([0, -5]), bearingOf([-5, 0])]).toEqual([
      0, 90, 180, 270,
    ]);
    expect([quarter(44), quarter(350), quarter(202)]).toEqual(["ne", "n", "s"]);
  });

  it("crosses an area that lies ahead from its near edge to its far one", () => {
    expect(spans([box(-10, 20, 10, 50)], 0)).toEqual([[20, 50]]);
    expect(spans([box(-10, 20, 10, 50)], 180)).toEqual([]);
  });

  it("begins at the eye where the eye stands in the area", () => {
    expect(spans([box(-10, -10, 10, 30)], 0)).toEqual([[0, 30]]);
  });

  it("sees through a hole", () => {
    expect(spans([box(-9, -9, 9, 40), box(-5, 10, 5, 20)], 0)).toEqual([
      [0, 10],
      [20, 40],
    ]);
  });

  it("meets an edge that the ray ends on once", () => {
    expect(crossings([box(0, 10, 10, 20)], 0).length % 2).toBe(0);
  });

  it("looks down on the ground and up to what is taller than the eye", () => {
    expect(elevation(0, 10, 10)).toBeCloseTo(-45);
    expect(elevation(20, 10, 10)).toBeCloseTo(45);
  });

  it("takes degrees to metres", () => {
    const [east, north] = planeAt([122, 30])([122.01, 30.01]);
    expect(east).toBeCloseTo(964, -1);
    expect(north).toBeCloseTo(1113, 0);
  });
});

const around = {
  point: [122, 30],
  metres: 1000,
  features: [
    {
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [122, 30.002],
            [122.001, 30.002],
            [122.001, 30.003],
            [122, 30.002],
          ],
        ],
      },
      properties: {
        role: "neighbour",
        sites: "parcels",
        id: "B",
        name: "乙",
        height_limit: null,
        distance_m: 220,
      },
    },
    {
      geometry: { type: "Point", coordinates: [122.001, 30] },
      properties: { role: "facility", kind: "wharf", name: "码头", distance_m: 96, bearing: 90 },
    },
    {
      geometry: {
        type: "LineString",
        coordinates: [
          [122, 30],
          [122, 30.01],
        ],
      },
      properties: { role: "road", name: null, road_class: "primary", distance_m: 0 },
    },
  ],
} as unknown as Surroundings;

describe("the scene", () => {
  it("holds blocks, posts and ways; a height that nobody knows is none", () => {
    const scene = sceneOf(around, (one) => one.name ?? "");
    expect([scene.blocks[0]?.height, scene.posts[0]?.kind, scene.ways[0]?.wide]).toEqual([0, "wharf", 14]);
  });

  it("is told as a list, the nearest first", () => {
    const list = seen(around, (one) => one.name ?? "");
    expect(list.map(({ name, height }) => [name, height])).toEqual([
      ["码头", undefined],
      ["乙", undefined],
    ]);
    expect(list[1]?.bearing).toBeGreaterThan(0);
  });
});
