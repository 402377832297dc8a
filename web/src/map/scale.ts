/** The scale bar: a round length in metres, and how many pixels it is at a latitude and zoom. */
const EQUATOR = 40_075_016.686; // metres around
const PIXELS = 512; // the world at zoom 0
const MOST = 110; // pixels

export const metresPerPixel = (lat: number, zoom: number): number =>
  (EQUATOR * Math.cos((lat * Math.PI) / 180)) / (PIXELS * 2 ** zoom);

export function barOf(lat: number, zoom: number): { metres: number; pixels: number } {
  const one = metresPerPixel(lat, zoom);
  const most = one * MOST;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
  return { metres, pixels: Math.round(metres / one) };
}
