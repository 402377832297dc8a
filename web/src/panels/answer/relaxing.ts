/** What gives way is changed in the draft; the service judges it anew. */
import type { WayOut } from "../../api/types";
import { catalogue } from "../../state/catalogue";
import { answer } from "../../state/answer";
import {
  draft,
  isGroup,
  removeConstraint,
  setConstraint,
  type Constraint,
  type Group,
} from "../../state/requirement";
import { forgo } from "../need/asking";
import { chosenRules, leaveOutRule, ruleAsking, setRuleDistance } from "../need/choosing";

const AREA = "area_of_interest";

/** Whether it is the visitor's wish: what a rule asks is not, even where a template writes it out. */
export const isOwn = (constraint: string): boolean =>
  draft.requirement.constraints.some(({ id }) => id === constraint) &&
  !answer.told?.reasons.some((reason) => reason.constraint === constraint && reason.rule !== null);

/** Whether the draft holds what asks it: a wish, a rule that was chosen, or the area that was drawn. */
export const canLeaveOut = (constraint: string): boolean =>
  isOwn(constraint) ||
  ruleAsking(constraint) !== undefined ||
  (constraint === AREA && draft.requirement.area_of_interest !== undefined);

export const canGive = (
  constraint: string,
  { relaxable }: Pick<WayOut, "relaxed"> & { relaxable: boolean },
) => relaxable && canLeaveOut(constraint);

/** Leaves a constraint out of the draft, by what it comes from. */
export function leaveOut(constraint: string): void {
  const rule = ruleAsking(constraint);
  if (rule) leaveOutRule(rule);
  else if (isOwn(constraint)) removeConstraint(constraint);
  else if (constraint === AREA) forgo(AREA, catalogue.attributes);
}

/** Relaxes a constraint as far as a parcel needs; leaves it out where nothing less helps. */
export function give(constraint: string, { relaxed }: Pick<WayOut, "relaxed">): void {
  const rule = ruleAsking(constraint);
  // the service writes it in the same form as the requirement's own
  const wider = relaxed as Constraint | Group | null;
  if (rule) {
    // what the law says is kept or not; a distance that it leaves to the visitor can be less
    const own = rule.threshold === null && rule.id in chosenRules().distances;
    const metres = wider && !isGroup(wider) ? wider.at_least : undefined;
    if (own && typeof metres === "number") setRuleDistance(rule, metres);
    else leaveOutRule(rule);
  } else if (wider) setConstraint(wider);
  else leaveOut(constraint);
}
