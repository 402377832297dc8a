import { describe, expect, it } from "vitest";
import { broken, dashOf, parallel, radar, rangeOf, type Axis, type Series } from "./options";

const axes: Axis[] = [{ name: "price", label: "Price", min: 0, max: 400, unit: "CNY/m²" }];
const series: Series[] = [
  { id: "A", name: "甲", values: [200] },
  { id: "B", name: "乙", values: [null] },
];

describe("charts", () => {
  it("break long names between words, and Chinese ones anywhere", () => {
    expect(broken("Time to container terminal by truck")).toBe("Time to\ncontainer\nterminal by\ntruck");
    expect(broken("货车到集装箱码头的时间")).toBe("货车到集装箱码\n头的时间");
    expect(broken("Price")).toBe("Price");
  });

  it("tell sites apart by more than colour", () => {
    const { series: drawn } = parallel(axes, series, true) as { series: { lineStyle: { type: unknown } }[] };
    expect(new Set(drawn.map(({ lineStyle }) => lineStyle.type)).size).toBe(2);
  });

  it("say in their legends how a line is dashed", () => {
    expect(dashOf(0)).toBe("");
    expect(new Set([0, 1, 2, 3, 4, 5].map(dashOf)).size).toBe(6);
    expect(dashOf(3)).toBe("12 4");
  });

  it("lay the axes down where there is no room for them to stand", () => {
    const layout = (lying: boolean) =>
      (parallel(axes, series, true, lying)["parallel"] as { layout: string }).layout;
    expect([layout(false), layout(true)]).toEqual(["horizontal", "vertical"]);
  });

  it("draw no point where nothing is known", () => {
    const { series: drawn } = parallel(axes, series, true) as { series: { data: unknown[][] }[] };
    expect(drawn[1]?.data).toEqual([["-"]]);
  });

  it("move only where that is wanted", () => {
    expect(radar(axes, series, true)["animation"]).toBe(false);
  });

  it("have ranges with round ends that hold every value", () => {
    expect(rangeOf([200, 300])).toEqual([150, 350]);
    expect(rangeOf([12, 300])).toEqual([0, 350]);
    expect(rangeOf([null])).toEqual([0, 1]);
    const [low, high] = rangeOf([5, 5]);
    expect(low <= 5 && high >= 5 && low < high).toBe(true);
  });
});
