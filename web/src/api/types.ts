/** The service's own types (openapi.ts is generated from its OpenAPI), under the names used here. */
import type { Constraint, Requirement, Said } from "../state/requirement";

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
  /** Whether others share the rank. */
  tied: boolean;
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
  /** How many more candidates there would be without it, at least. */
  frees: number;
  relaxable: boolean;
  rule: string | null;
}
/** What would let a parcel in: the constraint as it would be written, null where it would have to go. */
export interface WayOut {
  relaxable: boolean;
  relaxed: Constraint | null;
  way: string;
}
export interface FailingTold extends WayOut {
  constraint: string;
  attribute: string;
  text: string;
  margin: string;
}
export interface NearMissTold extends SiteTold {
  /** One sentence for each constraint that would have to give. */
  failing: FailingTold[];
  /** What can't be told of it: it would be undecided, and no candidate. */
  open: string[];
}
export type Disposition = "candidate" | "rejected" | "undecided";
export interface LineTold {
  id: string;
  verdict: "holds" | "fails" | "unknown";
  needs: string;
  found: string;
  margin: string;
  text: string;
  members: LineTold[];
}
export interface ConstraintLineTold extends LineTold, WayOut {}
export interface CriterionLineTold {
  id: string;
  prefers: string;
  found: string;
  value: number | null;
  weight: number;
  share: number;
}
/** GET /api/selections/{digest}/parcels/{parcel} */
export interface ExplanationOut extends SiteTold {
  selection: string;
  disposition: Disposition;
  rank: number | null;
  suitability: number | null;
  interval: [number, number] | null;
  summary: string;
  constraints: ConstraintLineTold[];
  criteria: CriterionLineTold[];
  notes: string[];
}
/** GET /api/selections/{digest}/reasons/{constraint} */
export interface ConcernedOut {
  constraint: string;
  outcome: "rejected" | "unknown" | "unmeasured";
  total: number;
  rows: number[];
  parcels: { id: string; name: string | null; row: number }[];
  bounds: [number, number, number, number] | null;
}
export interface StandingTold {
  disposition: Disposition | "absent";
  rank: number | null;
  suitability: number | null;
  text: string;
}
export interface SideTold {
  selection: string;
  catalogue: string;
  date: string | null;
  title: Said;
  scenario: string | null;
  counts: Counts;
  text: string;
  account: string;
}
export interface ChangeTold extends SiteTold {
  change: "come" | "go" | "moved" | "stayed";
  before: StandingTold;
  after: StandingTold;
  reasons: string[];
}
/** POST /api/comparisons/told and GET /api/selections/{digest}/compared/{other} */
export interface ComparisonTold {
  before: SideTold;
  after: SideTold;
  counts: { come: number; go: number; moved: number; stayed: number };
  text: string;
  changes: ChangeTold[];
}
export interface AnswerOut {
  digest: string;
  catalogue: string;
  version: string;
  requirement: Requirement;
  /** Scenario, wharf and development in words; empty without any. */
  asked: string;
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
