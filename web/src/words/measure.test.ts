import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../state/look";
import { area, length, quantity } from "./measure";

beforeEach(() => {
  look.lang = "zh";
  look.units = "mu";
});

describe("measures", () => {
  it("takes 2000/3 m² for a mu, never 667", () => {
    expect(area(273_333.3333)).toBe("410 亩");
    expect(area(10_000, "ha")).toBe("1 公顷");
  });

  it("speaks of short lengths in metres and long ones in kilometres", () => {
    expect([length(850), length(12_340)]).toEqual(["850 米", "12.3 千米"]);
  });

  it("says units in the language that is read", () => {
    look.lang = "en";
    expect([quantity(25, "min"), quantity(30, "%")]).toEqual(["25 min", "30%"]);
    expect(quantity(25.5, "10^4 CNY/mu")).toBe("255,000 CNY/mu");
    look.lang = "zh";
    expect(quantity(25.5, "10^4 CNY/mu")).toBe("25.5 万元/亩");
  });
});
