import { beforeEach, describe, expect, it } from "vitest";
import { step } from "./keys";

const press = (key: string): void => {
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
};
const here = (): string | null | undefined => document.activeElement?.textContent;

beforeEach(() => {
  const list = document.createElement("ol");
  for (const name of ["one", "two", "three"]) {
    const row = document.createElement("li");
    const head = document.createElement("button");
    head.className = "head";
    head.textContent = name;
    const inner = document.createElement("a");
    inner.href = "#";
    inner.textContent = `in ${name}`;
    row.append(head, inner);
    list.append(row);
  }
  list.addEventListener("keydown", (event) => {
    step(event, ".head");
  });
  document.body.replaceChildren(list);
  list.querySelector("button")?.focus();
});

describe("the keys of a list", () => {
  it("go up and down, and stay at the ends", () => {
    press("ArrowDown");
    expect(here()).toBe("two");
    press("End");
    press("ArrowDown");
    expect(here()).toBe("three");
    press("Home");
    press("ArrowUp");
    expect(here()).toBe("one");
  });

  it("go on from inside a row", () => {
    document.querySelectorAll<HTMLElement>("a")[1]?.focus();
    press("ArrowDown");
    expect(here()).toBe("three");
  });
});
