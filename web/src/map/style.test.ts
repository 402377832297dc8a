import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import type { TilesOut } from "../api/types";
import { areaSwitch, kindSwitch, type Drawing } from "./drawing";
import { styleOf } from "./style";

const layer = { from_zoom: 0, geometry: ["line" as const], kinds: [] };
const tiles: TilesOut = {
  catalogue: "c",
  bounds: [121, 29, 123, 31],
  url: "/tiles/c/{set}/{z}/{x}/{y}.mvt?version=1",
  sets: {
    parcels: { count: 45, from_zoom: 0, max_zoom: 16 },
    halls: { count: 16, from_zoom: 0, max_zoom: 16 },
    ground: {
      max_zoom: 16,
      layers: {
        land: layer,
        constraints: { from_zoom: 0, geometry: ["polygon"], kinds: ["farmland"] },
        roads: layer,
        bridges: layer,
        planned_bridges: layer,
        ferries: layer,
        shore: layer,
        facilities: { from_zoom: 0, geometry: ["point"], kinds: ["wharf", "town_centre"] },
        places: layer,
      },
    },
  },
};
const drawing: Drawing = {
  tiles,
  origin: "http://here",
  sites: "parcels",
  lang: "zh",
  colourBy: "planning_use",
  hidden: new Set(),
  basemap: undefined,
  kinds: [
    { name: "wharf", label: "码头" },
    { name: "town_centre", label: "城镇" },
  ],
  layers: [{ name: "farmland", label: "农田" }],
  places: { 舟山岛: "Zhoushan Island" },
  narrowed: true,
  ranked: true,
  selection: "abc",
  candidates: [],
  chosen: { id: "A", point: [122, 30], geometry: { type: "Point", coordinates: [122, 30] } },
  area: undefined,
};
const many: TilesOut = {
  ...tiles,
  sets: { ...tiles.sets, parcels: { count: 237_000, from_zoom: 14, max_zoom: 16 } },
};
const ids = (one: Drawing): string[] => styleOf(one).layers.map(({ id }) => id);
const xyz = {
  name: "x",
  title: { zh: "图", en: "map" },
  kind: "xyz" as const,
  urls: ["https://tiles.example/{z}/{x}/{y}.png"],
  labels: [],
  datum: "gcj02" as const,
  attribution: "somebody",
  max_zoom: 18,
  style: null,
};

describe("the style", () => {
  it.each([
    ["of uses", drawing],
    ["of statuses", { ...drawing, colourBy: "status" as const }],
    ["of suitability", { ...drawing, colourBy: "suitability" as const }],
    ["of many parcels", { ...drawing, tiles: many, lang: "en" as const }],
    ["of halls before anything is asked", { ...drawing, sites: "halls" as const, narrowed: false }],
    ["over a base map", { ...drawing, basemap: xyz }],
  ])("%s is sound by the specification", (_, one) => {
    expect(validateStyleMin(styleOf(one)).map(({ message }) => message)).toEqual([]);
  });

  it("asks nobody else for letters or signs", () => {
    expect(styleOf(drawing)).not.toHaveProperty("glyphs");
    expect(styleOf(drawing)).not.toHaveProperty("sprite");
  });

  it("leaves out what is switched off", () => {
    const hidden = new Set(["roads", areaSwitch("farmland"), kindSwitch("wharf")]);
    const gone = ids(drawing).filter((id) => !ids({ ...drawing, hidden }).includes(id));
    expect(gone).toEqual([
      "area-farmland",
      "area-farmland-line",
      "road-casing",
      "road",
      "roads-name",
      "facilities",
    ]);
  });

  it("counts sites where there are too many to draw, by the answer", () => {
    const style = styleOf({ ...drawing, tiles: many });
    expect(style.sources["clusters"]).toMatchObject({
      tiles: ["http://here/tiles/c/parcels/{z}/{x}/{y}.mvt?version=1&selection=abc"],
      maxzoom: 13,
    });
    expect(style.sources["sites"]).toMatchObject({ minzoom: 14 });
    expect(ids({ ...drawing, tiles: many })).toContain("cluster-count");
    expect(ids(drawing)).not.toContain("cluster-count");
  });

  it("shows ranks only where something is asked for", () => {
    expect(ids(drawing)).toContain("ranks");
    expect(ids({ ...drawing, narrowed: false })).not.toContain("ranks");
  });

  it("draws a shifted base map in its place, and not the land over it", () => {
    const style = styleOf({ ...drawing, basemap: xyz });
    expect(JSON.stringify(style.sources["base"])).toContain("shifted://gcj02/{z}/{x}/{y}?");
    expect(style.layers.map(({ id }) => id)).not.toContain("land");
  });
});
