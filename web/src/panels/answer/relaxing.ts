/** What gives way is changed in the draft; the service judges it anew. */
import type { WayOut } from "../../api/types";
import { answer } from "../../state/answer";
import { draft, removeConstraint, setConstraint } from "../../state/requirement";

/** Whether it is the visitor's wish: what a rule asks is not, even where a template writes it out. */
export const isOwn = (constraint: string): boolean =>
  draft.requirement.constraints.some(({ id }) => id === constraint) &&
  !answer.told?.reasons.some((reason) => reason.constraint === constraint && reason.rule !== null);

export const canGive = (constraint: string, { relaxable, relaxed }: WayOut): boolean =>
  relaxable && (isOwn(constraint) || (relaxed !== null && constraint === "area_of_interest"));

/** Relaxes a constraint as far as a parcel needs; leaves it out where nothing less helps. */
export function give(constraint: string, { relaxed }: Pick<WayOut, "relaxed">): void {
  if (relaxed) setConstraint(relaxed);
  else removeConstraint(constraint);
}
