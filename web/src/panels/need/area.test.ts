import { expect, it } from "vitest";
import { sizeOfArea } from "./area";

const square = (lon: number, lat: number, side: number): number[][] => [
  [lon, lat],
  [lon + side, lat],
  [lon + side, lat + side],
  [lon, lat + side],
  [lon, lat],
];

it("measures an area of interest, holes taken off", () => {
  const whole = sizeOfArea({ type: "Polygon", coordinates: [square(122, 30, 0.1)] });
  expect(whole / 1e6).toBeCloseTo(107, -1); // 11.12 km × 9.63 km
  const holed = sizeOfArea({
    type: "Polygon",
    coordinates: [square(122, 30, 0.1), square(122.02, 30.02, 0.05)],
  });
  expect(holed / whole).toBeCloseTo(0.75, 2);
  const two = sizeOfArea({
    type: "MultiPolygon",
    coordinates: [[square(122, 30, 0.1)], [square(123, 30, 0.1)]],
  });
  expect(two).toBeCloseTo(2 * whole, -3);
});
