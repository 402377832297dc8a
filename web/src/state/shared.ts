/** What a link carries, and what of it can be relied on: anybody can write a link. */
import type { Lang } from "../api/client";
import { MOST_COMPARED } from "./favourites";
import type { ColourBy, Units, View } from "./look";
import { PLAIN, type Requirement } from "./requirement";

export interface Shared {
  requirement?: Requirement;
  template?: string;
  parcel?: string;
  view?: View;
  colourBy?: ColourBy;
  hidden?: string[];
  basemap?: string;
  units?: Units;
  lang?: Lang;
  compared?: string[];
  catalogue?: string;
  digest?: string;
}

const MOST_HIDDEN = 200;
const LONGEST = 200; // characters of an id or a name

type Loose = Record<string, unknown>;

const isObject = (value: unknown): value is Loose =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is Loose[] => Array.isArray(value) && value.every(isObject);

/** A requirement from outside with all that the page relies on; undefined where it can't be one. */
export function sound(read: unknown): Requirement | undefined {
  if (!isObject(read)) return undefined;
  const whole = { ...structuredClone(PLAIN), ...(read as Partial<Requirement>) };
  const { title, sites, constraints, criteria } = whole as Loose;
  const named = (one: Loose): boolean => typeof one["id"] === "string";
  if (!isList(constraints) || !isList(criteria) || !constraints.every(named) || !criteria.every(named))
    return undefined;
  if (sites !== "parcels" && sites !== "halls") return undefined;
  if (typeof title !== "object" || title === null) whole.title = { ...PLAIN.title };
  return whole;
}

const isWord = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= LONGEST;
const words = (value: unknown, most: number): string[] | undefined =>
  Array.isArray(value) ? value.filter(isWord).slice(0, most) : undefined;
const oneOf = <T extends string>(value: unknown, ...these: readonly T[]): T | undefined =>
  these.find((one) => one === value);

/** A view from outside; undefined where no map can show it. */
export function soundView(read: unknown): View | undefined {
  if (!isObject(read)) return undefined;
  const { lat, lon, zoom, bearing = 0, pitch = 0 } = read;
  const numbers = [lat, lon, zoom, bearing, pitch];
  if (!numbers.every((one): one is number => typeof one === "number" && Number.isFinite(one)))
    return undefined;
  const [y = 0, x = 0, z = 0, b = 0, p = 0] = numbers;
  return Math.abs(y) <= 85 && Math.abs(x) <= 180
    ? { lat: y, lon: x, zoom: z, bearing: b, pitch: p }
    : undefined;
}

/** Those parts of a state from outside that can be right. */
export function soundState(read: unknown): Shared {
  if (!isObject(read)) return {};
  const { template, parcel, basemap, digest } = read;
  const parts = {
    requirement: sound(read["requirement"]),
    template: isWord(template) && template.length < 100 ? template : undefined,
    parcel: isWord(parcel) ? parcel : undefined,
    view: soundView(read["view"]),
    colourBy: oneOf(read["colourBy"], "planning_use", "status", "suitability"),
    hidden: words(read["hidden"], MOST_HIDDEN),
    basemap: typeof basemap === "string" && basemap.length <= LONGEST ? basemap : undefined,
    units: oneOf(read["units"], "mu", "ha", "m2"),
    lang: oneOf(read["lang"], "zh", "en"),
    compared: words(read["compared"], MOST_COMPARED),
    digest: typeof digest === "string" && /^[0-9a-f]{16,64}$/.test(digest) ? digest : undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Shared;
}
