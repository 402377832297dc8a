import { beforeEach, describe, expect, it } from "vitest";
import type { AnswerOut, ReasonTold } from "../../api/types";
import { answer } from "../../state/answer";
import { draft, PLAIN, start } from "../../state/requirement";
import { canGive, give } from "./relaxing";

const size = { id: "size", attribute: "area", at_least: 100 };
const rule = { id: "rule-farmland", attribute: "overlap_farmland", at_most: 0 };
const out = { relaxable: true, relaxed: { ...size, at_least: 80 }, way: "面积至少 80" };

beforeEach(() => {
  start({ ...PLAIN, constraints: [size, rule] });
  answer.told = {
    reasons: [
      { constraint: "size", rule: null },
      { constraint: "rule-farmland", rule: "《土地管理法》第35条" },
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
    expect(draft.requirement.constraints).toEqual([rule]);
  });

  it("is offered for wishes alone, and not for those that are firm", () => {
    expect(canGive("size", out)).toBe(true);
    expect(canGive("size", { ...out, relaxable: false })).toBe(false);
    expect(canGive("rule-farmland", out)).toBe(false);
  });
});
