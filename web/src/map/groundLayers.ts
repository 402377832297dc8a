/** Land, ways, names, constraint areas and facilities as layers. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { areaSwitch, kindSwitch, type Drawing } from "./drawing";
import { BOLD, PLAIN, zoomed } from "./looks";
import { areaLooks } from "./palette";
import { signOf } from "./signs";

type Expression = ExpressionSpecification;
const ground = (layer: string) => ({ source: "ground", "source-layer": layer }) as const;
const MANY = 11; // where sites are drawn from beyond this zoom only, all is many
const WIDE: Expression = [
  "match",
  ["coalesce", ["get", "road_class"], ""],
  ["motorway", "trunk", "expressway"],
  1.8,
  ["primary", "arterial"],
  1.3,
  1,
];
const way = (low: number, high: number): Expression =>
  zoomed([7, ["*", WIDE, low]], [12, ["*", WIDE, low * 2.2]], [16, ["*", WIDE, high]]);

export function landLayers({ tiles, hidden, basemap }: Drawing): LayerSpecification[] {
  const known = tiles.sets.ground.layers;
  const layers: LayerSpecification[] = [
    {
      id: "sea",
      type: "background",
      paint: { "background-color": "land" in known ? "#dcebf2" : "#f3f4f0" },
    },
  ];
  if (basemap || !("land" in known) || hidden.has("land")) return layers;
  layers.push(
    {
      id: "land-rim",
      type: "line",
      ...ground("land"),
      paint: { "line-color": "#c5dde8", "line-width": zoomed([7, 4], [12, 10], [16, 14]), "line-blur": 3 },
    },
    {
      id: "land",
      type: "fill",
      ...ground("land"),
      paint: { "fill-color": "#f8f6f0", "fill-antialias": true },
    },
    {
      id: "land-line",
      type: "line",
      ...ground("land"),
      paint: { "line-color": "#a9bfc0", "line-width": zoomed([7, 0.5], [12, 1]) },
    },
  );
  return layers;
}

export function areaLayers({ layers: named, hidden, tiles, sites }: Drawing): LayerSpecification[] {
  // where sites are too many to draw, so may be what lies around them
  const from = tiles.sets[sites].from_zoom;
  const minzoom = Math.max(9.5, from);
  // their hatching has hairlines of its own; wide ones cost much where there are thousands
  const lines = from > MANY ? Math.max(16.5, from) : minzoom;
  if (!("constraints" in tiles.sets.ground.layers)) return [];
  return areaLooks(named.map(({ name }) => name))
    .filter(({ layer }) => !hidden.has(areaSwitch(layer)))
    .flatMap(({ layer, colour }): LayerSpecification[] => {
      const these = {
        ...ground("constraints"),
        minzoom,
        filter: ["==", ["get", "layer"], layer] as Expression,
      } as const;
      return [
        {
          id: `area-${layer}`,
          type: "fill",
          ...these,
          paint: { "fill-pattern": `area-${layer}`, "fill-opacity": zoomed([8, 0.3], [12, 0.45]) },
        },
        {
          id: `area-${layer}-line`,
          type: "line",
          ...these,
          minzoom: lines,
          paint: {
            "line-color": colour,
            "line-width": zoomed([8, 0.6], [13, 1.4]),
            "line-opacity": 0.75,
          },
        },
      ];
    });
}

export function wayLayers({ hidden, tiles, basemap }: Drawing): LayerSpecification[] {
  const known = tiles.sets.ground.layers;
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const layers: LayerSpecification[] = [];
  const add = (layer: string, what: string, ...these: LayerSpecification[]): void => {
    if (layer in known && !hidden.has(what)) layers.push(...these);
  };
  add("shore", "shore", {
    id: "shore",
    type: "line",
    ...ground("shore"),
    minzoom: 9,
    paint: {
      "line-color": "#2f8f83",
      "line-width": zoomed([9, 1.5], [13, 4]),
      "line-opacity": 0.45,
    },
  });
  add("water_lines", "land", {
    id: "water-lines",
    type: "line",
    ...ground("water_lines"),
    paint: { "line-color": "#9cc4d8", "line-width": zoomed([9, 0.6], [14, 2]) },
  });
  if (!basemap) {
    add(
      "roads",
      "roads",
      {
        id: "road-casing",
        type: "line",
        ...ground("roads"),
        minzoom: 9,
        layout: round,
        paint: { "line-color": "#cdb994", "line-width": way(1.2, 7) },
      },
      {
        id: "road",
        type: "line",
        ...ground("roads"),
        layout: round,
        paint: { "line-color": zoomed([8, "#dcc9a4"], [11, "#fffaf0"]), "line-width": way(0.7, 5) },
      },
    );
  }
  add(
    "bridges",
    "bridges",
    {
      id: "bridge-casing",
      type: "line",
      ...ground("bridges"),
      paint: { "line-color": "#8a6d3f", "line-width": way(1.6, 8) },
    },
    {
      id: "bridge",
      type: "line",
      ...ground("bridges"),
      paint: { "line-color": "#f7ead0", "line-width": way(0.8, 5) },
    },
  );
  add("planned_bridges", "bridges", {
    id: "planned-bridge",
    type: "line",
    ...ground("planned_bridges"),
    paint: { "line-color": "#8a6d3f", "line-width": way(1.3, 4), "line-dasharray": [2, 1.6] },
  });
  add("ferries", "ferries", {
    id: "ferry",
    type: "line",
    ...ground("ferries"),
    paint: { "line-color": "#3d7ea6", "line-width": zoomed([7, 1], [13, 2]), "line-dasharray": [3, 2.5] },
  });
  add("others", "roads", {
    id: "other-ways",
    type: "line",
    ...ground("others"),
    paint: { "line-color": "#9aa7ab", "line-width": 1 },
  });
  const name = (layer: string, colour: string): LayerSpecification => ({
    id: `${layer}-name`,
    type: "symbol",
    ...ground(layer),
    minzoom: 11,
    filter: ["has", "name"],
    layout: {
      "symbol-placement": "line",
      "text-field": ["get", "name"],
      "text-font": PLAIN,
      "text-size": 11,
      "symbol-spacing": 420,
    },
    paint: { "text-color": colour, "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
  });
  if (!hidden.has("places")) {
    add("ferries", "ferries", name("ferries", "#2c6387"));
    add("bridges", "bridges", name("bridges", "#6b5327"));
    if (!basemap) add("roads", "roads", { ...name("roads", "#7a6840"), minzoom: 13 } as LayerSpecification);
  }
  return layers;
}

const TOWN = "town_centre";

export function facilityLayers({ kinds, hidden, tiles, lang }: Drawing): LayerSpecification[] {
  const known = tiles.sets.ground.layers;
  const layers: LayerSpecification[] = [];
  const shown = kinds.filter(({ name }) => name !== TOWN && !hidden.has(kindSwitch(name)));
  const called: Expression =
    lang === "zh"
      ? ["coalesce", ["get", "name_zh"], ["get", "name_en"], ["get", "name"], ""]
      : ["coalesce", ["get", "name_en"], ["get", "name_zh"], ["get", "name"], ""];
  if ("facilities" in known && shown.length) {
    const from = shown.flatMap(({ name, label }) => [name, Math.floor(signOf(name, label).from)]);
    const order = shown.flatMap(({ name, label }) => [name, signOf(name, label).from]);
    layers.push({
      id: "facilities",
      type: "symbol",
      ...ground("facilities"),
      filter: [">=", ["zoom"], ["match", ["get", "kind"], ...from, 99]] as unknown as Expression,
      layout: {
        "icon-image": ["concat", "kind-", ["get", "kind"]],
        "icon-size": zoomed([8, 0.62], [13, 0.95]),
        "icon-padding": 1,
        "symbol-sort-key": ["match", ["get", "kind"], ...order, 99] as unknown as Expression,
        "text-field": ["step", ["zoom"], "", 12, called],
        "text-font": PLAIN,
        "text-size": 11,
        "text-anchor": "top",
        "text-offset": [0, 1.1],
        "text-max-width": 8,
        "text-optional": true,
      },
      paint: { "text-color": "#3a4b51", "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
    });
  }
  if ("facilities" in known && kinds.some(({ name }) => name === TOWN) && !hidden.has(kindSwitch(TOWN))) {
    layers.push({
      id: "towns",
      type: "symbol",
      ...ground("facilities"),
      minzoom: 9,
      filter: ["==", ["get", "kind"], TOWN],
      layout: {
        "text-field": called,
        "text-font": PLAIN,
        "text-size": zoomed([9, 10.5], [14, 13]),
        "text-max-width": 7,
      },
      paint: { "text-color": "#55666b", "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
    });
  }
  return layers;
}

// land without a name goes by an id: x and twelve digits
const isId: Expression = [
  "all",
  ["==", ["length", ["get", "name"]], 13],
  ["==", ["slice", ["get", "name"], 0, 1], "x"],
];

export function placeLayers({ tiles, hidden, places, basemap }: Drawing): LayerSpecification[] {
  if (!("places" in tiles.sets.ground.layers) || hidden.has("places") || basemap) return [];
  return [
    {
      id: "places",
      type: "symbol",
      ...ground("places"),
      filter: ["!", isId],
      layout: {
        "text-field": ["coalesce", ["get", ["get", "name"], ["literal", places]], ["get", "name"]],
        "text-font": BOLD,
        "text-size": zoomed([7, 10.5], [10, 13], [14, 17]),
        "text-letter-spacing": 0.12,
        "text-max-width": 7,
        "symbol-sort-key": ["-", 0, ["coalesce", ["get", "area"], 0]],
        "text-padding": 4,
      },
      paint: {
        "text-color": "#6b7d7a",
        "text-halo-color": "rgba(255, 255, 255, 0.9)",
        "text-halo-width": 1.6,
      },
    },
  ];
}
