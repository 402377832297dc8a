import { describe, expect, it } from "vitest";
import { placed } from "./place";

const map = { width: 700, height: 800 };
const card = { width: 280, height: 150 };

describe("the card beside a point", () => {
  it("stands above it, in the middle", () => {
    expect(placed({ x: 350, y: 400 }, card, map)).toEqual({ left: 210, top: 204 });
  });

  it("goes below where there is no room above", () => {
    expect(placed({ x: 350, y: 100 }, card, map)).toEqual({ left: 210, top: 112 });
  });

  it("stays on the map at its sides", () => {
    expect(placed({ x: 5, y: 400 }, card, map)?.left).toBe(12);
    expect(placed({ x: 695, y: 400 }, card, map)?.left).toBe(408);
  });

  it("goes away with the point", () => {
    expect(placed({ x: 350, y: -1 }, card, map)).toBeUndefined();
  });
});
