import { describe, expect, it } from "vitest";
import { boundsOf, exportAddress } from "./exports";

const view = { lon: 122, lat: 30, zoom: 10, bearing: 0, pitch: 0 };

describe("what a map shows", () => {
  it("is as wide in degrees as its pixels at that zoom", () => {
    const [west, south, east, north] = boundsOf(view, 1024, 512);
    expect(east - west).toBeCloseTo((1024 * 360) / (512 * 1024), 4);
    expect((west + east) / 2).toBeCloseTo(122, 4);
    // degrees of latitude are longer on the screen by 1 / cos(30°)
    expect(north - south).toBeCloseTo(((512 * 360) / (512 * 1024)) * Math.cos(Math.PI / 6), 2);
  });

  it("ends with the world", () => {
    const [west, south, east, north] = boundsOf({ ...view, zoom: 0 }, 4000, 4000);
    expect([west, east]).toEqual([-180, 180]);
    expect([Math.round(south), Math.round(north)]).toEqual([-85, 85]);
  });
});

describe("an export", () => {
  it("has the words of the page, and a PDF its view", () => {
    expect(exportAddress("abc", "csv", "zh", [1, 2, 3, 4])).toBe("/api/selections/abc?format=csv&lang=zh");
    expect(exportAddress("abc", "pdf", "en", [1, 2, 3, 4])).toBe(
      "/api/selections/abc?format=pdf&lang=en&bounds=1%2C2%2C3%2C4",
    );
  });
});
