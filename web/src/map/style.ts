/** The whole style of the map, as a function of what is drawn. */
import type { Feature, FeatureCollection, GeoJSON, Geometry, MultiPolygon, Polygon } from "geojson";
import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { BasemapOut } from "../api/types";
import type { Area } from "../state/requirement";
import { CLUSTERS, SITES, type Drawing, type Marked } from "./drawing";
import { areaLayers, facilityLayers, landLayers, placeLayers, wayLayers } from "./groundLayers";
import { shiftedUrl } from "./shifted";
import { markLayers, siteLayers } from "./siteLayers";

type Sources = Record<string, SourceSpecification>;

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const feature = (geometry: Geometry, properties = {}): Feature => ({
  type: "Feature",
  geometry,
  properties,
});

/** Addresses of tiles of a set; `rows://` is this page's own way to them (see `tiles.ts`). */
const tilesOf = ({ tiles, origin }: Drawing, set: string): string => origin + tiles.url.replace("{set}", set);

function sources(drawing: Drawing): Sources {
  const { from_zoom, max_zoom } = drawing.tiles.sets[drawing.sites];
  const made: Sources = {
    ground: {
      type: "vector",
      tiles: [tilesOf(drawing, "ground")],
      maxzoom: drawing.tiles.sets.ground.max_zoom,
    },
    [SITES]: {
      type: "vector",
      tiles: [`rows://${tilesOf(drawing, drawing.sites)}`],
      minzoom: from_zoom,
      maxzoom: max_zoom,
    },
    candidates: {
      type: "geojson",
      data: {
        type: "FeatureCollection",
        features: drawing.candidates.map(({ point, rank, parcel, row }) =>
          feature({ type: "Point", coordinates: point }, { rank, id: parcel, row }),
        ),
      },
    },
    chosen: { type: "geojson", data: outlineOf(drawing.chosen) },
    "chosen-point": { type: "geojson", data: pointOf(drawing) },
    area: { type: "geojson", data: areaOf(drawing.area) },
  };
  if (from_zoom > 0) {
    const selection = drawing.narrowed && drawing.selection ? `&selection=${drawing.selection}` : "";
    made[CLUSTERS] = {
      type: "vector",
      tiles: [tilesOf(drawing, drawing.sites) + selection],
      maxzoom: from_zoom - 1,
    };
  }
  return made;
}

const outlineOf = (chosen: Marked | undefined): GeoJSON =>
  chosen?.geometry ? feature(chosen.geometry) : EMPTY;

function pointOf({ chosen, candidates, ranked }: Drawing): GeoJSON {
  if (!chosen) return EMPTY;
  const rank = candidates.find(({ parcel }) => parcel === chosen.id)?.rank;
  return feature(
    { type: "Point", coordinates: chosen.point },
    { id: chosen.id, ...(ranked && rank !== undefined ? { rank: String(rank) } : {}) },
  );
}

const areaOf = (area: Area | undefined): GeoJSON => (area ? feature(area as Polygon | MultiPolygon) : EMPTY);

const areaOfInterest: LayerSpecification[] = [
  { id: "aoi", type: "fill", source: "area", paint: { "fill-color": "#1257c9", "fill-opacity": 0.06 } },
  {
    id: "aoi-line",
    type: "line",
    source: "area",
    paint: { "line-color": "#1257c9", "line-width": 2, "line-dasharray": [3, 2] },
  },
];

/** A base map's own sources and layers, below everything of the catalogue. */
export function basemapOf(basemap: BasemapOut, origin: string): [Sources, LayerSpecification[]] {
  const { datum, urls, max_zoom, attribution } = basemap;
  const absolute = (url: string): string => (url.startsWith("/") ? origin + url : url);
  const raster = (these: readonly string[]): SourceSpecification => ({
    type: "raster",
    tiles: these.map((url) =>
      datum === "gcj02" || datum === "bd09" ? shiftedUrl(datum, absolute(url)) : absolute(url),
    ),
    tileSize: 256,
    maxzoom: max_zoom,
    attribution,
  });
  if (basemap.kind === "pmtiles") {
    const url = `pmtiles://${absolute(urls[0] ?? "")}`;
    if (!basemap.style) {
      return [
        { base: { type: "raster", url, tileSize: 256, attribution } },
        [{ id: "base", type: "raster", source: "base" }],
      ];
    }
    const layers = basemap.style
      .filter(({ type }) => type !== "raster")
      .map((layer) => ({
        ...layer,
        id: `base-${String(layer["id"])}`,
        ...(layer["type"] === "background" ? {} : { source: "base" }),
      })) as unknown as LayerSpecification[];
    return [{ base: { type: "vector", url, attribution } }, layers];
  }
  const made: Sources = { base: raster(urls) };
  const layers: LayerSpecification[] = [{ id: "base", type: "raster", source: "base" }];
  if (basemap.labels.length) {
    made["base-labels"] = raster(basemap.labels);
    layers.push({ id: "base-labels", type: "raster", source: "base-labels" });
  }
  return [made, layers];
}

export function styleOf(drawing: Drawing): StyleSpecification {
  const [baseSources, baseLayers] = drawing.basemap ? basemapOf(drawing.basemap, drawing.origin) : [{}, []];
  return {
    version: 8,
    sources: { ...baseSources, ...sources(drawing) },
    layers: [
      ...landLayers(drawing),
      ...baseLayers,
      ...areaLayers(drawing),
      ...wayLayers(drawing),
      ...areaOfInterest,
      ...siteLayers(drawing),
      ...placeLayers(drawing),
      ...facilityLayers(drawing),
      ...markLayers(drawing),
    ],
  };
}
