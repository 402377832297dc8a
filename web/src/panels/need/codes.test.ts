import { describe, expect, it } from "vitest";
import { switched, tree } from "./codes";

const parents = (code: string): string[] =>
  ["10", "1001"].filter((one) => one !== code && code.startsWith(one));

describe("the tree of codes", () => {
  it("counts below each class what its members have", () => {
    const rows = tree(
      [
        { value: "100102", all: 23, others: 20 },
        { value: "100103", all: 7, others: 5 },
        { value: "1001", all: 2, others: 1 },
      ],
      [],
      parents,
    );
    expect(rows.map(({ value, depth, all, others }) => [value, depth, all, others])).toEqual([
      ["10", 0, 32, 26],
      ["1001", 1, 32, 26],
      ["100102", 2, 23, 20],
      ["100103", 2, 7, 5],
    ]);
  });

  it("shows a chosen code that no site has", () => {
    expect(tree([], ["100101"], parents).map(({ value, all }) => [value, all])).toContainEqual(["100101", 0]);
  });

  it("takes a class for its members", () => {
    expect(switched(["100102", "1204"], "1001")).toEqual(["1204", "1001"]);
    expect(switched(["1204", "1001"], "1204")).toEqual(["1001"]);
  });
});
