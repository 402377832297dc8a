import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../../state/look";
import type { Parcel } from "../parcel/told";
import { quantities } from "./axes";

const parcel = (id: string, values: Record<string, [number | null, string]>): Parcel =>
  ({
    id,
    name: id,
    attributes: Object.entries(values).map(([name, [value, unit]]) => ({
      name,
      kind: "quantity",
      label: { zh: name, en: name },
      unit,
      value,
      form: null,
    })),
  }) as unknown as Parcel;

beforeEach(() => {
  look.lang = "en";
  look.units = "ha";
});

describe("the axes of a chart", () => {
  it("stand in the unit of area that the visitor chose", () => {
    const { axes, series } = quantities(
      [parcel("A", { area: [20_000, "m2"] }), parcel("B", { area: [10_000, "m2"] })],
      [],
    );
    expect([axes[0]?.unit, series[0]?.values]).toEqual(["ha", [2]]);
  });

  it("begin with what is asked for, and leave out what fewer than two know", () => {
    const sites = [
      parcel("A", { price: [1, "CNY/m2"], depth: [3, "m"], rent: [null, ""] }),
      parcel("B", { price: [2, "CNY/m2"], depth: [4, "m"], rent: [5, ""] }),
    ];
    expect(quantities(sites, ["depth"]).axes.map(({ name }) => name)).toEqual(["depth", "price"]);
  });
});
