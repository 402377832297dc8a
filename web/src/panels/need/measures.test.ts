import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../../state/look";
import { clock, measureOf, measuresOf, typed, withUnit } from "./measures";

const area = { name: "area", unit: "m2" };

beforeEach(() => {
  look.lang = "zh";
  look.units = "mu";
});

describe("measures", () => {
  it("reads what is typed in the measure that is shown", () => {
    expect(typed("410", measureOf(area), measuresOf(area))).toBeCloseTo(273_333.333, 2);
  });

  it("reads a unit behind the number, wide figures and thousands too", () => {
    const read = (text: string): number | undefined => typed(text, measureOf(area), measuresOf(area));
    expect(read("27.5 公顷")).toBe(275_000);
    expect(read("２，０００ m2")).toBe(2000);
    expect(read("4,000㎡")).toBe(4000);
  });

  it("takes nothing for no limit, and words for no number", () => {
    expect(typed("  ", measureOf(area), measuresOf(area))).toBeUndefined();
    expect(typed("大", measureOf(area), measuresOf(area))).toBeNaN();
    expect(typed("3 furlongs", measureOf(area), measuresOf(area))).toBeNaN();
  });

  it("speaks of prices by the mu in Chinese and by the square metre in English", () => {
    const price = { name: "price", unit: "CNY/m2" };
    expect(withUnit(150, measureOf(price))).toBe("10 万元/亩");
    look.lang = "en";
    expect(withUnit(150, measureOf(price))).toBe("150 CNY/m²");
  });

  it("speaks of halls in square metres, whatever land is spoken of in", () => {
    expect(withUnit(4000, measureOf({ name: "floor_area", unit: "m2" }))).toBe("4,000 平方米");
  });

  it("writes hours after midnight as a clock does", () => {
    expect([clock(17.5), clock(25)]).toEqual(["17:30", "01:00 +1"]);
  });
});
