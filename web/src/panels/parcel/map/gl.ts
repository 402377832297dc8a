/** MapLibre, loaded when a map of this page comes into sight; its worker is a file of our own. */
import type * as MapLibre from "maplibre-gl";

export type Gl = typeof MapLibre;

let loading: Promise<Gl> | undefined;

async function load(): Promise<Gl> {
  const [gl, worker] = await Promise.all([
    import("maplibre-gl"),
    import("maplibre-gl/dist/maplibre-gl-worker.mjs?url"),
    import("maplibre-gl/dist/maplibre-gl.css"),
  ]);
  gl.setWorkerUrl(worker.default);
  return gl;
}

export function maplibre(): Promise<Gl> {
  loading ??= load();
  loading.catch(() => {
    loading = undefined; // the network may be back the next time
  });
  return loading;
}

/** Whether this device draws with WebGL 2 at all. */
export function drawsWebGl(): boolean {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

export const stillness = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
