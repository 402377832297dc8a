import { describe, expect, it } from "vitest";
import { home } from "./home";

describe("home", () => {
  const staff = { permissions: ["read_staff" as const] };

  it("is the page that was asked for", () => {
    expect(home(staff, "/staff/projects/3?lang=en")).toBe("/staff/projects/3?lang=en");
  });

  it("is never another site", () => {
    const others = ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"];
    const hidden = ["/\n\\evil.example", "/.//evil.example", "javascript:alert(1)", "", ["/a"], undefined];
    for (const next of [...others, ...hidden]) expect(home(staff, next)).toBe("/staff");
  });

  it("is the map for investors", () => {
    expect(home({ permissions: ["read_investor"] }, undefined)).toBe("/");
  });
});
