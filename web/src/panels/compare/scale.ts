/** One scale for several small maps. */
import { distance } from "../../map/measure";
import type { Bounds } from "../parcel/told";

const ROOM = 0.55; // of a picture that the largest site may take
const STEPS = [1, 2, 2.5, 5];

/** Metres a pixel at which the largest of the sites fits, a round number. */
export function commonScale(boxes: readonly Bounds[], width: number, height: number): number {
  const needed = boxes.map(([west, south, east, north]) => {
    const across = distance([west, (south + north) / 2], [east, (south + north) / 2]);
    const along = distance([west, south], [west, north]);
    return Math.max(across / (width * ROOM), along / (height * ROOM));
  });
  const most = Math.max(...needed, 0.1);
  const ten = 10 ** Math.floor(Math.log10(most));
  const step = STEPS.find((one) => one * ten >= most) ?? 10;
  return Number((step * ten).toPrecision(3));
}
