import { beforeEach, describe, expect, it, vi } from "vitest";

const inTiles: Record<string, number[]> = { "parcels/3/1/2": [0, 1, 2], "parcels/3/2/2": [2, 3] };
vi.mock("./tiles", () => ({
  keyOf: (...parts: unknown[]) => parts.join("/"),
  rowsOf: (key: string) => inTiles[key] ?? [],
}));
const { Standings } = await import("./standings");

describe("the standings on the map", () => {
  let told: [number, object][];
  let seen: { canonical: { z: number; x: number; y: number } }[];
  const opacity: Record<string, unknown> = {};
  const map = {
    getLayer: () => ({}),
    setPaintProperty: (layer: string, property: string, value: unknown) => {
      opacity[`${layer} ${property}`] = value;
    },
    setFeatureState: ({ id }: { id?: number }, state: object) => told.push([id ?? -1, state]),
    coveringTiles: () => seen,
    getSource: () => ({}),
  };
  const made = () => new Standings(map as never, { set: "parcels", minzoom: 0, maxzoom: 16 });

  beforeEach(() => {
    told = [];
    seen = [{ canonical: { z: 3, x: 1, y: 2 } }];
  });

  it("have lines drawn of what is hovered or lit only while anything is", () => {
    const standings = made();
    const drawn = (): unknown[] => [opacity["site-hovered line-opacity"], opacity["site-lit line-opacity"]];
    standings.hover(2);
    standings.light([1]);
    expect(drawn()).toEqual([0.95, 0.95]);
    standings.hover(undefined);
    standings.light([]);
    expect(drawn()).toEqual([0, 0]);
  });

  it("are told of the sites in tiles that are seen, and of no others", () => {
    made().stand(new Float32Array([0.5, -1, -2, 0.25]));
    expect(told).toEqual([
      [0, { s: 0.5 }],
      [1, { s: -1 }],
      [2, { s: -2 }],
    ]);
  });

  it("are told once, and again when they change", () => {
    const standings = made();
    standings.stand(new Float32Array([0.5, -1, -2, 0.25]));
    told = [];
    standings.refresh();
    expect(told).toEqual([]);
    standings.stand(new Float32Array([0.5, 0.75, -2, 0.25]));
    expect(told).toEqual([[1, { s: 0.75 }]]);
  });

  it("are told of a tile that comes later as they stand by then", () => {
    const standings = made();
    standings.stand(new Float32Array([0.5, -1, -2, 0.25]));
    told = [];
    standings.tell("parcels/3/2/2");
    expect(told).toEqual([[3, { s: 0.25 }]]);
  });

  it("light up sites and put them out again", () => {
    const standings = made();
    standings.light([1, 3]);
    expect(told).toEqual([[1, { lit: true }]]);
    standings.light([]);
    expect(told.at(-1)).toEqual([1, { lit: false }]);
  });

  it("hover over one site at a time", () => {
    const standings = made();
    standings.hover(2);
    standings.hover(2);
    standings.hover(0);
    expect(told).toEqual([
      [2, { hovered: true }],
      [2, { hovered: false }],
      [0, { hovered: true }],
    ]);
  });
});
