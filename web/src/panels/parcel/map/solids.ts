/** The room to build and the neighbours as solids: features and layers, as data. */
import type { LayerSpecification } from "maplibre-gl";
import { CHOSEN } from "../../../map/palette";
import type { Around, Envelope, Features, Surroundings } from "../told";

const FLAT = 0.4; // m; what has no height is drawn as a sheet

export interface Solid {
  role: string;
  height: number;
  name: string;
}

/** Neighbours as tall as planning allows; flat where the limit is not known. */
export function solids(
  envelope: Features<Envelope>,
  around: Surroundings | undefined,
): GeoJSON.Feature<GeoJSON.Geometry, Solid>[] {
  const own = envelope.features.flatMap(({ geometry, properties }) =>
    geometry
      ? [
          {
            type: "Feature" as const,
            geometry,
            properties: {
              role: properties.role,
              height: properties.role === "envelope" ? (properties.height ?? FLAT) : FLAT,
              name: "",
            },
          },
        ]
      : [],
  );
  const neighbours = (around?.features ?? []).flatMap(({ geometry, properties: one }) =>
    geometry && isNeighbour(one)
      ? [
          {
            type: "Feature" as const,
            geometry,
            properties: {
              role: one.height_limit ? "neighbour" : "flat",
              height: one.height_limit ?? FLAT,
              name: one.name ?? one.id ?? "",
            },
          },
        ]
      : [],
  );
  return [...own, ...neighbours];
}

const isNeighbour = ({ role, sites }: Around): boolean => role === "neighbour" && sites !== "halls";

export const COLOURS = {
  envelope: "#22866f",
  neighbour: "#9aa9b8",
  flat: "#d8c9a3",
  plot: CHOSEN,
} as const;

const extruded = (role: "envelope" | "neighbour", opacity: number): LayerSpecification => ({
  id: role,
  type: "fill-extrusion",
  source: "solids",
  filter: ["==", ["get", "role"], role],
  paint: {
    "fill-extrusion-color": COLOURS[role],
    "fill-extrusion-height": ["get", "height"],
    "fill-extrusion-opacity": opacity,
    "fill-extrusion-vertical-gradient": true,
  },
});

export const solidLayers: LayerSpecification[] = [
  {
    id: "flat",
    type: "fill",
    source: "solids",
    filter: ["==", ["get", "role"], "flat"],
    paint: { "fill-color": COLOURS.flat, "fill-opacity": 0.6, "fill-outline-color": "#8c7a4b" },
  },
  {
    id: "plot",
    type: "fill",
    source: "solids",
    filter: ["==", ["get", "role"], "plot"],
    paint: { "fill-color": COLOURS.plot, "fill-opacity": 0.12 },
  },
  {
    id: "plot-line",
    type: "line",
    source: "solids",
    filter: ["==", ["get", "role"], "plot"],
    paint: { "line-color": COLOURS.plot, "line-width": 3 },
  },
  {
    id: "envelope-edge",
    type: "line",
    source: "solids",
    filter: ["==", ["get", "role"], "envelope"],
    paint: { "line-color": "#0b5a4a", "line-width": 1.5, "line-dasharray": [3, 2] },
  },
  extruded("neighbour", 0.85),
  extruded("envelope", 0.72),
];
