import { describe, expect, it } from "vitest";
import { changesOf, fieldsOf, sentOf } from "./fields";

const project = {
  title: { zh: "前驱体", en: "Precursor" },
  investor: { zh: "甲公司", en: "甲公司" },
  industry: { zh: "", en: "" },
  unit: "一处",
  owner: { id: 3, name: "李明" },
  written: { land: "410 亩", jobs: 800, sectors: ["chemicals"] },
};

describe("the fields of a project", () => {
  it("send nothing where nothing was changed", () => {
    expect(changesOf(project, fieldsOf(project))).toEqual({});
  });

  it("send what differs, and null for a figure that is told no longer", () => {
    const fields = fieldsOf(project);
    Object.assign(fields, { titleEn: "Cathode precursor", owner: "" });
    Object.assign(fields.figures, { land: "", investment: "35 亿元" });
    fields.lists.sectors.push("new_energy");
    fields.lists.upstream = ["wharf"];
    expect(changesOf(project, fields)).toEqual({
      title: { zh: "前驱体", en: "Cathode precursor" },
      owner: null,
      figures: {
        land: null,
        investment: "35 亿元",
        sectors: ["chemicals", "new_energy"],
        upstream: ["wharf"],
      },
    });
  });

  it("send null for a list of which nothing is left", () => {
    const fields = { ...fieldsOf(project), lists: { sectors: [], upstream: [], downstream: [] } };
    expect(changesOf(project, fields)).toEqual({ figures: { sectors: null } });
  });

  it("have words once that are the same in both languages", () => {
    expect(fieldsOf(project).investorEn).toBe("");
  });

  it("of a new project leave out what is not told", () => {
    const fields = { ...fieldsOf(undefined), title: "新项目" };
    expect(sentOf(fields)).toEqual({
      title: "新项目",
      investor: "",
      industry: "",
      unit: "",
      owner: null,
      figures: {},
    });
  });
});
