import { beforeEach, describe, expect, it } from "vitest";
import type { AttributeOut } from "../../api/types";
import { look } from "../../state/look";
import { PLAIN } from "../../state/requirement";
import { forSites, found, grouped, needsOf } from "./offered";

const attribute = (name: string, zh: string, en: string, more: Partial<AttributeOut> = {}): AttributeOut => ({
  name,
  kind: "quantity",
  unit: "m2",
  label: { zh, en },
  meaning: { zh: "", en: "" },
  group: "area",
  source: "declared",
  tier: "public",
  sites: ["parcels", "halls"],
  values: {},
  codes: null,
  range: null,
  state: null,
  on_demand: false,
  form: null,
  rule: null,
  ...more,
});
const all = [
  attribute("area", "图上面积", "Plane area"),
  attribute("price", "起始地价", "Starting price", { sites: ["parcels"], group: "trade" }),
  attribute("distance_to_wharf", "到码头的距离", "Distance to wharf", { group: "proximity" }),
  attribute("time_to_wharf_by_truck", "货车到码头的时间", "Time to wharf by truck", { group: "access" }),
];

beforeEach(() => {
  look.lang = "zh";
});

describe("what the form offers", () => {
  it("is found by words of either language, shorter names first", () => {
    expect(found(all, "码头").map(({ name }) => name)).toEqual([
      "distance_to_wharf",
      "time_to_wharf_by_truck",
    ]);
    expect(found(all, "truck WHARF").map(({ name }) => name)).toEqual(["time_to_wharf_by_truck"]);
    expect(found(all, "   ")).toEqual([]);
  });

  it("is found by what people mean first, by ids of facilities last", () => {
    const wharves = [
      attribute("nearest_wharf", "码头", "Wharf", { kind: "category" }),
      attribute("wharf_match", "码头匹配", "Wharf match", { kind: "category" }),
      attribute("distance_to_wharf", "到散杂货码头的距离", "Distance to cargo wharf"),
    ];
    expect(found(wharves, "码头").map(({ name }) => name)).toEqual([
      "distance_to_wharf",
      "wharf_match",
      "nearest_wharf",
    ]);
  });

  it("leaves travel to its own form", () => {
    const groups = { area: {}, trade: {}, proximity: {}, access: {} };
    expect(grouped(all, groups).map(({ group }) => group)).toEqual(["area", "trade", "proximity"]);
  });

  it("drops what another kind of site does not have, inside groups too", () => {
    const need = {
      ...PLAIN,
      development: { buildings: [] },
      constraints: [
        { id: "a", attribute: "area", at_least: 1 },
        { id: "g", any: [{ id: "p", attribute: "price", at_most: 1 }] },
      ],
    };
    const halls = forSites(need, "halls", all);
    expect(halls.constraints.map(({ id }) => id)).toEqual(["a"]);
    expect(halls).not.toHaveProperty("development");
  });

  it("knows what measuring on demand must be told", () => {
    expect(needsOf(attribute("footprint_fits", "", "", { on_demand: true, group: "fit" }))).toBe(
      "development",
    );
    expect(needsOf(attribute("wharf_match", "", "", { on_demand: true, group: "shore" }))).toBe("wharf");
    expect(needsOf(attribute("area", "", ""))).toBeUndefined();
  });
});
