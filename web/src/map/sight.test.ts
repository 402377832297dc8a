import { describe, expect, it } from "vitest";
import { CHOSEN, LIT, RAMP, REJECTED, STATUSES, UNDECIDED, USES, type Meaning } from "./palette";

type Three = readonly [number, number, number];

/** Machado, Oliveira and Fernandes (2009), at full severity, on linear light. */
const SIGHTS: Record<string, readonly [Three, Three, Three]> = {
  ordinary: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};
const TO_XYZ: readonly [Three, Three, Three] = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE: Three = [0.95047, 1, 1.08883];

const times = (matrix: readonly [Three, Three, Three], [x, y, z]: Three): Three => {
  const row = ([a, b, c]: Three): number => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

function lab(colour: string, sight: string): Three {
  const linear = (start: number): number => {
    const value = parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  const linearLight: Three = [linear(1), linear(3), linear(5)];
  const matrix = SIGHTS[sight];
  const seen = matrix ? times(matrix, linearLight) : linearLight;
  const [x, y, z] = times(TO_XYZ, [clamp(seen[0]), clamp(seen[1]), clamp(seen[2])]);
  const root = (value: number): number =>
    value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116;
  const [fx, fy, fz] = [root(x / WHITE[0]), root(y / WHITE[1]), root(z / WHITE[2])];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** The distance of two colours (CIE 1976); about 2 can just be seen, 10 at a glance. */
const apart = (one: string, other: string, sight: string): number => {
  const [a, b] = [lab(one, sight), lab(other, sight)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
};
const pairs = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((one, i) => all.slice(i + 1).map((other): [T, T] => [one, other]));
const confused = (all: readonly Meaning[], sight: string, least: number): string[] =>
  pairs(all)
    .filter(([one, other]) => one.pattern === other.pattern)
    .filter(([one, other]) => apart(one.colour, other.colour, sight) < least)
    .map(([one, other]) => `${one.name} and ${other.name}`);

describe.each(Object.keys(SIGHTS))("colours for %s sight", (sight) => {
  it("darken with each step of suitability", () => {
    const lightness = RAMP.map((colour) => lab(colour, sight)[0]);
    for (let i = 1; i < lightness.length; i++)
      expect((lightness[i - 1] ?? 0) - (lightness[i] ?? 0)).toBeGreaterThan(7);
    expect(apart(RAMP[0], RAMP[5], sight)).toBeGreaterThan(50);
  });

  it("tell statuses and uses apart where no pattern does", () => {
    expect(confused(STATUSES, sight, 10)).toEqual([]);
    expect(confused(USES, sight, 6)).toEqual([]);
  });

  it("tell what is chosen, lit, rejected and undecided apart", () => {
    for (const [one, other] of pairs([CHOSEN, LIT, REJECTED, UNDECIDED]))
      expect(apart(one, other, sight)).toBeGreaterThan(15);
  });
});
