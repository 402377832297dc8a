import { describe, expect, it } from "vitest";
import type { Features, Reach, Route, RuleFound } from "../told";
import { focused, reachFeatures, routeFeatures, ruleFeatures } from "./overlay";

const route = (geometry: GeoJSON.Geometry | null): Features<Route> => ({
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      geometry,
      properties: {
        kind: "wharf",
        facility_name_zh: "老塘山",
        facility_name_en: "Laotangshan",
        legs: [{ leg: "road" }, { leg: "ferry" }],
      } as Route,
    },
  ],
});
const twoLegs: GeoJSON.MultiLineString = {
  type: "MultiLineString",
  coordinates: [
    [
      [0, 0],
      [1, 0],
    ],
    [
      [1, 0],
      [1, 1],
    ],
  ],
};

describe("what lies behind an answer", () => {
  it("draws each leg as what it is, and the facility at the end", () => {
    const drawn = routeFeatures(route(twoLegs), "en");
    expect(drawn.map(({ properties }) => properties.draw)).toEqual(["road", "ferry", "end"]);
    expect(drawn[2]?.geometry).toEqual({ type: "Point", coordinates: [1, 1] });
    expect(drawn[2]?.properties.label).toBe("Laotangshan");
  });

  it("draws nothing to what is not reached", () => {
    expect(routeFeatures(route(null), "zh")).toEqual([]);
  });

  it("puts the smaller reach on the larger one", () => {
    const areas = {
      type: "FeatureCollection",
      features: [30, 60].map((minutes) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: [0, 0] },
        properties: { minutes, mode: "truck" },
      })),
    } as Features<Reach>;
    expect(reachFeatures(areas).map(({ properties }) => properties.of)).toEqual(["reach-60", "reach-30"]);
  });

  it("draws the shortest line to what a rule protects where nothing overlaps", () => {
    const rule = { rule: "red", from_lon: 0, from_lat: 1, to_lon: 2, to_lat: 3 } as RuleFound;
    const [line] = ruleFeatures({
      type: "FeatureCollection",
      features: [{ type: "Feature", geometry: null, properties: rule }],
    });
    expect(line?.geometry).toEqual({
      type: "LineString",
      coordinates: [
        [0, 1],
        [2, 3],
      ],
    });
  });

  it("lets all but what is looked at step back", () => {
    const drawn = routeFeatures(route(twoLegs), "en");
    expect(focused(drawn, "route-wharf").map(({ properties }) => properties.dim)).toEqual([
      false,
      false,
      false,
    ]);
    expect(focused(drawn, "rule-red").every(({ properties }) => properties.dim)).toBe(true);
  });
});
