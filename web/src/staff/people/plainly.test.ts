import { describe, expect, it } from "vitest";
import { plainly } from "./plainly";

describe("plainly", () => {
  it("tells old and new of a change", () => {
    expect(plainly({ role: ["reviewer", "staff"], department: null, days: 7 })).toEqual([
      ["role", "reviewer → staff"],
      ["days", "7"],
    ]);
  });

  it("shows what is nested as it is", () => {
    expect(plainly({ figures: { tax: 1 }, empty: "" })).toEqual([
      ["figures", '{"tax":1}'],
      ["empty", "—"],
    ]);
  });
});
