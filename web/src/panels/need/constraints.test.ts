import { beforeEach, describe, expect, it } from "vitest";
import type { AttributeOut } from "../../api/types";
import { look } from "../../state/look";
import { rangeOf, said, withRange, withValues } from "./constraints";

const attribute = (name: string, kind: AttributeOut["kind"], unit: string | null): AttributeOut => ({
  name,
  kind,
  unit,
  label: { zh: name, en: name },
  meaning: { zh: "", en: "" },
  group: "area",
  source: "declared",
  tier: "public",
  sites: ["parcels"],
  values: { sold: { zh: "成交", en: "sold" }, listed: { zh: "挂牌", en: "on offer" } },
  codes: null,
  range: null,
  state: null,
  on_demand: false,
  form: null,
  rule: null,
});
const area = attribute("area", "quantity", "m2");
const MU = 2000 / 3;

beforeEach(() => {
  look.lang = "zh";
  look.units = "mu";
});

describe("a constraint in the form", () => {
  it("is read whatever way its ends are written", () => {
    for (const asked of [
      { between: [1, 2] as [number, number] },
      { between: { at_least: 1, at_most: 2 } },
      { at_least: 1, at_most: 2 },
    ])
      expect(rangeOf({ id: "a", attribute: "area", ...asked })).toMatchObject({ low: 1, high: 2 });
  });

  it("loses its own title when it asks something else", () => {
    const titled = {
      id: "size",
      attribute: "area",
      title: { zh: "约 410 亩", en: "" },
      at_least: 1,
      relaxable: false,
    };
    expect(withRange(titled, 5, undefined, "quantity")).toEqual({
      id: "size",
      attribute: "area",
      relaxable: false,
      at_least: 5,
    });
  });

  it("keeps an open end that is not moved, and closes one that is", () => {
    const open = { id: "a", attribute: "area", between: { more_than: 1, less_than: 9 } };
    expect(withRange(open, 1, 8, "quantity")?.between).toEqual({ more_than: 1, at_most: 8 });
  });

  it("asks nothing where neither end is limited, or no value is chosen", () => {
    expect(withRange({ id: "a", attribute: "area" }, undefined, undefined, "quantity")).toBeUndefined();
    expect(withValues({ id: "a", attribute: "status" }, "among", [])).toBeUndefined();
  });

  it("writes dates as days", () => {
    const asked = withRange({ id: "a", attribute: "available_from" }, undefined, 20_788, "date");
    expect(asked?.at_most).toBe("2026-12-01");
    expect(rangeOf(asked).high).toBe(20_788);
  });

  it("says what it asks", () => {
    expect(said({ id: "a", attribute: "area", at_least: 380 * MU }, area)).toBe("至少 380 亩");
    expect(said({ id: "a", attribute: "area", between: { at_least: 10 * MU, at_most: 50 * MU } }, area)).toBe(
      "10 亩 至 50 亩",
    );
    expect(
      said({ id: "a", attribute: "status", none_of: ["sold"] }, attribute("status", "category", null)),
    ).toBe("不要 成交");
  });
});
