/** What colours, patterns and signs mean; the same for map, legend and lists. */

export const RAMP = ["#e7f4ee", "#bfe3d4", "#8accb5", "#4fae93", "#22866f", "#0b5a4a"] as const;

/** The colour of a suitability, 0 to 1; as the service's own pages have it. */
export const rampColour = (suitability: number): string =>
  RAMP[Math.max(0, Math.min(RAMP.length - 1, Math.floor(suitability * RAMP.length)))] ?? RAMP[0];

export type Pattern = "none" | "dots" | "lines" | "cross";
export interface Meaning {
  /** The key of its words. */
  name: string;
  /** Codes that begin so, or categories, that it stands for. */
  of: readonly string[];
  colour: string;
  pattern: Pattern;
}

/** Families of the 2023 land-use classification; the first whose code begins so, longest first. */
export const USES: readonly Meaning[] = [
  { name: "industry1", of: ["100101"], colour: "#f0cf9b", pattern: "none" },
  { name: "industry2", of: ["100102"], colour: "#d99a5b", pattern: "dots" },
  { name: "industry3", of: ["100103"], colour: "#a8623a", pattern: "lines" },
  { name: "industry", of: ["10"], colour: "#e4b57f", pattern: "none" },
  { name: "storage1", of: ["110101"], colour: "#cdbfe0", pattern: "none" },
  { name: "storage2", of: ["110102"], colour: "#a88fc9", pattern: "dots" },
  { name: "storage3", of: ["110103"], colour: "#7d62a6", pattern: "lines" },
  { name: "storage", of: ["11"], colour: "#b7a5d4", pattern: "none" },
  { name: "port", of: ["1204"], colour: "#5b8fb9", pattern: "none" },
  { name: "transport", of: ["12"], colour: "#9aa7b3", pattern: "none" },
  { name: "utilities", of: ["13"], colour: "#6fa3a3", pattern: "cross" },
  { name: "housing", of: ["07"], colour: "#f3df7c", pattern: "none" },
  { name: "services", of: ["08"], colour: "#e5a7c0", pattern: "lines" },
  { name: "commerce", of: ["09"], colour: "#e07f6f", pattern: "none" },
  { name: "green", of: ["14"], colour: "#a9cf8b", pattern: "dots" },
  { name: "other", of: ["0", "1", "2"], colour: "#c3cbc6", pattern: "none" },
];

/** The steps on the way to an owner, by what they mean for somebody who looks for land. */
export const STATUSES: readonly Meaning[] = [
  {
    name: "offered",
    of: ["cleared", "standard_land", "announced", "listed", "unsold", "to_let"],
    colour: "#2f9e7c",
    pattern: "none",
  },
  {
    name: "coming",
    of: ["planned", "expropriating", "reserved_land"],
    colour: "#f0c566",
    pattern: "dots",
  },
  {
    name: "reusable",
    of: ["idle", "inefficient", "judicial"],
    colour: "#a587c9",
    pattern: "lines",
  },
  {
    name: "taken",
    of: ["sold", "handed_over", "building", "completed", "reviewed", "locked", "withdrawn", "let"],
    colour: "#a3adb3",
    pattern: "cross",
  },
];

export const UNKNOWN: Meaning = { name: "unknown", of: [], colour: "#dfe4e2", pattern: "none" };
export const REJECTED = "#d3d9db";
export const UNDECIDED = "#f6dfa9";
export const CHOSEN = "#1257c9";
export const LIT = "#b3400e";

export const meaningOf = (meanings: readonly Meaning[], word: string | undefined): Meaning =>
  (word ? meanings.find(({ of }) => of.some((start) => word.startsWith(start))) : undefined) ?? UNKNOWN;

/** Okabe & Ito (2008), darkened for text and lines: told apart with every common colour vision. */
export const AREA_COLOURS = ["#8a5a00", "#5b7f1f", "#2467a8", "#8b4fa0", "#a1304a", "#4d6b72"] as const;
export const AREA_PATTERNS = ["hatch", "back", "grid", "upright", "level", "points"] as const;

export interface AreaLook {
  layer: string;
  colour: string;
  pattern: (typeof AREA_PATTERNS)[number];
}

/** How each layer of constraint areas is drawn: colour and hatching, in the catalogue's order. */
export const areaLooks = (layers: readonly string[]): AreaLook[] =>
  layers.map((layer, i) => ({
    layer,
    colour: AREA_COLOURS[i % AREA_COLOURS.length] ?? AREA_COLOURS[0],
    pattern: AREA_PATTERNS[i % AREA_PATTERNS.length] ?? AREA_PATTERNS[0],
  }));
