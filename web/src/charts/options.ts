/** What charts draw, as data: sites as lines over axes, told apart by colour, dash and symbol. */
import type { EChartsCoreOption } from "echarts/core";

export interface Axis {
  name: string;
  label: string;
  /** Of the axis: lowest and highest; the same for all sites. */
  min: number;
  max: number;
  unit: string;
}
export interface Series {
  id: string;
  name: string;
  values: (number | null)[];
}

/** Okabe & Ito (2008), darkened for lines on white; dashes and symbols tell them apart without colour. */
export const COLOURS = ["#0b5a4a", "#b3400e", "#1257c9", "#8b4fa0", "#8a5a00", "#4d6b72"] as const;
const DASHES = ["solid", "dashed", "dotted", [12, 4], [4, 2, 12, 2], [2, 6]] as const;
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow"] as const;

export const colourOf = (i: number): string => COLOURS[i % COLOURS.length] ?? COLOURS[0];
const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
const TEXT = { color: "#17262b", fontSize: 12 };
/** How the line of a site is dashed, px, as SVG says it; empty for a line without gaps. */
export const dashOf = (i: number): string =>
  ({ solid: "", dashed: "8 5", dotted: "2 4" })[String(DASHES[i % DASHES.length])] ??
  String(DASHES[i % DASHES.length]).replaceAll(",", " ");
const lineOf = (i: number) => ({
  color: colourOf(i),
  width: 2.5,
  type: DASHES[i % DASHES.length] ?? "solid",
});

/** A name on several lines, none much longer than `most` letters; a Chinese one counts twice. */
export function broken(name: string, most = 14): string {
  const wide = (text: string): number =>
    [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);
  const lines = [""];
  for (const part of name.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*/g) ?? [name]) {
    const last = lines.at(-1) ?? "";
    if (last && wide(last + part.trimEnd()) > most) lines.push(part);
    else lines[lines.length - 1] = last + part;
  }
  return lines.map((line) => line.trim()).join("\n");
}

/** Sites as outlines on a star of criteria; what is not known counts as nothing on the drawing alone. */
export function radar(axes: readonly Axis[], series: readonly Series[], still: boolean): EChartsCoreOption {
  return {
    animation: !still,
    textStyle: { fontFamily: FONT },
    aria: { enabled: true },
    tooltip: { trigger: "item" },
    radar: {
      center: ["50%", "50%"],
      radius: "62%",
      indicator: axes.map(({ label, max }) => ({ name: broken(label, 10), max, min: 0 })),
      axisName: { color: "#4a5d63", fontSize: 12, lineHeight: 15 },
      splitArea: { areaStyle: { color: ["#ffffff", "#f7faf9"] } },
      axisLine: { lineStyle: { color: "#d5dfdd" } },
      splitLine: { lineStyle: { color: "#d5dfdd" } },
    },
    series: [
      {
        type: "radar",
        data: series.map(({ name, values }, i) => ({
          name,
          value: values.map((one) => one ?? 0),
          symbol: SYMBOLS[i % SYMBOLS.length],
          symbolSize: 7,
          lineStyle: lineOf(i),
          itemStyle: { color: colourOf(i) },
          areaStyle: { color: colourOf(i), opacity: 0.06 },
        })),
      },
    ],
  };
}

/** Sites as lines over axes, each with its own range and unit; they lie where there is no room to stand. */
export function parallel(
  axes: readonly Axis[],
  series: readonly Series[],
  still: boolean,
  lying = false,
): EChartsCoreOption {
  return {
    animation: !still,
    textStyle: { fontFamily: FONT },
    aria: { enabled: true },
    tooltip: { show: false },
    parallel: {
      layout: lying ? "vertical" : "horizontal",
      left: lying ? 128 : 56,
      right: lying ? 28 : 56,
      top: lying ? 20 : 92,
      bottom: lying ? 32 : 20,
      parallelAxisDefault: {
        nameLocation: "start",
        nameTextStyle: { ...TEXT, lineHeight: 14 },
        nameGap: 18,
        axisLine: { lineStyle: { color: "#8a9a9d" } },
        axisTick: { show: false },
        axisLabel: { color: "#4a5d63", fontSize: 11 },
        splitNumber: 2,
      },
    },
    parallelAxis: axes.map(({ label, min, max, unit }, dim) => ({
      dim,
      name: unit ? `${broken(label, 12)}\n${unit}` : broken(label, 12),
      min,
      max,
      interval: (max - min) / 2, // the ends are round; steps of their own would lie over them
      inverse: false,
      nameLocation: lying ? "start" : "end",
    })),
    series: series.map(({ name, values }, i) => ({
      type: "parallel",
      name,
      lineStyle: { ...lineOf(i), opacity: 0.95 },
      itemStyle: { color: colourOf(i) },
      data: [values.map((one) => one ?? "-")],
    })),
  };
}

/** A range that holds all values, with round ends and a little room. */
export function rangeOf(values: readonly (number | null)[]): [number, number] {
  const known = values.filter((one): one is number => one !== null);
  if (!known.length) return [0, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const wide = high - low || Math.abs(high) || 1;
  const step = 10 ** Math.floor(Math.log10(wide)) / 2;
  const bottom = low >= 0 && low < wide ? 0 : Math.floor((low - wide * 0.1) / step) * step;
  return [bottom, Math.ceil((high + wide * 0.05) / step) * step];
}
