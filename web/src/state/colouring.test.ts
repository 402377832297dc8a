import { beforeEach, expect, it } from "vitest";
import { answer } from "./answer";
import { colouring } from "./colouring";
import { look, type ColourBy } from "./look";
import { PLAIN, start, type Criterion } from "./requirement";

const near: Criterion = { id: "near", attribute: "time_to_wharf", value: {}, weight: 1 };

const told = (criteria: Criterion[]): void => {
  answer.told = { requirement: { ...PLAIN, criteria } } as unknown as typeof answer.told;
};

beforeEach(() => {
  start(PLAIN);
  answer.told = undefined;
  look.colourBy = undefined;
});

it("colours by use until the answer weighs something", () => {
  expect(colouring()).toBe("planning_use");
  told([]);
  expect(colouring()).toBe("planning_use");
  told([near]);
  expect(colouring()).toBe("suitability");
});

it.each<ColourBy>(["planning_use", "status", "suitability"])("leaves %s as the visitor chose", (chosen) => {
  look.colourBy = chosen;
  told(chosen === "suitability" ? [] : [near]);
  expect(colouring()).toBe(chosen);
});

it("takes no answer for parcels when halls are asked for", () => {
  told([near]);
  start({ ...PLAIN, sites: "halls" });
  expect(colouring()).toBe("status");
  look.colourBy = "planning_use"; // land alone has one
  expect(colouring()).toBe("status");
});
