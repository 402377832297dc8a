import { beforeEach, describe, expect, it, vi } from "vitest";
import { FIRST_MAP, markFirst } from "./first";

function mapOf(state: { tiles: boolean; style: boolean }) {
  const hearing = new Set<() => void>();
  const render = (): void => [...hearing].forEach((hear) => hear());
  const map = {
    on: (_: string, hear: () => void) => hearing.add(hear),
    off: (_: string, hear: () => void) => hearing.delete(hear),
    areTilesLoaded: () => state.tiles,
    isStyleLoaded: () => state.style,
    triggerRepaint: render,
  };
  return { map: map as unknown as Parameters<typeof markFirst>[0], render, hearing };
}
const marks = (): number => performance.getEntriesByName(FIRST_MAP).length;

describe("the first useful map", () => {
  beforeEach(() => {
    performance.clearMarks(FIRST_MAP);
    vi.stubGlobal("requestAnimationFrame", (done: () => void) => {
      done();
    });
  });

  it.each([
    [false, true, true],
    [true, false, true],
    [true, true, false],
  ])("is not there before tiles (%s), style (%s) and counts (%s) are", (tiles, style, told) => {
    const { map, render } = mapOf({ tiles, style });
    markFirst(map, () => told);
    render();
    expect(marks()).toBe(0);
  });

  it("is marked once, also when the counts come last", () => {
    let told = false;
    const { map, render, hearing } = mapOf({ tiles: true, style: true });
    const tellFirst = markFirst(map, () => told);
    render();
    told = true;
    tellFirst();
    render();
    expect([marks(), hearing.size]).toEqual([1, 0]);
    markFirst(map, () => true);
    expect(hearing.size).toBe(0);
  });
});
