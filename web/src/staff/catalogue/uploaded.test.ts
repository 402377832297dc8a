import { describe, expect, it } from "vitest";
import { asksFor, takesBuild, type Count, type Upload } from "./uploaded";

const upload = (counts: Partial<Record<Count, number>>, can_move = true): Upload =>
  ({
    counts: { changed: 1, moved: 0, new: 0, gone: 0, refused: 0, unchanged: 0, ...counts },
    can_move,
  }) as Upload;
const DECIDED = { only_values: false, add_new: true, remove_gone: false };

describe("what is asked of an upload", () => {
  it("adds what is new, and takes nothing away unless it is ticked", () => {
    const both = upload({ new: 2, gone: 1 });
    expect(asksFor(both, DECIDED)).toEqual({ only_values: false, add_new: true, remove_gone: false });
    expect(asksFor(both, { ...DECIDED, remove_gone: true }).remove_gone).toBe(true);
  });
  it("asks for nothing that there is not", () => {
    const ticked = { ...DECIDED, remove_gone: true };
    expect(asksFor(upload({}), ticked)).toEqual({ only_values: false, add_new: false, remove_gone: false });
  });
  it("publishes values alone where that is ticked, or where the build config is not known", () => {
    const alone = { only_values: true, add_new: false, remove_gone: false };
    expect(asksFor(upload({ moved: 1, new: 1 }), { ...DECIDED, only_values: true })).toEqual(alone);
    expect(asksFor(upload({ gone: 1 }, false), { ...DECIDED, remove_gone: true })).toEqual(alone);
    expect(takesBuild(upload({}, false))).toBe(false);
  });
});
