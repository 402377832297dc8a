import { describe, expect, it } from "vitest";
import type { AnswerOut } from "../../api/types";
import { PLAIN } from "../../state/requirement";
import { foundIn, inScenario, within } from "./places";

describe("a need in one place", () => {
  it("asks for the place, and leaves the draft as it is", () => {
    const need = within(PLAIN, "landmass", ["六横岛"]);
    expect(need.constraints.at(-1)).toEqual({
      id: "compared-place",
      attribute: "landmass",
      among: ["六横岛"],
    });
    expect(PLAIN.constraints).toEqual([]);
  });

  it("is put to the network as it is, or to a scenario", () => {
    const own = { ...PLAIN, scenario: "fog" };
    expect("scenario" in inScenario(own, "")).toBe(false);
    expect(inScenario(own, "bridge").scenario).toBe("bridge");
  });

  it("adds up over the sites of the place", () => {
    const answer = {
      counts: { total: 45, candidates: 2, rejected: 42, undecided: 1 },
      candidates: [],
    } as unknown as AnswerOut;
    const { candidates, undecided, rejected, total } = foundIn(answer, 4);
    expect([candidates, undecided, rejected]).toEqual([2, 1, 1]);
    expect(candidates + undecided + rejected).toBe(total);
  });
});
