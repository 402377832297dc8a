import { describe, expect, it } from "vitest";
import { problemOf } from "./problem";

describe("a problem", () => {
  it("says what the service says, with every fault", async () => {
    const told = {
      type: "urn:sitesel:problem:requirement",
      detail: "需求有 1 处错误",
      faults: [{ code: "unknown-attribute", path: ["constraints", 0], line: 3, detail: "没有属性" }],
    };
    const problem = await problemOf(new Response(JSON.stringify(told), { status: 422 }));
    expect([problem.kind, problem.code, problem.message]).toEqual([
      "refused",
      "requirement",
      "需求有 1 处错误",
    ]);
    expect(problem.faults[0]?.line).toBe(3);
  });

  it("of a gateway without words leaves the words to the page", async () => {
    const problem = await problemOf(
      new Response("<h1>Bad Gateway</h1>", { status: 502, statusText: "Bad Gateway" }),
    );
    expect([problem.kind, problem.message]).toEqual(["down", ""]);
  });

  it("tells expired, missing and limited apart", async () => {
    const kinds = await Promise.all(
      [410, 404, 429].map((status) => problemOf(new Response("{}", { status }))),
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(["expired", "missing", "limited"]);
  });
});
