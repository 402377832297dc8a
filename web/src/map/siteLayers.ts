/** The sites themselves as layers: counted, drawn, coloured, outlined, named and ranked. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { isRejected, isUndecided, siteColour, sitePattern, clusterColour } from "./colours";
import { CLUSTERS, SITE_LAYER, SITES, type Drawing } from "./drawing";
import { BOLD, PLAIN, zoomed } from "./looks";
import { CHOSEN, LIT, REJECTED } from "./palette";

type Expression = ExpressionSpecification;
const DOTS = 11; // below this zoom parcels are too small to be seen but as dots
const DARK = "#33464c";
const FEW = 15; // candidates whose ranks may lie on each other
const on = (state: string): Expression => ["boolean", ["feature-state", state], false];
const when = (state: string, width: Expression | number): Expression => ["case", on(state), width, 0];

/** A line that only a few sites have: `Standings` lets it be seen while any has, for all are gone over. */
const SEEN_WHEN_NEEDED = { "line-opacity": 0, "line-opacity-transition": { duration: 0 } } as const;

export function siteLayers(drawing: Drawing): LayerSpecification[] {
  const { fromZoom, dots } = extent(drawing);
  const colour = siteColour(drawing.colourBy);
  const source = { source: SITES, "source-layer": SITE_LAYER } as const;
  const ranked = drawing.narrowed && drawing.colourBy !== "suitability";
  const fill: Expression = ranked
    ? ["case", isRejected, 0.25, isUndecided, 0.55, 0.88]
    : ["case", isRejected, 0.6, 0.88];
  // lines that are seen through would be darker where they lie on each other
  const dot: Expression = ranked ? ["case", isRejected, REJECTED, colour] : colour;
  const halo = (state: string): Expression =>
    dots
      ? zoomed([7, when(state, 15)], [10, when(state, 13)], [DOTS, when(state, 10)], [13, when(state, 5)])
      : zoomed([fromZoom, when(state, 5)]);
  const layers: LayerSpecification[] = dots
    ? [
        {
          id: "site-case",
          type: "line",
          ...source,
          maxzoom: 13,
          layout: { "line-join": "round" },
          paint: {
            "line-color": drawing.narrowed ? ["case", isRejected, "#b3bdc0", DARK] : DARK,
            "line-width": zoomed([7, 9.5], [10, 8.4], [DOTS, 5.6], [13, 1]),
          },
        },
      ]
    : [];
  layers.push(
    {
      id: "site-lit",
      type: "line",
      ...source,
      minzoom: fromZoom,
      paint: {
        "line-color": LIT,
        "line-width": halo("lit"),
        ...SEEN_WHEN_NEEDED,
      },
    },
    {
      id: "site-fill",
      type: "fill",
      ...source,
      minzoom: fromZoom,
      paint: {
        "fill-color": colour,
        "fill-opacity": fill,
        // where sites are many: hairlines cost a tenth of lines with a width
        ...(dots ? { "fill-antialias": false } : { "fill-outline-color": "#7d8b90" }),
      },
    },
  );
  const pattern = sitePattern(drawing.colourBy);
  if (pattern) {
    layers.push({
      id: "site-pattern",
      type: "fill",
      ...source,
      minzoom: Math.max(DOTS, fromZoom),
      filter: ["!=", pattern, ""],
      paint: {
        "fill-pattern": ["image", pattern],
        "fill-opacity": ranked ? ["case", isRejected, 0.15, 0.8] : 0.8,
      },
    });
  }
  if (drawing.narrowed) {
    layers.push({
      id: "site-undecided",
      type: "fill",
      ...source,
      minzoom: Math.max(DOTS, fromZoom),
      paint: { "fill-pattern": "on-undecided", "fill-opacity": ["case", isUndecided, 0.75, 0] },
    });
  }
  if (dots) {
    layers.push({
      id: "site-line",
      type: "line",
      ...source,
      minzoom: fromZoom,
      layout: { "line-join": "round" },
      paint: {
        "line-width": zoomed([7, 7.5], [10, 6], [DOTS, 3.375], [13, 1.2], [16, 1.2]),
        "line-color": zoomed([DOTS, dot], [13, "#51646a"]),
      },
    });
  }
  layers.push({
    id: "site-hovered",
    type: "line",
    ...source,
    minzoom: fromZoom,
    paint: { "line-color": "#17262b", "line-width": when("hovered", 3), ...SEEN_WHEN_NEEDED },
  });
  return layers;
}

/** What lies above the ground's names: clusters, names of sites, ranks, and what is chosen. */
export function markLayers(drawing: Drawing): LayerSpecification[] {
  const { fromZoom } = extent(drawing);
  const few = drawing.candidates.length <= FEW;
  const layers: LayerSpecification[] = [];
  if (fromZoom > 0) layers.push(...clusterLayers(drawing, fromZoom));
  if (!drawing.hidden.has("names")) {
    layers.push({
      id: "site-name",
      type: "symbol",
      source: SITES,
      "source-layer": "labels",
      minzoom: Math.max(12, fromZoom + 2),
      layout: {
        "text-field": ["coalesce", ["get", "name"], ["get", "id"]],
        "text-font": PLAIN,
        "text-size": zoomed([12, 11], [16, 13]),
        "text-variable-anchor": ["center", "top", "bottom"],
        "text-radial-offset": 1.1,
        "text-max-width": 9,
        "text-optional": true,
      },
      paint: { "text-color": "#2b3b40", "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
    });
  }
  layers.push(
    {
      id: "chosen-casing",
      type: "line",
      source: "chosen",
      paint: { "line-color": "#ffffff", "line-width": 6, "line-opacity": 0.9 },
    },
    {
      id: "chosen-line",
      type: "line",
      source: "chosen",
      paint: { "line-color": CHOSEN, "line-width": 3 },
    },
  );
  if (drawing.narrowed && !drawing.hidden.has("ranks")) {
    layers.push({
      id: "ranks",
      type: "symbol",
      source: "candidates",
      layout: {
        // a picture for each rank, so that marks lie on each other as wholes
        "icon-image": drawing.ranked ? ["concat", "pin-", ["get", "rank"]] : "pin",
        "icon-anchor": "bottom",
        "icon-size": zoomed([7, 0.78], [12, 1]),
        "icon-padding": 0,
        "icon-allow-overlap": few,
        // the first comes first where there is room for one, and lies on top where there is for all
        "symbol-sort-key": few ? ["-", 0, ["get", "rank"]] : ["get", "rank"],
      },
    });
  }
  layers.push({
    id: "chosen-pin",
    type: "symbol",
    source: "chosen-point",
    layout: {
      "icon-image": "pin-chosen",
      "icon-anchor": "bottom",
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
      "icon-size": zoomed([7, 0.9], [12, 1.1]),
      "text-field": ["coalesce", ["get", "rank"], "●"],
      "text-font": BOLD,
      "text-size": zoomed([7, 11], [12, 14]),
      "text-offset": [0, -1.6],
      "text-allow-overlap": true,
      "text-ignore-placement": true,
    },
    paint: { "text-color": "#ffffff" },
  });
  return layers;
}

function clusterLayers(drawing: Drawing, fromZoom: number): LayerSpecification[] {
  const source = { source: CLUSTERS, "source-layer": "clusters", maxzoom: fromZoom } as const;
  const [many, unit] = drawing.lang === "zh" ? [10_000, "万"] : [1000, "k"];
  const short = (value: Expression): Expression => [
    "case",
    [">=", value, many],
    ["concat", ["to-string", ["/", ["round", ["/", value, many / 10]], 10]], unit],
    ["to-string", value],
  ];
  const count: Expression = ["get", "count"];
  const words: Expression = drawing.narrowed
    ? ["case", ["has", "candidates"], short(["get", "candidates"]), short(count)]
    : short(count);
  return [
    {
      id: "cluster",
      type: "circle",
      ...source,
      paint: {
        "circle-color": drawing.narrowed ? clusterColour : "#22866f",
        "circle-radius": ["interpolate", ["linear"], ["sqrt", count], 1, 9, 10, 14, 50, 21, 150, 29],
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 2,
        "circle-opacity": 0.92,
      },
    },
    {
      id: "cluster-count",
      type: "symbol",
      ...source,
      layout: {
        "text-field": words,
        "text-font": BOLD,
        "text-size": 12,
        "text-allow-overlap": true,
        "text-ignore-placement": true,
      },
      paint: {
        "text-color": "#0d2b26",
        "text-halo-color": "rgba(255, 255, 255, 0.85)",
        "text-halo-width": 1.4,
      },
    },
  ];
}

/** From which zoom sites are drawn, and whether that is while they are mere dots. */
function extent({ tiles, sites }: Drawing): { fromZoom: number; dots: boolean } {
  const fromZoom = tiles.sets[sites].from_zoom;
  return { fromZoom, dots: fromZoom < DOTS };
}
