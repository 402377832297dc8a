/** The service's own types (openapi.ts is generated from its OpenAPI), under the names used here. */
import type { Requirement, Said } from "../state/requirement";

export interface SourceOut {
  name: string;
  role: string;
  source: string;
  format: string;
  sha256: string;
  rows: number;
  published: number;
  set_aside: number;
  crs: string | null;
  datum: string | null;
  licence: string | null;
  date: string | null;
}
export interface ScenarioOut {
  title: Said;
  date: string | null;
  changes: Said[];
}
export interface CatalogueOut {
  id: string;
  title: Said;
  illustrative: boolean;
  notice: Said | null;
  date: string | null;
  licence: string | null;
  language: string;
  crs: string;
  bounds: [number, number, number, number] | null;
  counts: Record<string, number>;
  sources: SourceOut[];
  facility_kinds: Record<string, Said>;
  constraint_layers: Record<string, { label: Said; excludes: boolean }>;
  context_kinds: Record<string, Said>;
  network: {
    date: string | null;
    modes: Record<string, Said>;
    facilities: Record<string, string[]>;
    within: number[];
  } | null;
  scenarios: Record<string, ScenarioOut>;
  version: string;
}
export interface AttributeOut {
  name: string;
  kind: "quantity" | "interval" | "category" | "code" | "flag" | "date" | "text";
  label: Said;
  meaning: Said;
  group: string;
  unit: string | null;
  source: string;
  tier: string;
  sites: ("parcels" | "halls")[];
  values: Record<string, Said>;
  codes: string | null;
  range: [number, number] | null;
  state: string | null;
  on_demand: boolean;
  form: "clock" | null;
  rule: { document: Said; clause: Said | string; [part: string]: unknown } | null;
}
export interface TemplateOut {
  name: string;
  kind: "industry" | "sample";
  title: Said;
  sites: "parcels" | "halls";
  requirement: Requirement;
}
export interface BasemapOut {
  name: string;
  title: Said;
  kind: "xyz" | "wmts" | "tianditu" | "pmtiles";
  urls: string[];
  /** Tiles of names, drawn over the others. */
  labels: string[];
  datum: "cgcs2000" | "wgs84" | "gcj02" | "bd09";
  attribution: string;
  max_zoom: number;
  /** MapLibre layers of vector tiles. */
  style: Record<string, unknown>[] | null;
}
export interface SiteOut {
  version: string;
  enquiries: boolean;
  basemaps: BasemapOut[];
  languages: string[];
}
export interface TilesOut {
  catalogue: string;
  bounds: [number, number, number, number] | null;
  /** With `{set}`, `{z}`, `{x}` and `{y}` to be put in. */
  url: string;
  sets: {
    parcels: { count: number; from_zoom: number; max_zoom: number };
    halls: { count: number; from_zoom: number; max_zoom: number };
    ground: { layers: Record<string, { geometry: string[]; kinds: string[] }>; max_zoom: number };
  };
}
export interface Counts {
  total: number;
  candidates: number;
  rejected: number;
  undecided: number;
}
export interface ContributionTold {
  criterion: string;
  label: string;
  attribute: string;
  /** What was found, in words. */
  found: string;
  prefers: string;
  value: number | null;
  weight: number;
  share: number;
}
export interface SiteTold {
  parcel: string;
  row: number;
  name: string;
  /** A few facts in words: use, area, status, district. */
  facts: string[];
  point: [number, number];
  bounds: [number, number, number, number];
}
export interface CandidateTold extends SiteTold {
  rank: number;
  suitability: number;
  interval: [number, number];
  contributions: ContributionTold[];
  /** What is not known of it, in words. */
  unknown: string[];
}
export interface ReasonTold {
  constraint: string;
  attribute: string;
  needs: string;
  text: string;
  rejected: number;
  unknown: number;
  unmeasured: number;
  relaxable: boolean;
  rule: string | null;
}
export interface NearMissTold extends SiteTold {
  /** One sentence for each constraint that would have to give. */
  failing: { constraint: string; attribute: string; text: string; margin: string }[];
}
export interface AnswerOut {
  digest: string;
  catalogue: string;
  version: string;
  requirement: Requirement;
  counts: Counts;
  account: string;
  reasons: ReasonTold[];
  candidates: CandidateTold[];
  near_misses: NearMissTold[];
}
export interface HitOut {
  kind: "parcel" | "hall" | "facility" | "place" | "district";
  id: string;
  name: string;
  detail: Said;
  lon: number;
  lat: number;
  bounds: [number, number, number, number] | null;
  matched: string;
}
export interface HitsOut {
  q: string;
  hits: HitOut[];
}
export interface GapsOut {
  catalogue: string;
  report: boolean;
  findings: {
    code: string;
    severity: "fatal" | "error" | "warning" | "note";
    title: string;
    layer: string;
    column: string | null;
    count: number;
    done: string;
    example: string | null;
  }[];
  known: { attribute: string; sites: "parcels" | "halls"; known: number; total: number }[];
}
export interface RuleOut {
  id: string;
  title: Said;
  document: Said;
  clause: Said;
  operator: "overlap" | "outside" | "within" | "downwind";
  threshold: number | null;
  unit: string;
  state: string;
  state_label: Said;
  layers: string[];
}
export interface RulesOut {
  catalogue: string;
  as_of: string;
  rules: RuleOut[];
}
