/** Numbers with their units as people use them; the service's own words stand wherever it gives some. */
import { look, type Units } from "../state/look";

const MU = 2000 / 3; // m², exactly

export const number = (value: number, digits = 1): string =>
  new Intl.NumberFormat(look.lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: digits }).format(
    value,
  );

/** An area of `m2` square metres in the unit the visitor chose. */
export function area(m2: number, units: Units = look.units): string {
  const zh = look.lang === "zh";
  if (units === "mu") return `${number(m2 / MU)} ${zh ? "亩" : "mu"}`;
  if (units === "ha") return `${number(m2 / 10_000, 2)} ${zh ? "公顷" : "ha"}`;
  return `${number(m2, 0)} ${zh ? "平方米" : "m²"}`;
}

/** A length of `metres`. */
export function length(metres: number): string {
  const zh = look.lang === "zh";
  if (Math.abs(metres) < 1000) return `${number(metres, metres < 10 ? 1 : 0)} ${zh ? "米" : "m"}`;
  return `${number(metres / 1000, 1)} ${zh ? "千米" : "km"}`;
}

export const percent = (share: number): string => `${number(share * 100, 1)}%`;

const UNITS: Record<string, { zh: string; en: string }> = {
  m: { zh: "米", en: "m" },
  km: { zh: "千米", en: "km" },
  m2: { zh: "平方米", en: "m²" },
  min: { zh: "分钟", en: "min" },
  h: { zh: "小时", en: "h" },
  a: { zh: "年", en: "years" },
  t: { zh: "吨", en: "t" },
  "%": { zh: "%", en: "%" },
  "1": { zh: "", en: "" },
  "10^4 CNY/mu": { zh: "万元/亩", en: "10,000 CNY/mu" },
  "CNY/m2": { zh: "元/平方米", en: "CNY/m²" },
  "CNY/m2/month": { zh: "元/平方米·月", en: "CNY/m² a month" },
  "m3/d": { zh: "立方米/日", en: "m³ a day" },
  "m3/h": { zh: "立方米/时", en: "m³ an hour" },
  "t/h": { zh: "吨/时", en: "t an hour" },
  "kN/m2": { zh: "千牛/平方米", en: "kN/m²" },
  "tce/10^4 CNY": { zh: "吨标煤/万元", en: "tce per 10,000 CNY" },
  "kg/10^4 CNY": { zh: "千克/万元", en: "kg per 10,000 CNY" },
};

export const unitLabel = (unit: string | null): string => {
  if (unit === null) return "";
  return UNITS[unit]?.[look.lang] ?? unit;
};

const MANY = /^10,000 (.*)$/;

/** How a unit is said behind a number: nobody says "25 10,000 CNY/mu". */
export function spoken(label: string): [factor: number, label: string] {
  const [, rest] = MANY.exec(label) ?? [];
  return rest === undefined ? [1, label] : [10_000, rest];
}

const FLOORS = new Set(["floor_area", "max_floor_area", "largest_rectangle_area"]);

/** Whether it is room to work in, which nobody counts in mu. */
export const isFloor = (attribute: string): boolean => FLOORS.has(attribute);

/** A schema's quantity with its unit; `attribute` tells floors from land. */
export function quantity(value: number, unit: string | null, attribute = ""): string {
  if (unit === "m2") return area(value, isFloor(attribute) ? "m2" : look.units);
  if (unit === "m") return length(value);
  const [factor, label] = spoken(unitLabel(unit));
  if (factor > 1) return `${number(value * factor, 0)} ${label}`;
  return label === "%" ? `${number(value)}%` : `${number(value, 2)}${label ? ` ${label}` : ""}`;
}
