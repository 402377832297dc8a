import { describe, expect, it } from "vitest";
import { bd09Of, gcj02Of } from "./gcj02";

// lon, lat; GCJ-02; BD-09: computed by sitesel/gcj02.py
const VECTORS = [
  [122.1, 30.0, 122.10436298, 29.997748309, 122.11094835, 30.003390952],
  [121.84670537, 29.74347237, 121.850778769, 29.740885511, 121.857341433, 29.746557753],
  [122.8, 30.7, 122.804248567, 30.697663096, 122.810793212, 30.703408572],
  [120.6, 30.0, 120.604066434, 29.9973575, 120.610475797, 30.003710476],
  [116.404, 39.915, 116.410244499, 39.916404282, 116.416627244, 39.922699552],
  [2.35, 48.9, 2.35, 48.9, 2.35, 48.9],
  [113.26, 23.13, 113.265327085, 23.127321648, 113.271757788, 23.133562037],
  [87.6, 43.8, 87.602838972, 43.80121203, 87.609210152, 43.807472508],
] as const;

describe("the shifted datums", () => {
  it.each(VECTORS)("are what the service computes at %f, %f", (lon, lat, gLon, gLat, bLon, bLat) => {
    const gcj = gcj02Of([lon, lat]);
    const bd = bd09Of([lon, lat]);
    expect(gcj[0]).toBeCloseTo(gLon, 8);
    expect(gcj[1]).toBeCloseTo(gLat, 8);
    expect(bd[0]).toBeCloseTo(bLon, 8);
    expect(bd[1]).toBeCloseTo(bLat, 8);
  });
});
