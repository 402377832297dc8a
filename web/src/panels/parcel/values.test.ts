import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../../state/look";
import type { Described } from "./told";
import { grouped, valueText } from "./values";

const attribute = (parts: Partial<Described>): Described => ({
  name: "area",
  kind: "quantity",
  label: { zh: "面积", en: "Area" },
  meaning: { zh: "图上面积", en: "Measured area" },
  group: "area",
  unit: "m2",
  source: "shape",
  tier: "public",
  sites: ["parcels"],
  values: {},
  codes: null,
  range: null,
  state: null,
  on_demand: false,
  form: null,
  rule: null,
  value: 20_000,
  said: { zh: "30 亩（2 公顷）", en: "30 mu (2 ha)" },
  from: null,
  ...parts,
});
const unknown = attribute({ name: "price", group: "trade", unit: "CNY/m2", value: null, said: null });

const floor = attribute({ name: "floor_area", value: 4100, said: { zh: "4,100 m²", en: "4,100 m²" } });

describe("a floor", () => {
  it("is never told in mu", () => {
    look.lang = "en";
    look.units = "mu";
    expect(valueText(floor)).toBe("4,100 m²");
  });
});

beforeEach(() => {
  look.lang = "zh";
  look.units = "mu";
});

describe("the values of a parcel", () => {
  it("stand in the unit that the visitor chose", () => {
    look.units = "ha";
    expect(valueText(attribute({}))).toBe("2 公顷");
  });

  it("are said to be unknown where nobody knows them", () => {
    expect(valueText(unknown)).toBe("未知");
  });

  it("say why there is no number, where the service knows why", () => {
    const said = { zh: "未知：岱山岛没有可载货车的渡轮", en: "not known: no vehicle ferry" };
    expect(valueText(attribute({ value: null, unit: "min", said }))).toBe(said.zh);
  });

  it("are found by their label in either language", () => {
    const groups = grouped([attribute({}), unknown], { area: { zh: "面积", en: "Area" } }, "AREA", false);
    expect(groups.map(({ name, known }) => [name, known])).toEqual([
      ["area", 1],
      ["trade", 0],
    ]);
    expect(grouped([attribute({}), unknown], {}, "price", false).map(({ name }) => name)).toEqual(["trade"]);
  });

  it("leave out what is unknown only when that is asked for", () => {
    expect(grouped([unknown], {}, "", false)).toHaveLength(1);
    expect(grouped([unknown], {}, "", true)).toHaveLength(0);
  });

  it("leave out what only a requirement measures", () => {
    expect(grouped([attribute({ on_demand: true })], {}, "", false)).toEqual([]);
  });
});
