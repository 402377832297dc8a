import { beforeEach, describe, expect, it } from "vitest";
import { look, spoken, usualUnits } from "./look";

describe("the language", () => {
  it.each([
    [["en-US", "zh-CN"], "en"],
    [["zh-Hant-TW", "en"], "zh"],
    [["fr-FR", "de", "en-GB"], "en"],
    [["fr-FR"], "zh"],
    [[], "zh"],
  ])("of a browser that asks for %j begins as %s", (languages, begins) => {
    expect(spoken(languages)).toBe(begins);
  });
});

describe("the unit of land", () => {
  beforeEach(() => {
    look.lang = "zh";
    look.units = "mu";
  });

  it("is the usual one of the language until somebody chooses", () => {
    look.lang = "en";
    expect(look.units).toBe("ha");
    look.lang = "zh";
    expect(look.units).toBe(usualUnits("zh"));
  });

  it("stays as it was chosen", () => {
    look.units = "m2";
    look.lang = "en";
    expect(look.units).toBe("m2");
  });
});
