import { describe, expect, it } from "vitest";
import { PLAIN, type Requirement } from "../../state/requirement";
import { asks, choiceOf, folded, written, type RuleOut } from "./rules";

const rule = (id: string, more: Partial<RuleOut> = {}): RuleOut => ({
  id,
  title: { zh: id, en: id },
  document: { zh: "", en: "" },
  clause: { zh: "", en: "" },
  jurisdiction: { zh: "", en: "" },
  effective_from: null,
  classes: [],
  operator: "overlap",
  threshold: 0,
  unit: "m2",
  severity: "veto",
  relaxable: false,
  confirmed: true,
  source: "",
  state: "in_force",
  state_label: { zh: "", en: "" },
  attribute: `overlap_${id}`,
  ...more,
});
const rules = [
  rule("farmland"),
  rule("red_line"),
  rule("housing", { classes: ["hazardous"], operator: "within", threshold: null, unit: "m" }),
  rule("water", { classes: ["hazardous"], operator: "within", threshold: null, unit: "m" }),
  rule("military", {
    classes: ["hazardous"],
    operator: "within",
    threshold: null,
    unit: "m",
    attribute: null,
  }),
  rule("park", { classes: ["hazardous"], confirmed: false }),
];
const asked = (id: string, more: object = { at_most: 0 }): Requirement["constraints"][number] => ({
  id: `rule-${id}`,
  attribute: `overlap_${id}`,
  ...more,
});

describe("the choice of rules", () => {
  it("is those in force where nothing is said", () => {
    expect([...choiceOf(PLAIN, rules).on]).toEqual(["farmland", "red_line"]);
    expect(written(choiceOf(PLAIN, rules), rules)).toBeUndefined();
  });

  it("is read from the constraints that the service made of it, and folded back", () => {
    const served: Requirement = {
      ...PLAIN,
      rules: "none",
      constraints: [
        { id: "size", attribute: "area", at_least: 1 },
        asked("farmland"),
        asked("housing", { at_least: 500 }),
        asked("park"),
      ],
    };
    const back = folded(served, rules);
    expect(back.constraints.map(({ id }) => id)).toEqual(["size"]);
    expect(back.rules).toEqual({
      without: ["red_line"],
      also: ["park"],
      classes: ["hazardous"],
      distances: { housing: 500 },
    });
    const kept = rules.filter((one) => choiceOf(back, rules).on.has(one.id) && asks(one, { housing: 500 }));
    expect(kept.map(({ id }) => id)).toEqual(["farmland", "housing", "park"]);
  });

  it("stays none where a requirement wants none", () => {
    const none: Requirement = { ...PLAIN, rules: "none" };
    expect(folded(none, rules)).toBe(none);
    expect(choiceOf(none, rules).on.size).toBe(0);
  });

  it("keeps a client's own constraint that only looks like a rule's", () => {
    const own = { ...PLAIN, rules: "none" as const, constraints: [asked("unheard_of")] };
    expect(folded(own, rules).constraints).toHaveLength(1);
  });
});
