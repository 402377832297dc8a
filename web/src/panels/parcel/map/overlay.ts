/** What lies behind an answer as features to draw: routes, reach, rules, and what fits. */
import type { Features, Fits, Reach, Route, RuleFound } from "../told";

export interface Drawn {
  /** How it is drawn: see `layers.ts`. */
  draw: string;
  /** What it belongs to, so that a row of a table can light it up. */
  of: string;
  dim?: boolean;
  order?: number;
  label?: string;
}
export type DrawnFeature = GeoJSON.Feature<GeoJSON.Geometry, Drawn>;

const feature = (geometry: GeoJSON.Geometry, properties: Drawn): DrawnFeature => ({
  type: "Feature",
  geometry,
  properties,
});

/** One line a leg, so that ferries and bridges look like what they are. */
export function routeFeatures(routes: Features<Route>, lang: "zh" | "en"): DrawnFeature[] {
  return routes.features.flatMap(({ geometry, properties }) => {
    if (geometry?.type !== "MultiLineString") return [];
    const of = `route-${properties.kind}`;
    const lines = geometry.coordinates.map((coordinates, i) =>
      feature({ type: "LineString", coordinates }, { draw: properties.legs[i]?.leg ?? "road", of }),
    );
    const end = geometry.coordinates.at(-1)?.at(-1);
    if (!end) return lines;
    const name = lang === "zh" ? properties.facility_name_zh : properties.facility_name_en;
    return [...lines, feature({ type: "Point", coordinates: end }, { draw: "end", of, label: name ?? "" })];
  });
}

/** The largest first, so that the smaller ones lie on it. */
export function reachFeatures(areas: Features<Reach>): DrawnFeature[] {
  return areas.features
    .flatMap(({ geometry, properties }, order) =>
      geometry
        ? [feature(geometry, { draw: "reach", of: `reach-${String(properties.minutes)}`, order })]
        : [],
    )
    .reverse();
}

export function ruleFeatures(rules: Features<RuleFound>): DrawnFeature[] {
  return rules.features.flatMap(({ geometry, properties: one }) => {
    const of = `rule-${one.rule}`;
    if (geometry)
      return [feature(geometry, { draw: geometry.type.includes("Polygon") ? "overlap" : "near", of })];
    if (one.from_lon === null || one.from_lat === null || one.to_lon === null || one.to_lat === null)
      return [];
    const coordinates = [
      [one.from_lon, one.from_lat],
      [one.to_lon, one.to_lat],
    ];
    return [feature({ type: "LineString", coordinates }, { draw: "near", of })];
  });
}

export const fitFeatures = (fits: Features<Fits>): DrawnFeature[] =>
  fits.features.flatMap(({ geometry, properties: { kind } }, i) =>
    geometry ? [feature(geometry, { draw: kind, of: `fit-${String(i)}` })] : [],
  );

/** Everything but what is looked at steps back. */
export const focused = (features: readonly DrawnFeature[], of: string): DrawnFeature[] =>
  features.map((one) => ({
    ...one,
    properties: { ...one.properties, dim: of !== "" && one.properties.of !== of },
  }));
