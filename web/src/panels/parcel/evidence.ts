/** Words and numbers of the evidence, as its tables show them. */
import { areaOf } from "../../map/measure";
import { look } from "../../state/look";
import { area, length, number, percent } from "../../words/measure";
import { word } from "../../words";
import type { Route, RuleFound } from "./told";

type Paired = Record<string, unknown>;

/** The words of the language that is read, of a pair `…_zh`, `…_en`. */
export const inWords = (of: object, name: string): string => {
  const said = (of as Paired)[`${name}_${look.lang}`];
  return typeof said === "string" ? said : "";
};

export const minutesText = (minutes: number): string =>
  `${number(minutes, minutes < 10 ? 1 : 0)} ${look.lang === "zh" ? "分钟" : "min"}`;

export const crossingsText = (route: Route): string =>
  route.crossings ? `${word("parcel.crossing_n", { n: route.crossings })}` : word("parcel.crossing_none");

/** What limits a journey besides its time. */
export function limitsText(route: Route): string {
  const parts: string[] = [];
  if (route.last_departure) parts.push(word("parcel.last", { time: route.last_departure }));
  if (route.cut_off_percent)
    parts.push(word("parcel.cut_off", { percent: percent(route.cut_off_percent / 100) }));
  return parts.join(word("parcel.between"));
}

/** What a rule finds, in one phrase. */
export function findingText(rule: RuleFound): string {
  const { operator, area_m2, left_m2, distance_m, threshold, unit } = rule;
  if (operator === "overlap" || operator === "outside") {
    if (area_m2 === null) return word("common.unknown");
    if (area_m2 === 0) return word(operator === "overlap" ? "parcel.rule_clear" : "parcel.rule_inside");
    const said = { area: area(area_m2), left: area(left_m2 ?? 0) };
    return word(operator === "overlap" ? "parcel.rule_overlap" : "parcel.rule_outside", said);
  }
  if (distance_m === null) return word("common.unknown");
  const found = word("parcel.rule_distance", { distance: length(distance_m) });
  if (threshold === null || unit !== "m") return found;
  return found + word("parcel.between") + word("parcel.rule_needs", { distance: length(threshold) });
}

/** The area of a polygon or several, m². */
export function coverOf(geometry: GeoJSON.Geometry | null): number {
  if (geometry?.type !== "Polygon" && geometry?.type !== "MultiPolygon") return 0;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.reduce(
    (sum, rings) =>
      sum + rings.reduce((own, ring, i) => own + (i ? -1 : 1) * areaOf(ring as [number, number][]), 0),
    0,
  );
}
