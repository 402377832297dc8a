/** The rules that the draft is put to are changed here; the choice takes the place of their constraints. */
import { change, draft, drop, lacking, written as need, type Requirement } from "../../state/requirement";
import { form } from "./form";
import { byId, choiceOf, isRule, PREFIX, written, type Choice, type RuleOut } from "./rules";

export const chosenRules = (): Choice => choiceOf(draft.requirement as Requirement, form.rules);

/** Writes a choice into the draft, without the constraints that a template may hold in its stead. */
export function take(next: Choice): void {
  const known = byId(form.rules);
  const rules = written(next, form.rules);
  change({ constraints: need().constraints.filter((one) => !isRule(one, known)) });
  if (rules === undefined) drop("rules");
  else change({ rules });
}

/** Which rule asks a constraint of the answer; undefined for the visitor's own. */
export function ruleAsking(constraint: string): RuleOut | undefined {
  if (!constraint.startsWith(PREFIX)) return undefined;
  const rule = byId(form.rules).get(constraint.slice(PREFIX.length));
  return rule && chosenRules().on.has(rule.id) ? rule : undefined;
}

/** Puts the draft to one rule less. */
export function leaveOutRule({ id }: RuleOut): void {
  const choice = chosenRules();
  const on = new Set(choice.on);
  on.delete(id);
  take({ ...choice, on, distances: lacking(choice.distances as Record<string, number>, id) });
}

/** Asks another distance of a rule whose distance is the visitor's own. */
export function setRuleDistance({ id }: RuleOut, metres: number): void {
  const choice = chosenRules();
  take({ ...choice, distances: { ...choice.distances, [id]: metres } });
}
