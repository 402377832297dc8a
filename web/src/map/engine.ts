/** The map itself: made once, drawn from the state, and telling the state what is pointed at. */
import { Map as GlMap, prewarm, type MapGeoJSONFeature, type PointLike } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import type { View } from "../state/look";
import { CLUSTERS, SITES, type Drawing } from "./drawing";
import { pictures, pinNamed } from "./images";
import { Standings, type Range } from "./standings";
import { styleOf } from "./style";
import { isSoftware } from "./software";
import { keyOf, prepare, readArchives } from "./tiles";

/** A site that is pointed at. */
export interface Pointed {
  id: string;
  row: number;
  properties: Readonly<Record<string, unknown>>;
}
export interface Events {
  moved: (view: View) => void;
  hovered: (site: Pointed | undefined) => void;
  clicked: (site: Pointed | undefined) => void;
  broken: () => void;
}

const FINGER = 8; // pixels around a click in which a site is looked for
const DRAWN = "td"; // what the drawing tool's layers are called by
const still = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

// its workers start while the catalogue is still being read
prepare();
prewarm();

export class Engine {
  readonly map: GlMap;
  readonly standings: Standings;
  #wanted: Drawing;
  #images: ReturnType<typeof pictures>;
  #imagesOf: string;
  #ready = false;
  /** What was last drawn for print, and of which view: tiles go while a page is printed. */
  #printed: { of: string; canvas: HTMLCanvasElement } | undefined;

  constructor(box: HTMLElement, drawing: Drawing, view: View | undefined, padding: Padding, events: Events) {
    this.#wanted = drawing;
    const { bounds } = drawing.tiles;
    this.map = new GlMap({
      container: box,
      style: styleOf(drawing),
      ...(view
        ? { center: [view.lon, view.lat], zoom: view.zoom, bearing: view.bearing, pitch: view.pitch }
        : { bounds: bounds ?? [118, 27, 124, 32], fitBoundsOptions: { padding, maxZoom: 13 } }),
      attributionControl: false,
      renderWorldCopies: false,
      ...(devicePixelRatio > 1 && isSoftware() ? { pixelRatio: 1 } : {}),
      maxZoom: 20,
      maxPitch: 60,
      fadeDuration: still() ? 0 : 150,
      localIdeographFontFamily: false,
      validateStyle: false, // a test holds it sound
      cancelPendingTileRequestsWhileZooming: true,
    });
    this.map.touchPitch.disable();
    this.standings = new Standings(this.map, rangeOf(drawing));
    this.#imagesOf = imagesOf(drawing);
    this.#images = imagesFor(drawing);
    // also after a style that could not be changed step by step and is made anew
    this.map.on("style.load", () => {
      this.#ready = true;
      this.#putImages();
      if (this.#wanted !== drawing) this.draw(this.#wanted);
    });
    this.map.setMissingStyleImageResolver((name) => {
      const made = pinNamed(name);
      if (made) this.map.addImage(name, made.data, { pixelRatio: made.ratio });
    });
    // the words of what could not be drawn; that there is no network the page itself tells
    this.map.on("error", ({ error }) => {
      // eslint-disable-next-line no-console -- as MapLibre does where nobody listens
      if (navigator.onLine) console.error(error.message);
    });
    this.#listen(events);
    if (drawing.basemap?.kind === "pmtiles") void readArchives().then(() => this.draw(drawing));
  }

  /** Draws what is wanted; the same as before costs nothing. */
  draw(drawing: Drawing): void {
    const before = this.#wanted;
    this.#wanted = drawing;
    if (!this.#ready) return; // it is drawn once the first style is there
    if (imagesOf(drawing) !== this.#imagesOf) {
      this.#imagesOf = imagesOf(drawing);
      this.#images = imagesFor(drawing);
      this.#putImages();
    }
    this.map.setStyle(styleOf(drawing), {
      diff: true,
      transformStyle: (previous, next) => ({
        ...next,
        // the drawing tool keeps its own layers in the style, above all others
        sources: { ...next.sources, ...pick(previous?.sources ?? {}) },
        layers: [...next.layers, ...(previous?.layers ?? []).filter(({ id }) => id.startsWith(DRAWN))],
      }),
    });
    const range = rangeOf(drawing);
    if (before.sites !== drawing.sites || before.tiles !== drawing.tiles) this.standings.restart(range);
    this.standings.refresh();
  }

  fly(bounds: readonly [number, number, number, number], padding: Padding, maxZoom = 15): void {
    const [west, south, east, north] = bounds;
    this.map.fitBounds([west, south, east, north], { padding, maxZoom, animate: !still(), duration: 700 });
  }

  flyTo(center: readonly [number, number], zoom?: number): void {
    const [lon, lat] = center;
    this.map.easeTo({
      center: [lon, lat],
      zoom: zoom ?? this.map.getZoom(),
      animate: !still(),
      duration: 700,
    });
  }

  view(): View {
    const { lng, lat } = this.map.getCenter();
    return {
      lon: lng,
      lat,
      zoom: this.map.getZoom(),
      bearing: this.map.getBearing(),
      pitch: this.map.getPitch(),
    };
  }

  /** Draws the map as it is onto a canvas for print, at once: what is drawn by WebGL is not kept. */
  drawOn(canvas: HTMLCanvasElement): void {
    this.map.redraw();
    const drawn = this.map.getCanvas();
    const of = JSON.stringify([this.view(), drawn.width, drawn.height]);
    if (this.#printed?.of !== of || (!isPlain(drawn) && this.map.areTilesLoaded())) {
      this.map.redraw();
      this.#printed = { of, canvas: copyOf(drawn, drawn.width, drawn.height) };
    }
    Object.assign(canvas, { width: drawn.width, height: drawn.height });
    canvas.getContext("2d")?.drawImage(this.#printed.canvas, 0, 0);
  }

  /** How wide the map is on the screen; pixels. */
  get width(): number {
    return this.map.getCanvas().clientWidth;
  }

  remove(): void {
    this.map.remove();
  }

  #putImages(): void {
    for (const [name, { data, ratio }] of this.#images) {
      if (this.map.hasImage(name)) this.map.removeImage(name);
      this.map.addImage(name, data, { pixelRatio: ratio });
    }
  }

  #listen(events: Events): void {
    const { map } = this;
    map.on("moveend", () => {
      this.standings.refresh();
      events.moved(this.view());
    });
    map.on("sourcedata", ({ sourceId, tile }) => {
      const canonical = tile?.tileID.canonical;
      if (sourceId !== SITES || !canonical) return;
      this.standings.tell(keyOf(this.standings.range.set, canonical.z, canonical.x, canonical.y));
    });
    map.on("mousemove", ({ point }) => {
      const { site, cluster } = this.#at(point, 0);
      map.getCanvas().style.cursor = site || cluster ? "pointer" : "";
      events.hovered(site);
    });
    map.on("mouseout", () => events.hovered(undefined));
    map.on("dragstart", () => events.hovered(undefined));
    map.on("click", ({ point }) => {
      const { site, cluster } = this.#at(point, FINGER);
      if (!site && cluster?.geometry.type === "Point") {
        const [lon = 0, lat = 0] = cluster.geometry.coordinates;
        this.flyTo([lon, lat], Math.min(map.getZoom() + 2, this.standings.range.minzoom + 0.5));
        return;
      }
      events.clicked(site);
    });
    map.on("webglcontextlost", () => events.broken());
  }

  /** The site or cluster at a place of the screen; a rank mark goes before what lies under it. */
  #at(point: { x: number; y: number }, around: number): { site?: Pointed; cluster?: MapGeoJSONFeature } {
    const layers = ["ranks", "chosen-pin", "site-fill", "site-line", "cluster"].filter((id) =>
      this.map.getLayer(id),
    );
    const box: [PointLike, PointLike] = [
      [point.x - around, point.y - around],
      [point.x + around, point.y + around],
    ];
    const exact = this.map.queryRenderedFeatures([point.x, point.y], { layers });
    const found = exact.length || !around ? exact : this.map.queryRenderedFeatures(box, { layers });
    const first = found[0];
    if (!first) return {};
    if (first.source === CLUSTERS) return { cluster: first };
    const { properties } = first;
    const row = Number(first.source === SITES ? first.id : (properties["row"] ?? -1));
    return { site: { id: String(properties["id"]), row, properties } };
  }
}

function copyOf(canvas: HTMLCanvasElement, width: number, height: number): HTMLCanvasElement {
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  copy.getContext("2d")?.drawImage(canvas, 0, 0, width, height);
  return copy;
}

/** Whether a canvas holds one colour alone, as one does that lost what it was drawn from. */
function isPlain(canvas: HTMLCanvasElement): boolean {
  const small = copyOf(canvas, 32, 32);
  const data = small.getContext("2d")?.getImageData(0, 0, 32, 32).data ?? new Uint8ClampedArray();
  return data.every((value, i) => value === data[i % 4]);
}

const imagesOf = ({ kinds, layers }: Drawing): string => JSON.stringify([kinds, layers]);

const imagesFor = ({ kinds, layers }: Drawing): ReturnType<typeof pictures> =>
  pictures(
    Object.fromEntries(kinds.map(({ name, label }) => [name, label])),
    layers.map(({ name }) => name),
  );

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

const rangeOf = ({ tiles, sites }: Drawing): Range => ({
  set: sites,
  minzoom: tiles.sets[sites].from_zoom,
  maxzoom: tiles.sets[sites].max_zoom,
});

const pick = <T>(sources: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(sources).filter(([id]) => id.startsWith(DRAWN)));
