/** What is seen from a point: bearings, distances and heights of all that the catalogue tells of. */
import type { Around, Surroundings } from "../told";

/** East and north of the eye, m. */
export type Ground = readonly [east: number, north: number];
export interface Block {
  id: string;
  name: string;
  /** Rings on the ground, m. */
  rings: Ground[][];
  /** As tall as planning allows, m; 0 where that is not known. */
  height: number;
  /** From the eye to the nearest edge, m. */
  away: number;
}
export interface Post {
  name: string;
  kind: string;
  at: Ground;
  away: number;
}
export interface Way {
  role: string;
  wide: number;
  line: Ground[];
}
export interface Scene {
  land: Ground[][];
  site: Ground[][];
  blocks: Block[];
  posts: Post[];
  ways: Way[];
  /** How far the catalogue was asked, m. */
  reach: number;
}

const METRES = 111_320; // a degree of latitude, m: some metres off in a kilometre, no pixel here
const WIDE: Record<string, number> = { motorway: 24, trunk: 20, primary: 14, secondary: 11, tertiary: 8 };

/** Takes longitudes and latitudes to metres around a point; for some kilometres around it. */
export function planeAt([lon, lat]: readonly [number, number]): (point: readonly number[]) => Ground {
  const along = METRES * Math.cos((lat * Math.PI) / 180);
  return ([x = 0, y = 0]) => [(x - lon) * along, (y - lat) * METRES];
}

const rings = (geometry: GeoJSON.Geometry): number[][][] =>
  geometry.type === "Polygon"
    ? geometry.coordinates
    : geometry.type === "MultiPolygon"
      ? geometry.coordinates.flat()
      : [];
const lines = (geometry: GeoJSON.Geometry): number[][][] =>
  geometry.type === "LineString"
    ? [geometry.coordinates]
    : geometry.type === "MultiLineString"
      ? geometry.coordinates
      : [];

/** The bearing of a place, degrees clockwise from north. */
export const bearingOf = ([east, north]: Ground): number =>
  ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;

const COMPASS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
/** The eighth of the compass that a bearing lies in. */
export const quarter = (bearing: number): (typeof COMPASS)[number] =>
  COMPASS[Math.round(bearing / 45) % 8] ?? "n";

/** Where rays from the eye meet the edges of an area: distances along one bearing, nearest first. */
export function crossings(area: readonly (readonly Ground[])[], bearing: number): number[] {
  const [east, north] = [Math.sin((bearing * Math.PI) / 180), Math.cos((bearing * Math.PI) / 180)];
  const met: number[] = [];
  for (const ring of area) {
    for (let i = 1; i < ring.length; i += 1) {
      const [from, to] = [ring[i - 1], ring[i]];
      if (!from || !to) continue;
      // left of the ray or right of it, and how far along
      const a = from[0] * north - from[1] * east;
      const b = to[0] * north - to[1] * east;
      if (a > 0 === b > 0) continue;
      const t = a / (a - b);
      const away = (from[0] + (to[0] - from[0]) * t) * east + (from[1] + (to[1] - from[1]) * t) * north;
      if (away > 0) met.push(away);
    }
  }
  return met.sort((one, two) => one - two);
}

/** From where to where an area is crossed along one bearing; it begins at 0 where the eye is in it. */
export function spans(area: readonly (readonly Ground[])[], bearing: number): [number, number][] {
  const met = crossings(area, bearing);
  if (met.length % 2) met.unshift(0);
  const found: [number, number][] = [];
  for (let i = 1; i < met.length; i += 2) found.push([met[i - 1] ?? 0, met[i] ?? 0]);
  return found;
}

/** How far below the horizon the ground lies, degrees; what is higher than the eye is above it. */
export const elevation = (height: number, eye: number, away: number): number =>
  (Math.atan2(height - eye, Math.max(away, 0.1)) * 180) / Math.PI;

export function sceneOf(around: Surroundings, name: (one: Around) => string): Scene {
  const plane = planeAt(around.point);
  const onGround = (parts: number[][][]): Ground[][] => parts.map((part) => part.map(plane));
  const scene: Scene = { land: [], site: [], blocks: [], posts: [], ways: [], reach: around.metres };
  for (const { geometry, properties: one } of around.features) {
    if (!geometry) continue;
    if (one.role === "land") scene.land.push(...onGround(rings(geometry)));
    else if (one.role === "site") scene.site.push(...onGround(rings(geometry)));
    else if (one.role === "neighbour") {
      const outline = onGround(rings(geometry));
      if (outline.length) {
        scene.blocks.push({
          id: one.id ?? "",
          name: name(one),
          rings: outline,
          height: one.height_limit ?? 0,
          away: one.distance_m,
        });
      }
    } else if (one.role === "facility" && geometry.type === "Point") {
      scene.posts.push({
        name: name(one),
        kind: one.kind ?? "",
        at: plane(geometry.coordinates),
        away: one.distance_m,
      });
    } else if (one.role !== "shore" && one.role !== "closed") {
      for (const line of onGround(lines(geometry)))
        scene.ways.push({ role: one.role, wide: WIDE[one.road_class ?? ""] ?? 7, line });
    }
  }
  return scene;
}

export interface Seen {
  name: string;
  /** A kind of facility, `parcels` or `halls`. */
  kind: string;
  bearing: number | undefined;
  away: number;
  height: number | undefined;
}

/** All that is seen, as a list, the nearest first. */
export function seen(around: Surroundings, name: (one: Around) => string): Seen[] {
  const plane = planeAt(around.point);
  return around.features
    .flatMap(({ geometry, properties: one }): Seen[] => {
      if (!geometry || (one.role !== "neighbour" && one.role !== "facility")) return [];
      const bearing =
        one.bearing ??
        (geometry.type === "Point"
          ? bearingOf(plane(geometry.coordinates))
          : middle(rings(geometry).map((ring) => ring.map(plane))));
      return [
        {
          name: name(one),
          kind: one.role === "facility" ? (one.kind ?? "") : (one.sites ?? "parcels"),
          bearing,
          away: one.distance_m,
          height: one.height_limit ?? undefined,
        },
      ];
    })
    .sort((a, b) => a.away - b.away);
}

function middle(outline: Ground[][]): number | undefined {
  const points = outline[0]?.slice(1) ?? [];
  if (!points.length) return undefined;
  const sum = points.reduce<[number, number]>((all, [x, y]) => [all[0] + x, all[1] + y], [0, 0]);
  return bearingOf([sum[0] / points.length, sum[1] / points.length]);
}
