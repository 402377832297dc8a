import { beforeEach, describe, expect, it } from "vitest";
import { packed, query, read, unpacked, viewOf, viewText } from "./address";
import { favourites } from "./favourites";
import { look } from "./look";
import { draft, PLAIN, setConstraint, start } from "./requirement";

beforeEach(() => {
  start(PLAIN);
  favourites.compared = [];
  Object.assign(look, { chosen: undefined, view: undefined, colourBy: "planning_use", hidden: [] });
});

describe("the address", () => {
  it("brings back what is needed and what is looked at", async () => {
    setConstraint({ id: "size", attribute: "area", at_least: 273333.3333333333 });
    Object.assign(look, { chosen: "DH-01", colourBy: "status", hidden: ["roads"] });
    look.view = { lon: 122.1, lat: 30.02, zoom: 9.5, bearing: 0, pitch: 30 };
    favourites.compared = ["DH-01", "a,b/c"];
    const kept = await query();
    start(PLAIN);
    favourites.compared = [];
    Object.assign(look, { chosen: undefined, view: undefined, colourBy: "planning_use", hidden: [] });
    expect(await read(kept)).toBe(true);
    expect(draft.requirement.constraints).toEqual([
      { id: "size", attribute: "area", at_least: 273333.3333333333 },
    ]);
    expect([look.chosen, look.colourBy, look.hidden, look.view?.pitch]).toEqual([
      "DH-01",
      "status",
      ["roads"],
      30,
    ]);
    expect(favourites.compared).toEqual(["DH-01", "a,b/c"]);
  });

  it("leaves out a need that nobody wrote", async () => {
    expect((await query()).has("need")).toBe(false);
  });

  it.each(["", "???", "AAAA", "x".repeat(100_000)])("takes no harm from %.9s", async (text) => {
    expect(await unpacked(text)).toBeUndefined();
  });

  it("takes a list for no requirement", async () => {
    expect(await unpacked(await packed([] as never))).toBeUndefined();
  });

  it.each([{ constraints: "x" }, { criteria: [1] }, { sites: "islands" }, { constraints: [{}] }])(
    "takes %j for no requirement",
    async (hostile) => {
      expect(await unpacked(await packed(hostile as never))).toBeUndefined();
    },
  );

  it("is tidy about views", () => {
    expect(viewText({ lon: 122.123456789, lat: 30, zoom: 9.999, bearing: 0, pitch: 0 })).toBe(
      "30,122.12346,10,0,0",
    );
    expect([viewOf("91,122,9"), viewOf("a,b,c"), viewOf("30,122")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(viewOf("30,122.1,9")).toEqual({ lat: 30, lon: 122.1, zoom: 9, bearing: 0, pitch: 0 });
  });
});
