/** The state as an address, and back: what is needed and what is looked at, nothing else. */
import { reactive, watch } from "vue";
import { favourites } from "./favourites";
import { look, usualUnits, type View } from "./look";
import { draft, start, written, PLAIN, type Requirement } from "./requirement";
import { sound, soundState, soundView, type Shared } from "./shared";

/** The answer that the opened link was shared with; empty for none. */
export const opened = reactive({ digest: "" });

const MOST = 60_000; // characters; browsers and servers take no longer addresses

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): Promise<Uint8Array> {
  const piped = new Blob([bytes])
    .stream()
    .pipeThrough(stream as ReadableWritablePair<Uint8Array, BufferSource>);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

export async function packed(requirement: Requirement): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(requirement));
  return toBase64(await through(text, new CompressionStream("deflate-raw")));
}

/** The requirement in an address; undefined where it holds none that can be read. */
export async function unpacked(text: string): Promise<Requirement | undefined> {
  if (!text || text.length > MOST) return undefined;
  try {
    const raw = await through(fromBase64(text), new DecompressionStream("deflate-raw"));
    return sound(JSON.parse(new TextDecoder().decode(raw)));
  } catch {
    return undefined;
  }
}

const fixed = (number: number, digits: number): string => String(Number(number.toFixed(digits)));

export const viewText = (view: View): string =>
  [
    fixed(view.lat, 5),
    fixed(view.lon, 5),
    fixed(view.zoom, 2),
    fixed(view.bearing, 0),
    fixed(view.pitch, 0),
  ].join(",");

export function viewOf(text: string): View | undefined {
  const [lat, lon, zoom, bearing = 0, pitch = 0] = text.split(",").map(Number);
  return soundView({ lat, lon, zoom, bearing, pitch });
}

/** All of the state that a link carries. */
export function shared(): Shared {
  const { lang, units, basemap, hidden, colourBy, chosen, view } = look;
  const all: Shared = { requirement: written(), lang, units, hidden: [...hidden] };
  if (draft.template) all.template = draft.template;
  if (basemap) all.basemap = basemap;
  if (colourBy) all.colourBy = colourBy;
  if (chosen !== undefined) all.parcel = chosen;
  if (view) all.view = { ...view };
  if (favourites.compared.length) all.compared = [...favourites.compared];
  return all;
}

/** Puts back what a link carries; anything that can't be right is left as it is. */
export function restore(from: unknown): void {
  const state = soundState(from);
  if (state.requirement) start(state.requirement, state.template ?? "");
  if (state.parcel !== undefined) look.chosen = state.parcel;
  if (state.view) look.view = state.view;
  if (state.colourBy) look.colourBy = state.colourBy;
  if (state.hidden) look.hidden = state.hidden;
  if (state.basemap !== undefined) look.basemap = state.basemap;
  if (state.lang) look.lang = state.lang;
  if (state.units) look.units = state.units;
  if (state.compared) favourites.compared = state.compared;
  opened.digest = state.digest ?? "";
}

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

/** Whether the address that the page was opened by has been read. */
let wasRead = false;

/** Reads the state out of an address; anything that can't be read is left as it is. */
export async function read(query: URLSearchParams): Promise<boolean> {
  wasRead = true;
  const requirement = await unpacked(query.get("need") ?? "");
  const hidden = query.get("hidden");
  const compared = query.getAll("with");
  restore({
    requirement,
    template: query.get("template") ?? undefined,
    parcel: query.get("parcel") ?? undefined,
    view: viewOf(query.get("view") ?? ""),
    colourBy: query.get("colour") ?? undefined,
    hidden: hidden ? hidden.split(",").map(decoded) : undefined,
    basemap: query.get("base") ?? undefined,
    units: query.get("units") ?? undefined,
    lang: query.get("lang") ?? undefined,
    compared: compared.length ? compared : undefined,
  });
  return requirement !== undefined;
}

export async function query(): Promise<URLSearchParams> {
  const text = new URLSearchParams();
  const state = shared();
  const untouched = JSON.stringify(state.requirement) === JSON.stringify(PLAIN);
  if (state.requirement && !untouched) text.set("need", await packed(state.requirement));
  if (state.template) text.set("template", state.template);
  if (state.parcel !== undefined) text.set("parcel", state.parcel);
  if (state.colourBy) text.set("colour", state.colourBy);
  if (state.hidden?.length) text.set("hidden", state.hidden.map(encodeURIComponent).join(","));
  if (state.basemap) text.set("base", state.basemap);
  if (state.units && state.units !== usualUnits(look.lang)) text.set("units", state.units);
  for (const id of state.compared ?? []) text.append("with", id);
  if (state.view) text.set("view", viewText(state.view));
  text.set("lang", look.lang);
  return text;
}

const PAUSE = 300; // ms; browsers refuse an address that changes too often

/** Keeps the address in step with the state; returns how to write it anew, after the way led here. */
export async function keep(): Promise<() => void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void query().then((text) => {
        if (location.pathname !== "/") return;
        const address = `${location.pathname}?${text.toString()}${location.hash}`;
        // the router writes its own address of this entry back when it leaves
        const kept = history.state as Record<string, unknown> | null;
        history.replaceState({ ...kept, current: address }, "", address);
      });
    }, PAUSE);
  };
  // back from a page that was loaded by itself
  if (!wasRead && location.search) await read(new URLSearchParams(location.search));
  watch([() => draft.requirement, look, favourites], soon, { deep: true });
  soon();
  return soon;
}
