import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../../state/look";
import { changes, range, said, sent, written, type Field } from "./told";

const field = (more: Partial<Field>): Field => ({
  name: "price",
  kind: "quantity",
  label: { zh: "起始地价", en: "Price" },
  meaning: { zh: "", en: "" },
  group: "trade",
  unit: "CNY/m2",
  source: "declared",
  tier: "public",
  sites: ["parcels"],
  values: {},
  codes: null,
  range: null,
  state: null,
  on_demand: false,
  form: null,
  rule: null,
  used: [],
  ...more,
});

beforeEach(() => {
  look.lang = "zh";
});

describe("what stands in a field", () => {
  it("is in the unit that people use, exactly", () => {
    expect(written(273, field({}))).toBe("18.2 万元/亩");
    expect(written(265933.3333333333, field({ name: "stated_area", unit: "m2" }))).toBe("398.9 亩");
    expect(written(4000, field({ name: "floor_area", unit: "m2" }))).toBe("4000");
    look.lang = "en";
    expect(written(273, field({}))).toBe("273 CNY/m2");
  });

  it("is a range as planners write it", () => {
    const ends = { lower: 0.7, upper: 1.8, lower_open: false, upper_open: true };
    expect(written(ends, field({ kind: "interval", unit: "1" }))).toBe("[0.7, 1.8)");
    expect(range({ lower: null, upper: 50, lower_open: false, upper_open: true })).toBe("< 50");
    expect(range({ lower: 1.2, upper: null, lower_open: false, upper_open: false })).toBe("≥ 1.2");
  });

  it("is empty where nothing is known", () => {
    expect(written(null, field({}))).toBe("");
    expect(sent("  ", field({}))).toBeNull();
  });

  it("is yes or no of a flag", () => {
    const flag = field({ name: "levelled", kind: "flag", unit: null });
    expect(written(false, flag)).toBe("no");
    expect(sent("no", flag)).toBe(false);
  });
});

describe("changes", () => {
  it("are the fields that are not as they were", () => {
    const status = field({ name: "status", kind: "category", unit: null });
    const before = { price: "18.2 万元/亩", status: "listed" };
    expect(changes({ price: " 18.2 万元/亩 ", status: "sold" }, before, [field({}), status])).toEqual({
      status: "sold",
    });
    expect(changes({ price: "" }, before, [field({})])).toEqual({ price: null });
    expect(changes({}, before, [field({})])).toEqual({});
  });
});

describe("a plain value", () => {
  it("is said in the words of the schema", () => {
    const status = field({ kind: "category", unit: null, values: { sold: { zh: "成交", en: "sold" } } });
    expect(said("sold", status)).toBe("成交");
    expect(said("unheard", status)).toBe("unheard");
    expect(said(null, status)).toBe("–");
    const use = field({ kind: "code", unit: null });
    expect(said("100103", use, { "100103": { zh: "三类工业用地", en: "Third-class industry" } })).toBe(
      "三类工业用地 100103",
    );
  });
});
