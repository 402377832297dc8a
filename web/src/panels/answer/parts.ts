/** The contributions of a candidate as parts of a bar: they add up to its suitability. */
import type { CandidateTold, ContributionTold } from "../../api/types";
import { look } from "../../state/look";

export interface Part {
  criterion: string;
  label: string;
  /** Which of the patterns it is drawn with; the same criterion has the same in every bar. */
  pattern: number;
  /** Where it begins and how wide it is, of the whole track from 0 to 1. */
  from: number;
  width: number;
}

export const PATTERNS = 6;

/**
 * A share can be below 0 (a geometric mean punishes what is missing); the others are then drawn so
 * much smaller that the bar still ends at the suitability.
 */
export function partsOf(contributions: readonly ContributionTold[], suitability: number): Part[] {
  const gained = contributions.reduce((sum, { share }) => sum + Math.max(0, share), 0);
  const scale = gained > 0 ? suitability / gained : 0;
  let from = 0;
  return contributions.flatMap(({ criterion, label, share }, place) => {
    const width = Math.max(0, share) * scale;
    if (width <= 0) return [];
    const part = { criterion, label, pattern: place % PATTERNS, from, width };
    from += width;
    return [part];
  });
}

/**
 * Numbers rounded to `digits` behind the point so that what is shown adds up to the rounded sum:
 * those with the greatest remainders are rounded up.
 */
export function addingUp(shares: readonly number[], digits: number): number[] {
  const scale = 10 ** digits;
  const exact = shares.map((share) => share * scale);
  const shown = exact.map((one) => Math.floor(one + 1e-9));
  const sum = Math.round(exact.reduce((all, one) => all + one, 0));
  const missing = sum - shown.reduce((all, one) => all + one, 0);
  const places = exact.map((_, place) => place);
  places.sort((a, b) => left(exact, shown, b) - left(exact, shown, a) || a - b);
  for (const place of places.slice(0, missing)) shown[place] = (shown[place] ?? 0) + 1;
  return shown.map((one) => one / scale);
}

const left = (exact: number[], shown: number[], place: number): number =>
  (exact[place] ?? 0) - (shown[place] ?? 0);

/** How much more there can be once all is known. */
export const open = ({ interval: [low, high] }: CandidateTold): number => Math.max(0, high - low);

const CLOSE = 0.0005; // what three digits don't tell

/** The suitability in three digits, as the service's own pages say it; a range where some is unknown. */
export function suitabilityText([low, high]: readonly [number, number]): string {
  const text = (number: number): string =>
    new Intl.NumberFormat(look.lang === "zh" ? "zh-CN" : "en-GB", {
      minimumFractionDigits: 3,
      maximumFractionDigits: 3,
    }).format(number);
  return high - low < CLOSE ? text(low) : `${text(low)}–${text(high)}`;
}
