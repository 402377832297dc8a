import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../../state/look";
import { atFirst, isShown, show, showAll } from "./switches";

beforeEach(() => {
  look.hidden = ["area.town"];
});

describe("the switches of layers", () => {
  it("turn one layer off and on", () => {
    show("roads", false);
    expect([isShown("roads"), isShown("land")]).toEqual([false, true]);
    show("roads", true);
    expect(look.hidden).toEqual(["area.town"]);
  });

  it("say so when everything is on, so that a link keeps it", () => {
    show("area.town", true);
    expect(look.hidden).toEqual(["-"]);
    showAll(["a", "b"], false);
    expect(look.hidden).toEqual(["a", "b"]);
  });

  it("leave off at first what rules nothing out", () => {
    expect(atFirst({ town: { excludes: false }, farmland: { excludes: true } })).toEqual(["area.town"]);
  });
});
