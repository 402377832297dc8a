import { describe, expect, it } from "vitest";
import { barOf, metresPerPixel } from "./scale";

describe("the scale bar", () => {
  it("is a round length of at most 110 pixels", () => {
    for (let zoom = 3; zoom < 20; zoom += 0.37) {
      const { metres, pixels } = barOf(30, zoom);
      expect(["1", "2", "5"]).toContain(metres.toPrecision(1)[0]);
      expect(pixels).toBeGreaterThan(40);
      expect(pixels).toBeLessThanOrEqual(110);
    }
  });

  it("halves what a pixel is with each zoom, and shrinks it to the poles", () => {
    expect(metresPerPixel(30, 10) / metresPerPixel(30, 11)).toBeCloseTo(2, 9);
    expect(metresPerPixel(60, 10) / metresPerPixel(0, 10)).toBeCloseTo(0.5, 9);
  });
});
