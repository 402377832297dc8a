/** What is looked at: owned by the page alone; the service knows nothing of it. */
import { reactive, watch } from "vue";
import type { Lang } from "../api/client";

export type ColourBy = "suitability" | "planning_use" | "status";
export type Units = "mu" | "ha" | "m2";
export type Tool = "none" | "distance" | "area" | "aoi";
export type Panel = "need" | "answer" | "layers";
export interface View {
  lon: number;
  lat: number;
  zoom: number;
  bearing: number;
  pitch: number;
}
/** Where the map shall go; the serial tells one wish from the same wish again. */
export interface Goal {
  serial: number;
  bounds?: [number, number, number, number];
  point?: [number, number];
  zoom?: number;
}
/** Sites that are lit up on the map, for instance those that a constraint rejects. */
export interface Lit {
  title: string;
  rows: number[];
}

const wanted = (): Lang => {
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked === "zh" || asked === "en") return asked;
  try {
    const kept = localStorage.getItem("sitesel.lang");
    if (kept === "zh" || kept === "en") return kept;
  } catch {
    // storage may be forbidden
  }
  return spoken(navigator.languages);
};

/** The first of the languages of a browser that the pages can speak. */
export function spoken(languages: readonly string[]): Lang {
  const known = languages.map((one) => one.slice(0, 2).toLowerCase());
  return known.find((one): one is Lang => one === "zh" || one === "en") ?? "zh";
}

/** In what land is measured by those who read a language, until they choose. */
export const usualUnits = (lang: Lang): Units => (lang === "en" ? "ha" : "mu");

const lang = wanted();

export const look = reactive({
  lang,
  units: usualUnits(lang),
  chosen: undefined as string | undefined,
  hovered: undefined as string | undefined,
  lit: undefined as Lit | undefined,
  /** By what the visitor wants the map coloured; undefined while it is left to the page. */
  colourBy: undefined as ColourBy | undefined,
  /** Layers that are switched off, by name. */
  hidden: [] as string[],
  basemap: "",
  view: undefined as View | undefined,
  goal: undefined as Goal | undefined,
  tool: "none" as Tool,
  panel: "need" as Panel,
});

let serial = 0;

export function go(goal: Omit<Goal, "serial">): void {
  serial += 1;
  look.goal = { ...goal, serial };
}

export function choose(parcel: string | undefined): void {
  look.chosen = parcel;
}

watch(
  () => look.lang,
  (lang, before) => {
    if (before && look.units === usualUnits(before)) look.units = usualUnits(lang);
    document.documentElement.lang = lang;
    try {
      localStorage.setItem("sitesel.lang", lang);
    } catch {
      // storage may be forbidden
    }
  },
  { immediate: true, flush: "sync" },
);
