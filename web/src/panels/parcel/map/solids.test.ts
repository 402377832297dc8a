import { describe, expect, it } from "vitest";
import type { Around, Envelope, Features, Surroundings } from "../told";
import { solids } from "./solids";

const point: GeoJSON.Point = { type: "Point", coordinates: [0, 0] };
const envelope = (height: number | null, geometry: GeoJSON.Geometry | null = point): Features<Envelope> => ({
  type: "FeatureCollection",
  features: [{ type: "Feature", geometry, properties: { role: "envelope", height } as Envelope }],
});
const around = (...neighbours: Partial<Around>[]): Surroundings =>
  ({
    features: neighbours.map((one) => ({
      type: "Feature",
      geometry: point,
      properties: { role: "neighbour", sites: "parcels", name: null, ...one },
    })),
  }) as unknown as Surroundings;

describe("solids", () => {
  it("stand as tall as planning allows", () => {
    const made = solids(envelope(30), around({ id: "B", height_limit: 24 }));
    expect(made.map(({ properties }) => [properties.role, properties.height])).toEqual([
      ["envelope", 30],
      ["neighbour", 24],
    ]);
  });

  it("are flat where no limit is known, and called by their id without a name", () => {
    const [own, other] = solids(envelope(null), around({ id: "B", height_limit: null }));
    expect(own?.properties.height).toBeLessThan(1);
    expect([other?.properties.role, other?.properties.name]).toEqual(["flat", "B"]);
  });

  it("are none where nothing is left to build on", () => {
    expect(solids(envelope(30, null), undefined)).toEqual([]);
  });
});
