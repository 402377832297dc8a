import { beforeEach, describe, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import type { AnswerOut, ReasonTold } from "../../api/types";
import { answer } from "../../state/answer";
import { look } from "../../state/look";
import { douse, keyOf, light, lighting, lightStanding, rowsStanding } from "./lighting";

const reason = { constraint: "size", text: "面积至少 410 亩" } as ReasonTold;
const standings = new Float32Array([0.5, -1, -2, 0]);

beforeEach(() => {
  douse();
  answer.told = { digest: "abc" } as AnswerOut;
  answer.standings = standings;
  vi.stubGlobal("fetch", () =>
    Promise.resolve(Response.json({ constraint: "size", rows: [1, 3], total: 2, parcels: [], bounds: null })),
  );
});

describe("lighting", () => {
  it("lights those that a constraint rejects, and puts them out again", async () => {
    await light(reason, "rejected");
    expect([lighting.key, look.lit]).toEqual([
      keyOf("size", "rejected"),
      { title: reason.text, rows: [1, 3] },
    ]);
    await light(reason, "rejected");
    expect([lighting.key, look.lit]).toEqual(["", undefined]);
  });

  it("tells candidates of no worth from the rejected", () => {
    expect(rowsStanding(standings, "candidates")).toEqual([0, 3]);
    expect(rowsStanding(standings, "undecided")).toEqual([2]);
  });

  it("goes out with the answer it was of", async () => {
    lightStanding("rejected", "淘汰");
    expect(look.lit?.rows).toEqual([1]);
    answer.told = { digest: "other" } as AnswerOut;
    await nextTick();
    expect(look.lit).toBeUndefined();
  });

  it("says why it can't", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ detail: "没有这条约束" }, { status: 404 })));
    await light(reason, "unknown");
    expect(lighting.problem?.message).toBe("没有这条约束");
  });
});
