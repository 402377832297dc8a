/** The state as an address, and back: what is needed and what is looked at, nothing else. */
import { reactive, watch } from "vue";
import { favourites } from "./favourites";
import { look, type ColourBy, type View } from "./look";
import { draft, start, written, PLAIN, type Requirement } from "./requirement";

export interface Shared {
  requirement?: Requirement;
  template?: string;
  parcel?: string;
  view?: View;
  colourBy?: ColourBy;
  hidden?: string[];
  compared?: string[];
  catalogue?: string;
  digest?: string;
}

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

const isList = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null);

/** A requirement from outside with all that the page relies on; undefined where it can't be one. */
export function sound(read: unknown): Requirement | undefined {
  if (typeof read !== "object" || read === null || Array.isArray(read)) return undefined;
  const whole = { ...structuredClone(PLAIN), ...(read as Partial<Requirement>) };
  const { title, sites, constraints, criteria } = whole as Record<string, unknown>;
  const named = (one: Record<string, unknown>): boolean => typeof one["id"] === "string";
  if (!isList(constraints) || !isList(criteria) || !constraints.every(named) || !criteria.every(named))
    return undefined;
  if (sites !== "parcels" && sites !== "halls") return undefined;
  if (typeof title !== "object" || title === null) whole.title = { ...PLAIN.title };
  return whole;
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
  if (lat === undefined || lon === undefined || zoom === undefined) return undefined;
  const sound =
    [lat, lon, zoom, bearing, pitch].every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? { lat, lon, zoom, bearing, pitch } : undefined;
}

/** All of the state that a link carries. */
export function shared(): Shared {
  const all: Shared = { requirement: written(), colourBy: look.colourBy, hidden: [...look.hidden] };
  if (draft.template) all.template = draft.template;
  if (look.chosen !== undefined) all.parcel = look.chosen;
  if (look.view) all.view = { ...look.view };
  if (favourites.compared.length) all.compared = [...favourites.compared];
  return all;
}

export function restore(state: Shared): void {
  const requirement = sound(state.requirement);
  if (requirement) start(requirement, state.template ?? "");
  if (state.parcel !== undefined) look.chosen = state.parcel;
  if (state.view) look.view = state.view;
  if (state.colourBy) look.colourBy = state.colourBy;
  if (state.hidden) look.hidden = state.hidden;
  if (state.compared) favourites.compared = state.compared.slice(0, 6);
  opened.digest = /^[0-9a-f]{16,64}$/.test(state.digest ?? "") ? (state.digest ?? "") : "";
}

/** Reads the state out of an address; anything that can't be read is left as it is. */
export async function read(query: URLSearchParams): Promise<boolean> {
  const requirement = await unpacked(query.get("need") ?? "");
  const state: Shared = {};
  if (requirement) state.requirement = requirement;
  const template = query.get("template");
  if (template && template.length < 100) state.template = template;
  const parcel = query.get("parcel");
  if (parcel && parcel.length <= 200) state.parcel = parcel;
  const view = viewOf(query.get("view") ?? "");
  if (view) state.view = view;
  const colour = query.get("colour");
  if (colour === "suitability" || colour === "planning_use" || colour === "status") state.colourBy = colour;
  const hidden = query.get("hidden");
  if (hidden) state.hidden = hidden.split(",").slice(0, 40);
  const compared = query.getAll("with");
  if (compared.length) state.compared = compared;
  restore(state);
  return requirement !== undefined;
}

export async function query(): Promise<URLSearchParams> {
  const text = new URLSearchParams();
  const state = shared();
  const untouched = JSON.stringify(state.requirement) === JSON.stringify(PLAIN);
  if (state.requirement && !untouched) text.set("need", await packed(state.requirement));
  if (state.template) text.set("template", state.template);
  if (state.parcel !== undefined) text.set("parcel", state.parcel);
  if (state.colourBy && state.colourBy !== "planning_use") text.set("colour", state.colourBy);
  if (state.hidden?.length) text.set("hidden", state.hidden.join(","));
  for (const id of state.compared ?? []) text.append("with", id);
  if (state.view) text.set("view", viewText(state.view));
  text.set("lang", look.lang);
  return text;
}

const PAUSE = 300; // ms; browsers refuse an address that changes too often

/** Keeps the address in step with the state. */
export function keep(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(
    [() => draft.requirement, look, favourites],
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void query().then((text) => {
          if (location.pathname !== "/") return;
          history.replaceState(history.state, "", `${location.pathname}?${text.toString()}${location.hash}`);
        });
      }, PAUSE);
    },
    { deep: true },
  );
}
