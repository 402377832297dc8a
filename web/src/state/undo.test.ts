import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { change, draft, start, PLAIN } from "./requirement";
import { canRedo, canUndo, redo, remember, undo } from "./undo";

let moment = 0;
let stop = (): void => undefined;

beforeEach(() => {
  start(PLAIN);
  moment = 0;
  stop = remember(() => moment);
});
afterEach(() => {
  stop();
});

const at = (when: number, limit: number): void => {
  moment = when;
  change({ limit });
};

describe("undo", () => {
  it("takes changes that follow at once for one step", () => {
    at(0, 40);
    at(100, 30);
    at(2000, 20);
    undo();
    expect(draft.requirement.limit).toBe(30);
    undo();
    expect(draft.requirement.limit).toBe(50);
    expect(canUndo.value).toBe(false);
  });

  it("goes forward again, until something else is changed", () => {
    at(0, 40);
    undo();
    redo();
    expect(draft.requirement.limit).toBe(40);
    undo();
    at(5000, 10);
    expect(canRedo.value).toBe(false);
    undo();
    expect(draft.requirement.limit).toBe(50);
  });

  it("brings back the template it was started from", () => {
    start({ ...PLAIN, limit: 5 }, "chemicals");
    moment = 1000;
    start(PLAIN);
    undo();
    expect(draft.template).toBe("chemicals");
  });
});
