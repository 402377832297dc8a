import { describe, expect, it } from "vitest";
import { laid, outline, scaleBar } from "./sketch";

describe("the sketch", () => {
  it("draws every building at its own size, none over another", () => {
    const { boxes, width, height } = laid({ buildings: [{ width: 120, depth: 200, count: 3 }], spacing: 15 });
    expect(boxes.map((box) => [box.width, box.height])).toEqual([
      [200, 120],
      [200, 120],
      [200, 120],
    ]);
    for (const a of boxes)
      for (const b of boxes)
        if (a !== b)
          expect(
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
          ).toBe(true);
    expect(width).toBeGreaterThanOrEqual(200);
    expect(height).toBeGreaterThanOrEqual(120);
  });

  it("draws a yard with the area it has", () => {
    const yard = laid({ buildings: [{ width: 100, depth: 50 }], yard: 20_000 }).boxes.find(
      ({ kind }) => kind === "yard",
    );
    expect((yard?.width ?? 0) * (yard?.height ?? 0)).toBeCloseTo(20_000);
  });

  it("lays the rows so that the whole comes near to the parcel's form", () => {
    const works = { buildings: [{ width: 200, depth: 120, count: 3 }], spacing: 15, yard: 20_000 };
    expect(laid(works, 1.2).width).toBe(415);
    expect(laid(works, 5).width).toBe(630);
    expect(laid(works, 0.2).width).toBe(200);
  });

  it("draws nothing of nothing", () => {
    expect(laid({ buildings: [] })).toEqual({ boxes: [], width: 0, height: 0 });
  });

  it("measures an outline in metres", () => {
    const box = outline([
      [122, 30],
      [122.01, 30],
      [122.01, 30.01],
    ]);
    expect((box[1]?.[0] ?? 0) - (box[0]?.[0] ?? 0)).toBeCloseTo(963, -1);
  });

  it("takes round lengths for its scale bar", () => {
    expect([390, 900, 2100].map(scaleBar)).toEqual([50, 200, 500]);
  });
});
