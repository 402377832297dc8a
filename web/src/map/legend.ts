/** What the legend says: only what is drawn. */
import type { ColourBy } from "../state/look";
import { meaningOf, STATUSES, UNKNOWN, USES, type Meaning } from "./palette";

/** The meanings that some words have, in the palette's order; "not known" last. */
export function meaningsOf(
  by: Exclude<ColourBy, "suitability">,
  words: readonly (string | undefined)[],
): Meaning[] {
  const all = by === "status" ? STATUSES : USES;
  const used = new Set(words.map((word) => meaningOf(all, word)));
  return [...all, UNKNOWN].filter((one) => used.has(one));
}
