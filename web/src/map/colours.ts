/** Colours of sites as expressions of MapLibre; `s` is the feature state that standings set. */
import type { ExpressionSpecification } from "maplibre-gl";
import type { ColourBy } from "../state/look";
import { RAMP, REJECTED, STATUSES, UNDECIDED, UNKNOWN, USES, type Meaning } from "./palette";

type Expression = ExpressionSpecification;
const NOT_KNOWN_YET = 9; // no standing was set: the answer is not there yet

export const standing: Expression = ["coalesce", ["feature-state", "s"], NOT_KNOWN_YET];
export const isRejected: Expression = ["==", standing, -1];
export const isUndecided: Expression = ["==", standing, -2];

/** The value of what a meaning begins with, by the longest beginning first. */
function byStart<T extends string>(
  property: string,
  meanings: readonly Meaning[],
  value: (one: Meaning) => T,
  otherwise: T,
): Expression {
  const word: Expression = ["coalesce", ["get", property], ""];
  const cases = meanings.flatMap((one) =>
    one.of.flatMap((start) => [["==", ["slice", word, 0, start.length], start], value(one)]),
  );
  return ["case", ...cases, otherwise] as unknown as Expression;
}

function byWord<T extends string>(
  property: string,
  meanings: readonly Meaning[],
  value: (one: Meaning) => T,
  otherwise: T,
): Expression {
  const cases = meanings.flatMap((one) => [one.of, value(one)]);
  return ["match", ["coalesce", ["get", property], ""], ...cases, otherwise] as unknown as Expression;
}

export const useColour = byStart("planning_use", USES, ({ colour }) => colour, UNKNOWN.colour);
export const statusColour = byWord("status", STATUSES, ({ colour }) => colour, UNKNOWN.colour);

const steps = RAMP.slice(1).flatMap((colour, i) => [(i + 1) / RAMP.length, colour]);
export const suitabilityColour = [
  "case",
  isRejected,
  REJECTED,
  isUndecided,
  UNDECIDED,
  [">", standing, 1.5],
  UNKNOWN.colour,
  ["step", standing, RAMP[0], ...steps],
] as unknown as Expression;

export const siteColour = (by: ColourBy): Expression =>
  ({ suitability: suitabilityColour, planning_use: useColour, status: statusColour })[by];

/** The name of the pattern on a site's colour; empty where it has none. */
export function sitePattern(by: ColourBy): Expression | undefined {
  const image = ({ pattern }: Meaning): string => (pattern === "none" ? "" : `on-${pattern}`);
  if (by === "planning_use") return byStart("planning_use", USES, image, "");
  if (by === "status") return byWord("status", STATUSES, image, "");
  return undefined;
}

/** The colour of a cluster: its best candidate's, grey without one, brand without an answer. */
export const clusterColour = [
  "case",
  ["!", ["has", "candidates"]],
  "#22866f",
  ["==", ["get", "candidates"], 0],
  "#aab5b9",
  ["step", ["get", "best"], RAMP[2], 500, RAMP[3], 667, RAMP[4], 833, RAMP[5]],
] as unknown as Expression;
