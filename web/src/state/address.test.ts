import { beforeEach, describe, expect, it } from "vitest";
import { opened, packed, query, read, restore, shared, unpacked, viewOf, viewText } from "./address";
import { favourites } from "./favourites";
import { look } from "./look";
import { change, draft, PLAIN, setConstraint, start } from "./requirement";

const untouched = (): void => {
  start(PLAIN);
  favourites.compared = [];
  Object.assign(look, {
    lang: "zh",
    units: "mu",
    chosen: undefined,
    view: undefined,
    colourBy: undefined,
    basemap: "",
    hidden: [],
  });
};
beforeEach(untouched);

const seen = (): unknown => {
  const { lang, units, basemap, colourBy, hidden } = look;
  return { lang, units, basemap, colourBy, hidden };
};

describe("the address", () => {
  it("brings back what is needed and what is looked at", async () => {
    setConstraint({ id: "size", attribute: "area", at_least: 273333.3333333333 });
    Object.assign(look, { chosen: "DH-01", colourBy: "status", hidden: ["roads"] });
    look.view = { lon: 122.1, lat: 30.02, zoom: 9.5, bearing: 0, pitch: 30 };
    favourites.compared = ["DH-01", "a,b/c"];
    const kept = await query();
    untouched();
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

  it.each([
    { lang: "en", units: "ha", basemap: "img", colourBy: "planning_use", hidden: ["roads", "area.a,b %"] },
    { lang: "zh", units: "m2", basemap: "", colourBy: "suitability", hidden: ["-"] },
    { lang: "zh", units: "mu", basemap: "", colourBy: undefined, hidden: [] },
  ])("and the short link bring back the look %j", async (looks) => {
    Object.assign(look, looks);
    const [kept, state] = [await query(), JSON.parse(JSON.stringify(shared())) as unknown];
    untouched();
    await read(new URLSearchParams(kept.toString()));
    expect(seen()).toEqual(looks);
    untouched();
    restore(state);
    expect(seen()).toEqual(looks);
  });

  it("brings back an area of interest", async () => {
    const area = {
      type: "Polygon" as const,
      coordinates: [
        [
          [122, 30],
          [122.1, 30],
          [122, 30.1],
          [122, 30],
        ],
      ],
    };
    change({ area_of_interest: area });
    const kept = await query();
    untouched();
    await read(kept);
    expect(draft.requirement.area_of_interest).toEqual(area);
  });

  it("says nothing of a colour that nobody chose", async () => {
    const kept = await query();
    expect([kept.has("colour"), kept.has("base"), kept.has("units")]).toEqual([false, false, false]);
  });

  it.each([
    null,
    "x",
    [1],
    { view: { lat: "30", lon: 122, zoom: 9 }, hidden: "roads", compared: 7, units: "acre", lang: "xx" },
    { view: { lat: 30, lon: null, zoom: 9 }, colourBy: "__proto__", parcel: { id: 1 }, digest: "<b>" },
    { requirement: { constraints: 1 }, basemap: ["a"], parcel: "x".repeat(1000), template: 3 },
  ])("takes no harm from a link that holds %j", (hostile) => {
    const before = seen();
    restore(hostile);
    expect(seen()).toEqual(before);
    expect([look.view, look.chosen, favourites.compared, opened.digest]).toEqual([
      undefined,
      undefined,
      [],
      "",
    ]);
    expect(draft.requirement).toEqual(PLAIN);
  });

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
