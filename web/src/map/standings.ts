/**
 * How each site stands, told to the map: MapLibre keeps a state for each feature and goes over all
 * of them whenever a tile comes, so only sites in tiles that are seen are told, and only changes.
 */
import type { Map as GlMap } from "maplibre-gl";
import { SITE_LAYER, SITES } from "./drawing";
import { keyOf, rowsOf } from "./tiles";

type Flag = "hovered" | "lit";
type Target = Pick<
  GlMap,
  "setFeatureState" | "coveringTiles" | "getSource" | "getLayer" | "setPaintProperty"
>;
const LINES = { hovered: "site-hovered", lit: "site-lit" } as const;

export interface Range {
  set: string;
  minzoom: number;
  maxzoom: number;
}

export class Standings {
  #standings: Float32Array | undefined;
  #lit = new Set<number>();
  #hovered: number | undefined;
  /** What was told of each row: its standing, and whether it is lit. */
  readonly #told = new Map<number, number>();
  readonly #wasLit = new Set<number>();

  constructor(
    readonly map: Target,
    public range: Range,
  ) {}

  /** Forgets what was told: another set of sites is drawn, whose states are all new. */
  restart(range: Range): void {
    this.range = range;
    this.#told.clear();
    this.#wasLit.clear();
    this.#hovered = undefined;
  }

  stand(standings: Float32Array | undefined): void {
    this.#standings = standings;
    this.refresh();
  }

  light(rows: readonly number[]): void {
    this.#lit = new Set(rows);
    for (const row of this.#wasLit) if (!this.#lit.has(row)) this.#flag(row, "lit", false);
    for (const row of this.#wasLit) if (!this.#lit.has(row)) this.#wasLit.delete(row);
    this.refresh();
  }

  hover(row: number | undefined): void {
    if (row === this.#hovered) return;
    if (this.#hovered !== undefined) this.#flag(this.#hovered, "hovered", false);
    this.#hovered = row;
    if (row !== undefined) this.#flag(row, "hovered", true);
    this.#show("hovered", row !== undefined);
  }

  /** Tells the map of all sites in the tiles that are seen, as far as it does not know. */
  refresh(): void {
    this.#show("hovered", this.#hovered !== undefined);
    this.#show("lit", this.#lit.size > 0);
    const { set, minzoom, maxzoom } = this.range;
    const seen = this.map.coveringTiles({ tileSize: 512, minzoom, maxzoom });
    for (const { canonical } of seen) this.tell(keyOf(set, canonical.z, canonical.x, canonical.y));
  }

  /** The same for one tile. */
  tell(key: string): void {
    if (!this.map.getSource(SITES)) return;
    for (const row of rowsOf(key)) {
      const standing = this.#standings?.[row];
      if (standing !== undefined && this.#told.get(row) !== standing) {
        this.#told.set(row, standing);
        this.map.setFeatureState(this.#of(row), { s: standing });
      }
      if (this.#lit.has(row) && !this.#wasLit.has(row)) {
        this.#wasLit.add(row);
        this.#flag(row, "lit", true);
      }
    }
  }

  #of(row: number): { source: string; sourceLayer: string; id: number } {
    return { source: SITES, sourceLayer: SITE_LAYER, id: row };
  }

  /** Drawing the lines of a flag goes over every site that is seen, so it is left where none has it. */
  #show(flag: Flag, on: boolean): void {
    if (this.map.getLayer(LINES[flag])) this.map.setPaintProperty(LINES[flag], "line-opacity", on ? 0.95 : 0);
  }

  #flag(row: number, flag: Flag, on: boolean): void {
    if (this.map.getSource(SITES)) this.map.setFeatureState(this.#of(row), { [flag]: on });
  }
}
