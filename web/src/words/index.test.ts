import { describe, expect, it } from "vitest";
import { messages as staffs } from "../staff/words";
import { messages as publics } from "./index";

const keys = (words: object, path = ""): string[] =>
  Object.entries(words).flatMap(([key, word]) =>
    typeof word === "object" ? keys(word as object, `${path}${key}.`) : [`${path}${key}`],
  );

describe.each([
  ["of the map", publics],
  ["of the staff", staffs],
])("the words %s", (_whose, messages) => {
  it("are there in both languages", () => {
    expect(keys(messages.en).sort()).toEqual(keys(messages.zh).sort());
  });

  it("name the same values in both languages", () => {
    const slots = (words: object): string[] =>
      JSON.stringify(words)
        .match(/"\w+":"[^"]*"/g)
        ?.map((one) => {
          const [, key = "", text = ""] = /"(\w+)":"([^"]*)"/.exec(one) ?? [];
          return `${key}:${[...text.matchAll(/\{(\w+)\}/g)]
            .map((match) => match[1])
            .sort()
            .join(",")}`;
        })
        .sort() ?? [];
    for (const name of Object.keys(messages.zh)) {
      expect(new Set(slots(messages.en[name] as object)), name).toEqual(
        new Set(slots(messages.zh[name] as object)),
      );
    }
  });
});
