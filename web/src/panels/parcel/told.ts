/** What the service tells of one site: the parts that this page and the comparison read. */
import type { AttributeOut, SiteTold } from "../../api/types";
import type { Said, Sites } from "../../state/requirement";

export interface Ends {
  lower: number | null;
  upper: number | null;
  lower_open: boolean;
  upper_open: boolean;
}
export type Worth = number | string | boolean | Ends | null;
export interface Origin {
  source: Said | null;
  row: number | null;
  method: Said | null;
  date: string | null;
  dated: "source" | "catalogue" | null;
  licence: string | null;
}
export interface Described extends AttributeOut {
  value: Worth;
  said: Said | null;
  from: Origin | null;
}
export type Bounds = [number, number, number, number];
export interface Parcel {
  id: string;
  name: string;
  sites: Sites;
  row: number;
  point: [number, number];
  bounds: Bounds;
  geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon;
  properties: Record<string, Worth>;
  catalogue: string;
  attributes: Described[];
}

export type Verdict = "holds" | "fails" | "unknown";
export interface ConstraintLine {
  id: string;
  verdict: Verdict;
  needs: string;
  found: string;
  margin: string;
  text: string;
  members: ConstraintLine[];
}
export interface CriterionLine {
  id: string;
  prefers: string;
  found: string;
  value: number | null;
  weight: number;
  share: number;
}
export interface Explanation extends SiteTold {
  selection: string;
  disposition: "candidate" | "rejected" | "undecided";
  rank: number | null;
  suitability: number | null;
  interval: [number, number] | null;
  summary: string;
  constraints: ConstraintLine[];
  criteria: CriterionLine[];
  notes: string[];
}

export type Feature<P, G extends GeoJSON.Geometry = GeoJSON.Geometry> = GeoJSON.Feature<G, P>;
export interface Features<P> {
  type: "FeatureCollection";
  features: { type: "Feature"; geometry: GeoJSON.Geometry | null; properties: P }[];
}
export interface Leg {
  leg: "road" | "bridge" | "ferry" | "quay" | "approach";
  name: string;
  minutes: number;
  metres: number;
}
export interface Route {
  kind: string;
  kind_label_zh: string;
  kind_label_en: string;
  facility: string | null;
  facility_name_zh: string | null;
  facility_name_en: string | null;
  minutes: number | null;
  metres: number | null;
  crossings: number | null;
  cut_off_percent: number | null;
  last_departure: string | null;
  state: string | null;
  reason_zh: string | null;
  reason_en: string | null;
  via: string;
  legs: Leg[];
}
export interface Reach {
  minutes: number;
  mode: string;
}
export interface RuleFound {
  rule: string;
  title_zh: string;
  title_en: string;
  document_zh: string;
  document_en: string;
  clause_zh: string;
  clause_en: string;
  operator: string;
  outcome: string;
  outcome_label_zh: string;
  outcome_label_en: string;
  severity_label_zh: string;
  severity_label_en: string;
  area_m2: number | null;
  left_m2: number | null;
  distance_m: number | null;
  threshold: number | null;
  unit: string;
  from_lon: number | null;
  from_lat: number | null;
  to_lon: number | null;
  to_lat: number | null;
}
export interface Fits {
  kind: "buildable" | "largest" | "yard" | "building";
  number: number;
  width_m: number | null;
  depth_m: number | null;
  area_m2: number | null;
  kind_label_zh: string;
  kind_label_en: string;
}
export interface NetworkOut {
  date: string | null;
  within: number[];
  modes: { mode: string; label: Said; kinds: { kind: string; label: Said }[] }[];
  scenarios: { scenario: string; title: Said; date: string | null; changes: Said[] }[];
}
export interface Around {
  role: string;
  id?: string | null;
  sites?: Sites;
  name: string | null;
  name_zh?: string | null;
  name_en?: string | null;
  kind?: string;
  planning_use?: string | null;
  status?: string | null;
  height_limit?: number | null;
  height_open?: boolean;
  road_class?: string | null;
  distance_m: number;
  bearing?: number | null;
}
export interface Surroundings extends Features<Around> {
  parcel: string;
  metres: number;
  point: [number, number];
  bounds: Bounds;
  counts: Record<string, { found: number; told: number }>;
}
export interface Envelope {
  role: "plot" | "envelope";
  area: number | null;
  buildable_area: number | null;
  buildable_area_words: Said;
  setbacks: { road: number; shore: number; neighbour: number; words: Said };
  height: number | null;
  height_words: Said;
  most_floor_area: number | null;
  most_floor_area_words: Said;
  most_footprint: number | null;
  most_footprint_words: Said;
}
export interface Medium {
  kind: "photo" | "panorama" | "plan" | "document";
  title: Said;
  url: string;
  type: string;
  width: number | null;
  height: number | null;
  bytes: number;
  date: string | null;
  licence: string | null;
  credit: string | null;
  illustrative: boolean;
}

/** The address of something of one site; ids may hold slashes, which the service takes as they are. */
export const siteAddress = (id: string, part = ""): string =>
  `/api/parcels/${id.split("/").map(encodeURIComponent).join("/")}${part ? `/${part}` : ""}`;
