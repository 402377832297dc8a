/** All that the map is drawn from; the style is a function of it and of nothing else. */
import type { BasemapOut, CandidateTold, TilesOut } from "../api/types";
import type { Area, Sites } from "../state/requirement";
import type { ColourBy } from "../state/look";
import type { Lang } from "../api/client";
import type { Geometry } from "geojson";

export interface Named {
  name: string;
  label: string;
}
/** An outline that is drawn above all others. */
export interface Marked {
  id: string;
  point: [number, number];
  geometry: Geometry | undefined;
}
export interface Drawing {
  tiles: TilesOut;
  origin: string;
  sites: Sites;
  lang: Lang;
  colourBy: ColourBy;
  hidden: ReadonlySet<string>;
  basemap: BasemapOut | undefined;
  /** Kinds of facilities with their labels in the language that is read. */
  kinds: readonly Named[];
  /** Layers of constraint areas, the same way. */
  layers: readonly Named[];
  /** What lands are called in the language that is read, by the name that they have in the tiles. */
  places: Readonly<Record<string, string>>;
  /** Whether anything is asked for: without that, no site is better than another. */
  narrowed: boolean;
  /** Whether there is an order among candidates. */
  ranked: boolean;
  /** The digest of the answer, for the counts of clusters. */
  selection: string | undefined;
  candidates: readonly CandidateTold[];
  chosen: Marked | undefined;
  area: Area | undefined;
}

export const SITES = "sites";
export const CLUSTERS = "clusters";
export const SITE_LAYER = "parcels";

/** Names of switches besides facility kinds and constraint layers. */
export const SWITCHES = ["land", "roads", "bridges", "ferries", "shore", "places", "names", "ranks"] as const;

export const kindSwitch = (kind: string): string => `kind.${kind}`;
export const areaSwitch = (layer: string): string => `area.${layer}`;
