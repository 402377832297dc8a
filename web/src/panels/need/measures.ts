/** In which unit a number of the schema is shown and typed. */
import { reactive } from "vue";
import type { AttributeOut } from "../../api/types";
import { look, type Units } from "../../state/look";
import { number, spoken, unitLabel } from "../../words/measure";

export interface Measure {
  key: string;
  /** As many of the schema's unit as one of this. */
  factor: number;
  label: { zh: string; en: string };
  /** What else people write for it. */
  spelled: readonly string[];
}

const MU = 2000 / 3; // m², exactly

const CHOICES: Readonly<Record<string, readonly Measure[]>> = {
  m2: [
    { key: "mu", factor: MU, label: { zh: "亩", en: "mu" }, spelled: ["亩", "mu"] },
    { key: "ha", factor: 10_000, label: { zh: "公顷", en: "ha" }, spelled: ["公顷", "ha", "hectares"] },
    {
      key: "m2",
      factor: 1,
      label: { zh: "平方米", en: "m²" },
      spelled: ["平方米", "㎡", "m²", "m2", "平", "平米"],
    },
  ],
  m: [
    { key: "km", factor: 1000, label: { zh: "千米", en: "km" }, spelled: ["公里", "千米", "km"] },
    { key: "m", factor: 1, label: { zh: "米", en: "m" }, spelled: ["米", "m"] },
  ],
  "CNY/m2": [
    {
      key: "10^4 CNY/mu",
      factor: 10_000 / MU,
      label: { zh: "万元/亩", en: "10,000 CNY/mu" },
      spelled: ["万元/亩", "万/亩", "万元每亩"],
    },
    {
      key: "CNY/m2",
      factor: 1,
      label: { zh: "元/平方米", en: "CNY/m²" },
      spelled: ["元/平方米", "元/㎡", "CNY/m2"],
    },
  ],
  min: [
    { key: "min", factor: 1, label: { zh: "分钟", en: "min" }, spelled: ["分钟", "分", "min"] },
    { key: "h", factor: 60, label: { zh: "小时", en: "h" }, spelled: ["小时", "时", "h"] },
  ],
};
const FAR = 3000; // m; lengths that reach further are spoken of in kilometres
const HALL = new Set(["floor_area", "max_floor_area", "largest_rectangle_area"]);

const preferred = reactive<Record<string, string>>({});

/** The measures that an attribute's numbers can be shown in; the first is the schema's own where it has one. */
export function measuresOf(attribute: Pick<AttributeOut, "name" | "unit">): readonly Measure[] {
  const { unit } = attribute;
  if (unit !== null && CHOICES[unit]) return CHOICES[unit];
  const label = { zh: "", en: "" };
  if (unit !== null) label[look.lang] = unitLabel(unit);
  return [{ key: unit ?? "", factor: 1, label, spelled: [] }];
}

/** The measure that an attribute is shown in now; `reach` is the greatest number there is of it. */
export function measureOf(attribute: Pick<AttributeOut, "name" | "unit">, reach = 0): Measure {
  const choices = measuresOf(attribute);
  const wanted = preferred[attribute.name] ?? usual(attribute, reach);
  return choices.find(({ key }) => key === wanted) ?? (choices[0] as Measure);
}

function usual({ name, unit }: Pick<AttributeOut, "name" | "unit">, reach: number): string {
  if (unit === "m2") return HALL.has(name) ? "m2" : look.units;
  if (unit === "m") return reach > FAR || /^(road_)?distance_to_/.test(name) ? "km" : "m";
  if (unit === "CNY/m2") return look.lang === "zh" ? "10^4 CNY/mu" : "CNY/m2";
  return unit ?? "";
}

/** Shows an attribute in another measure; areas of land are shown in the same one everywhere. */
export function prefer(attribute: Pick<AttributeOut, "name" | "unit">, key: string): void {
  if (attribute.unit === "m2" && !HALL.has(attribute.name)) look.units = key as Units;
  else preferred[attribute.name] = key;
}

const digitsOf = (shown: number): number => {
  const size = Math.abs(shown);
  if (size >= 100) return 0;
  return size >= 10 ? 1 : size >= 1 ? 2 : 3;
};

/** A number of the schema in a measure, without its unit. */
export const bare = (value: number, measure: Measure): string =>
  number(value / measure.factor, digitsOf(value / measure.factor));

/** Hours after midnight as people write them; past 24 it is the next day. */
export function clock(hours: number): string {
  const minutes = Math.round(hours * 60);
  const text = `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return minutes < 24 * 60 ? text : `${text} +1`;
}

/** A number of the schema in a measure, with its unit. */
export function withUnit(value: number, measure: Measure, form: AttributeOut["form"] = null): string {
  if (form === "clock") return clock(value);
  const label = measure.label[look.lang];
  const [factor, said] = spoken(label);
  if (factor > 1) return `${bare(value * factor, measure)} ${said}`;
  const shown = bare(value, measure);
  if (label === "%") return `${shown}%`;
  return label ? `${shown} ${label}` : shown;
}

const HALVED: Record<string, string> = { "，": ",", "．": ".", "－": "-", "\u3000": " " };

/**
 * Reads what a visitor typed, in the measure that is shown unless another is written behind it.
 *
 * @returns the number in the schema's unit; undefined for nothing, NaN for what is no number.
 */
export function typed(text: string, shown: Measure, choices: readonly Measure[]): number | undefined {
  const plain = text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[，．－\u3000]/g, (sign) => HALVED[sign] ?? sign)
    .trim();
  if (!plain) return undefined;
  const clocked = /^(\d{1,2})[:：](\d{2})$/.exec(plain);
  if (clocked && shown.key === "h" && shown.factor === 1) return Number(clocked[1]) + Number(clocked[2]) / 60;
  const [, digits, unit = ""] = /^([-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?)\s*(\S*.*)$/.exec(plain) ?? [];
  if (digits === undefined) return Number.NaN;
  const value = Number(digits.replaceAll(",", ""));
  if (!unit) return value * shown.factor;
  const named = choices.find(({ key, label, spelled }) =>
    [key, label.zh, label.en, ...spelled].some((word) => word.toLowerCase() === unit.toLowerCase()),
  );
  return named ? value * named.factor : Number.NaN;
}
