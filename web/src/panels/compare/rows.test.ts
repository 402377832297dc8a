import { beforeEach, describe, expect, it } from "vitest";
import { look } from "../../state/look";
import type { Described, Explanation, Parcel } from "../parcel/told";
import { blocksOf, OF_NEED, rowsOf, weighedBy } from "./rows";

const attribute = (name: string, value: number | null, group = "trade"): Described =>
  ({
    name,
    kind: "quantity",
    label: { zh: name, en: name },
    meaning: { zh: "", en: "" },
    group,
    unit: "CNY/m2",
    on_demand: false,
    form: null,
    value,
    said: value === null ? null : { zh: String(value), en: String(value) },
    from: null,
  }) as unknown as Described;
const parcel = (id: string, ...attributes: Described[]): Parcel => ({ id, attributes }) as unknown as Parcel;
const cheap = parcel("A", attribute("price", 200), attribute("depth", 10), attribute("gone", null));
const dear = parcel("B", attribute("price", 300), attribute("depth", 10), attribute("gone", null));

beforeEach(() => {
  look.lang = "en";
});

describe("sites side by side", () => {
  it("tell where they differ", () => {
    const rows = rowsOf([cheap, dear], new Map());
    expect(rows.map(({ name, differs }) => [name, differs])).toEqual([
      ["price", true],
      ["depth", false],
    ]);
  });

  it("mark the best only by a criterion of the need", () => {
    expect(rowsOf([cheap, dear], new Map())[0]?.best).toEqual([false, false]);
    expect(rowsOf([cheap, dear], new Map([["price", [0.9, 0.4]]]))[0]?.best).toEqual([true, false]);
  });

  it("mark nobody where all are as good, or only one is known", () => {
    expect(rowsOf([cheap, dear], new Map([["price", [0.4, 0.4]]]))[0]?.best).toEqual([false, false]);
    expect(rowsOf([cheap, dear], new Map([["price", [0.4, null]]]))[0]?.best).toEqual([false, false]);
  });

  it("keep an attribute that one of them lacks", () => {
    const rows = rowsOf([cheap, parcel("C")], new Map());
    expect(rows.find(({ name }) => name === "price")?.known).toEqual([true, false]);
  });

  it("begin with what the need speaks of, and can leave out what is the same", () => {
    const rows = rowsOf([cheap, dear], new Map());
    const blocks = blocksOf(rows, new Set(["price"]), {}, "Asked for", true);
    expect(blocks.map(({ name, rows: of }) => [name, of.length])).toEqual([[OF_NEED, 1]]);
  });
});

describe("how well sites meet a criterion", () => {
  it("is told by the attribute it weighs; unknown without an explanation", () => {
    const explained = { criteria: [{ id: "p", value: 0.7 }] } as unknown as Explanation;
    const weighed = weighedBy([{ id: "p", attribute: "price" }], [explained, undefined]);
    expect(weighed.get("price")).toEqual([0.7, null]);
  });
});
