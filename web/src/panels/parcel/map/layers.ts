/** The style of this page's maps, as data: the catalogue's own ground, and the evidence on it. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Lang } from "../../../api/client";
import type { TilesOut } from "../../../api/types";
import type { Drawing } from "../../../map/drawing";
import { areaLayers, facilityLayers, landLayers, placeLayers, wayLayers } from "../../../map/groundLayers";
import { PLAIN } from "../../../map/looks";
import { CHOSEN } from "../../../map/palette";
import type { Sites } from "../../../state/requirement";

type Expression = ExpressionSpecification;
const OVERLAY = "overlay";
const drawn = (...names: string[]): Expression =>
  ["in", ["get", "draw"], ["literal", names]] as unknown as Expression;
const faded = (full: number): Expression =>
  ["case", ["boolean", ["get", "dim"], false], full * 0.2, full] as unknown as Expression;

const fill = (id: string, names: string[], paint: object): LayerSpecification =>
  ({ id, type: "fill", source: OVERLAY, filter: drawn(...names), paint }) as LayerSpecification;
const line = (id: string, names: string[], paint: object): LayerSpecification =>
  ({
    id,
    type: "line",
    source: OVERLAY,
    filter: drawn(...names),
    layout: { "line-cap": "round", "line-join": "round" },
    paint,
  }) as LayerSpecification;

export const evidenceLayers: LayerSpecification[] = [
  fill("reach", ["reach"], {
    "fill-color": ["step", ["coalesce", ["get", "order"], 0], "#22866f", 1, "#8accb5", 2, "#bfe3d4"],
    "fill-opacity": faded(0.35),
  }),
  line("reach-line", ["reach"], { "line-color": "#0b5a4a", "line-width": 1, "line-opacity": faded(0.7) }),
  fill("overlap", ["overlap"], { "fill-color": "#a61b29", "fill-opacity": faded(0.4) }),
  line("overlap-line", ["overlap"], { "line-color": "#a61b29", "line-width": 2, "line-opacity": faded(1) }),
  fill("buildable", ["buildable"], { "fill-color": "#4fae93", "fill-opacity": faded(0.22) }),
  line("buildable-line", ["buildable"], {
    "line-color": "#22866f",
    "line-width": 1.5,
    "line-dasharray": [3, 2],
  }),
  fill("placed", ["building", "yard"], {
    "fill-color": ["match", ["get", "draw"], "building", "#0b5a4a", "#c9b37e"],
    "fill-opacity": faded(0.75),
  }),
  line("placed-line", ["building", "yard", "largest"], {
    "line-color": ["match", ["get", "draw"], "largest", "#b3400e", "#ffffff"],
    "line-width": ["match", ["get", "draw"], "largest", 2.5, 1.5],
    "line-opacity": faded(1),
  }),
  line("near", ["near"], {
    "line-color": "#a61b29",
    "line-width": 1.6,
    "line-dasharray": [1, 2],
    "line-opacity": faded(0.9),
  }),
  line("route-casing", ["road", "bridge", "quay", "approach", "ferry"], {
    "line-color": "#ffffff",
    "line-width": 7,
    "line-opacity": faded(0.9),
  }),
  line("route", ["road", "bridge", "quay", "approach"], {
    "line-color": ["match", ["get", "draw"], "bridge", "#6b3fa0", "#b3400e"],
    "line-width": 4,
    "line-opacity": faded(0.95),
  }),
  line("route-ferry", ["ferry"], {
    "line-color": "#1257c9",
    "line-width": 4,
    "line-dasharray": [1.5, 1.6],
    "line-opacity": faded(0.95),
  }),
];

const endLayer: LayerSpecification = {
  id: "ends",
  type: "symbol",
  source: OVERLAY,
  filter: drawn("end"),
  layout: {
    "text-field": ["get", "label"],
    "text-font": PLAIN,
    "text-size": 12.5,
    "text-anchor": "bottom",
    "text-offset": [0, -0.9],
    "text-max-width": 9,
  },
  paint: {
    "text-color": "#7d2c08",
    "text-halo-color": "#ffffff",
    "text-halo-width": 2,
    "text-opacity": faded(1),
  },
};
const endPoints: LayerSpecification = {
  id: "end-points",
  type: "circle",
  source: OVERLAY,
  filter: drawn("end"),
  paint: {
    "circle-radius": 6,
    "circle-color": "#b3400e",
    "circle-stroke-color": "#ffffff",
    "circle-stroke-width": 2,
    "circle-opacity": faded(1),
    "circle-stroke-opacity": faded(1),
  },
};

const siteLayers: LayerSpecification[] = [
  {
    id: "site",
    type: "fill",
    source: "site",
    paint: { "fill-color": CHOSEN, "fill-opacity": 0.12 },
  },
  {
    id: "site-line",
    type: "line",
    source: "site",
    paint: { "line-color": CHOSEN, "line-width": 3 },
  },
];

export interface Ground {
  tiles: TilesOut;
  origin: string;
  lang: Lang;
  sites: Sites;
  kinds: readonly { name: string; label: string }[];
  areas: readonly { name: string; label: string }[];
  places: Readonly<Record<string, string>>;
}

const drawingOf = (ground: Ground): Drawing => ({
  tiles: ground.tiles,
  origin: ground.origin,
  sites: ground.sites,
  lang: ground.lang,
  colourBy: "planning_use",
  hidden: new Set(),
  basemap: undefined,
  kinds: ground.kinds,
  layers: ground.areas,
  places: ground.places,
  narrowed: false,
  ranked: false,
  selection: undefined,
  candidates: [],
  chosen: undefined,
  area: undefined,
});

const tilesOf = ({ tiles, origin }: Ground, set: string): string => origin + tiles.url.replace("{set}", set);

/** The ground with neither site nor evidence; `quiet` leaves names and signs away. */
export function groundStyle(ground: Ground, quiet: boolean): StyleSpecification {
  const drawing = drawingOf(ground);
  return {
    version: 8,
    sources: {
      ground: {
        type: "vector",
        tiles: [tilesOf(ground, "ground")],
        maxzoom: ground.tiles.sets.ground.max_zoom,
      },
    },
    layers: [
      ...landLayers(drawing),
      ...(ground.areas.length ? areaLayers(drawing) : []),
      ...wayLayers(drawing),
      ...(quiet ? [] : [...placeLayers(drawing), ...facilityLayers(drawing)]),
    ],
  };
}

export function evidenceStyle(
  ground: Ground,
  outline: GeoJSON.Geometry,
  overlay: GeoJSON.FeatureCollection,
): StyleSpecification {
  const base = groundStyle(ground, true);
  const drawing = drawingOf(ground);
  const { from_zoom, max_zoom } = ground.tiles.sets[ground.sites];
  return {
    ...base,
    sources: {
      ...base.sources,
      others: {
        type: "vector",
        tiles: [tilesOf(ground, ground.sites)],
        minzoom: from_zoom,
        maxzoom: max_zoom,
      },
      site: { type: "geojson", data: { type: "Feature", geometry: outline, properties: {} } },
      overlay: { type: "geojson", data: overlay },
    },
    layers: [
      ...base.layers,
      {
        id: "others",
        type: "line",
        source: "others",
        "source-layer": "parcels",
        minzoom: from_zoom,
        paint: { "line-color": "#7d8d91", "line-width": 1, "line-opacity": 0.7 },
      },
      ...siteLayers,
      ...evidenceLayers,
      ...placeLayers(drawing),
      ...facilityLayers(drawing),
      endPoints,
      endLayer,
    ],
  };
}
