import { describe, expect, it } from "vitest";
import type { CandidateTold } from "../../api/types";
import { byName, matching, ordered } from "./order";

const candidate = (rank: number, name: string, share: number): CandidateTold => ({
  parcel: `P-${String(rank)}`,
  row: rank,
  name,
  facts: ["三类工业用地", "410 亩"],
  point: [122, 30],
  bounds: [122, 30, 122, 30],
  rank,
  tied: false,
  suitability: 1 / rank,
  interval: [1 / rank, 1 / rank],
  contributions: [
    { criterion: "size", label: "", attribute: "", found: "", prefers: "", value: 1, weight: 1, share },
  ],
  unknown: [],
});
const three = [candidate(1, "DH-10", 0.1), candidate(2, "DH-9", 0.4), candidate(3, "甲", 0.4)];
const ranks = (some: CandidateTold[]): number[] => some.map(({ rank }) => rank);

describe("the shortlist", () => {
  it("is in the order of the service unless asked otherwise", () => {
    expect(ranks(ordered(three, "rank"))).toEqual([1, 2, 3]);
  });

  it("goes by what a criterion brings, equal ones by their ranks", () => {
    expect(ranks(ordered(three, "by:size"))).toEqual([2, 3, 1]);
  });

  it("goes by names, numbers in them as numbers", () => {
    expect(ranks(ordered(three, "name", "en"))).toEqual([2, 1, 3]);
  });

  it("leaves those handed in as they are", () => {
    ordered(three, "name");
    expect(ranks(three)).toEqual([1, 2, 3]);
  });

  it("is looked through by name, id and facts, in any width of letters", () => {
    expect(ranks(matching(three, "ＤＨ 410"))).toEqual([1, 2]);
    expect(ranks(matching(three, "p-3"))).toEqual([3]);
    expect(ranks(matching(three, "  "))).toEqual([1, 2, 3]);
  });
});

describe("sites that a reason concerns", () => {
  it("are in the order of their names, numbers by size, those without a name by id", () => {
    const some = [
      { id: "c", name: "DH-13" },
      { id: "DH-10", name: null },
      { id: "a", name: "DH-9" },
    ];
    expect(byName(some).map(({ id }) => id)).toEqual(["a", "DH-10", "c"]);
  });
});
