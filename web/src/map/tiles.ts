/** This page's ways to tiles: of sites, whose rows are noted as they pass, and of base maps. */
import { addProtocol, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { rowsIn } from "./rows";
import { SITE_LAYER } from "./drawing";
import { shiftedTile } from "./shifted";

const PATH = /\/tiles\/([^/]+)\/(parcels|halls)\/(\d+)\/(\d+)\/(\d+)\.mvt/;
const MOST = 4000; // tiles whose rows are remembered

/** The rows of the sites in each tile that came, by catalogue, set, zoom, column and row. */
const rows = new Map<string, number[]>();

export const keyOf = (set: string, z: number, x: number, y: number): string =>
  [set, z, x, y].map(String).join("/");

export const rowsOf = (key: string): readonly number[] => rows.get(key) ?? [];

async function sitesTile(
  { url }: { url: string },
  { signal }: AbortController,
): Promise<{ data: ArrayBuffer }> {
  const address = url.slice("rows://".length);
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${String(response.status)} for a tile`);
  const data = await response.arrayBuffer();
  const match = PATH.exec(address);
  if (match) {
    const [, , set = "", z, x, y] = match;
    rows.set(keyOf(set, Number(z), Number(x), Number(y)), rowsIn(data, SITE_LAYER));
    const oldest = rows.keys().next().value;
    if (rows.size > MOST && oldest !== undefined) rows.delete(oldest);
  }
  return { data };
}

let ready = false;

/** Tells MapLibre where its worker is and how tiles come; once for all maps of the page. */
export function prepare(): void {
  if (ready) return;
  ready = true;
  setWorkerUrl(workerUrl);
  addProtocol("rows", sitesTile);
  addProtocol("shifted", shiftedTile);
}

let archives: Promise<void> | undefined;

/** Loads what reads PMTiles, when a base map needs it. */
export const readArchives = (): Promise<void> =>
  (archives ??= import("pmtiles").then(({ Protocol }) => {
    addProtocol("pmtiles", new Protocol().tile);
  }));
