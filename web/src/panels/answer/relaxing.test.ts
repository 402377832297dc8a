import { beforeEach, describe, expect, it } from "vitest";
import type { AnswerOut, ReasonTold } from "../../api/types";
import { answer } from "../../state/answer";
import { draft, PLAIN, start } from "../../state/requirement";
import { form } from "../need/form";
import type { RuleOut } from "../need/rules";
import { canGive, canLeaveOut, give, leaveOut } from "./relaxing";

const size = { id: "size", attribute: "area", at_least: 100 };
const asked = { id: "rule-farmland", attribute: "overlap_farmland", at_most: 0 };
const out = { relaxable: true, relaxed: { ...size, at_least: 80 }, way: "面积至少 80" };
const way = { relaxable: true, relaxed: { ...asked, at_most: 20 }, way: "占用耕地至多 20" };
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
  relaxable: true,
  confirmed: true,
  source: "",
  state: "in_force",
  state_label: { zh: "", en: "" },
  attribute: `overlap_${id}`,
  ...more,
});

beforeEach(() => {
  form.rules = [
    rule("farmland"),
    rule("red_line"),
    rule("housing", { operator: "within", threshold: null, unit: "m" }),
  ];
  start({ ...PLAIN, constraints: [size] });
  answer.told = {
    reasons: [
      { constraint: "size", rule: null },
      { constraint: "rule-farmland", rule: "《土地管理法》第35条" },
      { constraint: "rule-housing", rule: "防护距离" },
    ] as ReasonTold[],
  } as AnswerOut;
});

describe("relaxing", () => {
  it("puts the wider constraint in the place of the narrow one", () => {
    give("size", out);
    expect(draft.requirement.constraints[0]).toEqual(out.relaxed);
  });

  it("leaves a constraint out where nothing less helps", () => {
    give("size", { relaxed: null });
    expect(draft.requirement.constraints).toEqual([]);
  });

  it("is offered for what the draft holds, and not for what is firm", () => {
    expect(canGive("size", out)).toBe(true);
    expect(canGive("rule-farmland", way)).toBe(true);
    expect(canGive("size", { ...out, relaxable: false })).toBe(false);
    expect(canGive("rule-farmland", { ...way, relaxable: false })).toBe(false);
    expect(canGive("rule-unheard_of", way)).toBe(false);
    expect(canLeaveOut("area_of_interest")).toBe(false);
  });

  it("of a rule in force chooses the rules without it, and asks nothing of its own", () => {
    give("rule-farmland", way);
    expect(draft.requirement.rules).toEqual({ without: ["farmland"] });
    expect(draft.requirement.constraints).toEqual([size]);
    expect(canGive("rule-farmland", way)).toBe(false);
  });

  it("of a rule that a template wrote out turns all of them into a choice", () => {
    start({ ...PLAIN, rules: "none", constraints: [size, asked, { ...asked, id: "rule-red_line" }] });
    leaveOut("rule-farmland");
    expect(draft.requirement.rules).toEqual({ without: ["farmland"] });
    expect(draft.requirement.constraints).toEqual([size]);
  });

  it("of a distance that is the visitor's own asks less of it, or leaves it out", () => {
    const near = { ...asked, id: "rule-housing", at_least: 300 };
    start({ ...PLAIN, rules: { distances: { housing: 500 } } });
    give("rule-housing", { relaxed: near });
    expect(draft.requirement.rules).toEqual({ distances: { housing: 300 } });
    give("rule-housing", { relaxed: null });
    expect(draft.requirement.rules).toBeUndefined();
  });

  it("of the area that was drawn takes the area away", () => {
    const coordinates = [
      [
        [122, 30],
        [122.1, 30],
        [122.1, 30.1],
        [122, 30],
      ],
    ];
    start({ ...PLAIN, area_of_interest: { type: "Polygon", coordinates } });
    leaveOut("area_of_interest");
    expect(draft.requirement).not.toHaveProperty("area_of_interest");
  });
});
