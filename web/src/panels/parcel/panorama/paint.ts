/** Paints a scene as an equirectangular picture: 360° wide, 180° high, north in the middle. */
import { badge } from "../../../map/images";
import { bearingOf, elevation, spans, type Ground, type Scene } from "./scene";

export const WIDTH = 4096;
export const HEIGHT = 2048;
const STEP = 2; // pixels a ray
const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

const LETTERS = `600 26px ${FONT}`;
const TALL = 44; // px that a label takes with its distance to the next

/** The column of a bearing: north in the middle. */
export const columnOf = (bearing: number): number => (((bearing + 180) % 360) / 360) * WIDTH;
/** The row of an elevation: the horizon in the middle. */
export const rowOf = (degrees: number): number => ((90 - degrees) / 180) * HEIGHT;

export interface Words {
  compass: readonly string[];
  away: (metres: number) => string;
  kind: (kind: string) => string;
}

/** Room that a label takes: its middle, and half of its width. */
interface Taken {
  x: number;
  y: number;
  half: number;
}

type Pen = CanvasRenderingContext2D;

function sky(pen: Pen): void {
  const air = pen.createLinearGradient(0, 0, 0, HEIGHT / 2);
  air.addColorStop(0, "#7fb2d9");
  air.addColorStop(0.7, "#cfe3ee");
  air.addColorStop(1, "#f4f6f2");
  pen.fillStyle = air;
  pen.fillRect(0, 0, WIDTH, HEIGHT / 2);
  const sea = pen.createLinearGradient(0, HEIGHT / 2, 0, HEIGHT);
  sea.addColorStop(0, "#cbdfe6");
  sea.addColorStop(0.06, "#8fb9cb");
  sea.addColorStop(0.5, "#5e96ae");
  sea.addColorStop(1, "#4d87a0");
  pen.fillStyle = sea;
  pen.fillRect(0, HEIGHT / 2, WIDTH, HEIGHT / 2);
}

/** An area on the ground, a strip a ray; hazier the farther it is. */
function area(
  pen: Pen,
  rings: readonly (readonly Ground[])[],
  eye: number,
  colour: (away: number) => string,
  reach = Infinity,
): void {
  for (let x = 0; x < WIDTH; x += STEP) {
    const bearing = ((x + STEP / 2) / WIDTH) * 360 - 180;
    for (const [near, far] of spans(rings, bearing)) {
      // what is cut off where nothing farther was asked for runs on to the horizon
      const top = far >= reach ? HEIGHT / 2 : rowOf(elevation(0, eye, far));
      const bottom = near ? rowOf(elevation(0, eye, near)) : HEIGHT;
      pen.fillStyle = colour((near + far) / 2);
      pen.fillRect(x, top, STEP, Math.max(bottom - top, 1));
    }
  }
}

function block(
  pen: Pen,
  { rings, height, name, away }: Scene["blocks"][number],
  eye: number,
  words: Words,
  taken: Taken[],
): void {
  let first: number | undefined;
  let top = HEIGHT / 2;
  for (let x = 0; x < WIDTH; x += STEP) {
    const bearing = ((x + STEP / 2) / WIDTH) * 360 - 180;
    for (const [near, far] of spans(rings, bearing)) {
      const foot = near ? rowOf(elevation(0, eye, near)) : HEIGHT;
      const roof = rowOf(elevation(height, eye, near));
      const back = rowOf(elevation(height, eye, far));
      if (height > 0) {
        // walls catch the light by the way they face
        const light = 66 + 8 * Math.cos(((bearing - 225) * Math.PI) / 180);
        pen.fillStyle = `hsl(210 12% ${String(light)}%)`;
        pen.fillRect(x, roof, STEP, foot - roof);
        pen.fillStyle = "hsl(205 14% 78%)";
        if (back < roof) pen.fillRect(x, back, STEP, roof - back);
      } else {
        pen.fillStyle = "rgba(196, 171, 112, 0.75)";
        pen.fillRect(x, Math.min(back, foot - 1), STEP, Math.max(foot - back, 1));
      }
      top = Math.min(top, back, roof);
      first ??= x;
    }
  }
  if (first === undefined) return;
  const text = `${name} · ${words.away(away)}`;
  pen.font = LETTERS;
  const half = pen.measureText(text).width / 2 + 16;
  const x = columnOf(labelAt(rings));
  let y = Math.min(top, HEIGHT / 2) - 26;
  // one above the other where they stand close
  while (taken.some((one) => Math.abs(one.x - x) < one.half + half && Math.abs(one.y - y) < TALL)) y -= TALL;
  taken.push({ x, y, half });
  label(pen, x, y, text, "#33454c");
}

const labelAt = (rings: readonly (readonly Ground[])[]): number => {
  const ring = rings[0] ?? [];
  const sum = ring.reduce<[number, number]>((all, [x, y]) => [all[0] + x, all[1] + y], [0, 0]);
  return bearingOf(sum);
};

/** A line on the ground as wide as it is there; cut where it leaves the picture on one side. */
function way(
  pen: Pen,
  line: readonly Ground[],
  eye: number,
  wide: number,
  colour: string,
  dashed: boolean,
): void {
  pen.strokeStyle = colour;
  pen.lineCap = "butt";
  for (let i = 1; i < line.length; i += 1) {
    const [from, to] = [line[i - 1], line[i]];
    if (!from || !to) continue;
    const long = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const parts = Math.min(400, Math.max(1, Math.ceil(long / 12)));
    for (let k = 0; k < parts; k += 1) {
      if (dashed && k % 4 > 1) continue;
      const at = (t: number): Ground => [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
      const [one, two] = [at(k / parts), at((k + 1) / parts)];
      const [x1, x2] = [columnOf(bearingOf(one)), columnOf(bearingOf(two))];
      if (Math.abs(x1 - x2) > WIDTH / 2) continue;
      const away = Math.hypot(...one);
      // across the ground a width shrinks with the distance, and once more with the slant
      const slant = eye / Math.hypot(eye, away);
      const thick = ((wide / Math.max(away, 4)) * slant * WIDTH) / (2 * Math.PI);
      pen.lineWidth = Math.min(60, Math.max(1.4, thick));
      pen.beginPath();
      pen.moveTo(x1, rowOf(elevation(0, eye, away)));
      pen.lineTo(x2, rowOf(elevation(0, eye, Math.hypot(...two))));
      pen.stroke();
    }
  }
}

function label(pen: Pen, x: number, y: number, text: string, colour: string): void {
  pen.font = LETTERS;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const half = pen.measureText(text).width / 2 + 12;
  const middle = Math.min(WIDTH - half, Math.max(half, x));
  pen.fillStyle = "rgba(255, 255, 255, 0.88)";
  pen.beginPath();
  pen.roundRect(middle - half, y - 20, 2 * half, 40, 10);
  pen.fill();
  pen.fillStyle = colour;
  pen.fillText(text, middle, y + 1);
}

function compass(pen: Pen, words: Words): void {
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let degrees = 0; degrees < 360; degrees += 5) {
    const x = columnOf(degrees);
    const tall = degrees % 45 === 0 ? 20 : degrees % 15 === 0 ? 12 : 6;
    pen.fillStyle = "rgba(23, 38, 43, 0.75)";
    pen.fillRect(x - 1, HEIGHT / 2 - tall / 2, 2, tall);
    if (degrees % 45) continue;
    const text = words.compass[degrees / 45] ?? "";
    for (const at of degrees === 180 ? [0, WIDTH] : [x]) {
      pen.font = `700 34px ${FONT}`;
      pen.lineWidth = 8;
      pen.strokeStyle = "rgba(255, 255, 255, 0.9)";
      pen.strokeText(text, at, HEIGHT / 2 + 42);
      pen.fillStyle = degrees === 0 ? "#b3400e" : "#17262b";
      pen.fillText(text, at, HEIGHT / 2 + 42);
    }
  }
}

/** Facilities as signs on stems above the horizon, at different heights where they stand close. */
function posts(pen: Pen, scene: Scene, eye: number, words: Words): void {
  const taken: { x: number; half: number; level: number }[] = [];
  const nearest = [...scene.posts].sort((a, b) => a.away - b.away).slice(0, 24);
  pen.font = LETTERS;
  for (const post of nearest) {
    const x = columnOf(bearingOf(post.at));
    const text = `${post.name} · ${words.away(post.away)}`;
    const half = pen.measureText(text).width / 2 + 40;
    let level = 0;
    while (taken.some((other) => other.level === level && Math.abs(other.x - x) < other.half + half))
      level += 1;
    if (level > 7) continue;
    taken.push({ x, half, level });
    const foot = rowOf(elevation(0, eye, Math.hypot(...post.at)));
    const head = HEIGHT / 2 - 150 - level * 62;
    pen.fillStyle = "rgba(23, 38, 43, 0.55)";
    pen.fillRect(x - 1.5, head, 3, foot - head);
    pen.beginPath();
    pen.arc(x, foot, 5, 0, 2 * Math.PI);
    pen.fill();
    label(pen, x, head - 30, text, "#17262b");
    const picture = badge(post.kind, words.kind(post.kind));
    const sign = document.createElement("canvas");
    sign.width = picture.data.width;
    sign.height = picture.data.height;
    sign.getContext("2d")?.putImageData(picture.data, 0, 0);
    pen.drawImage(sign, x - 22, head - 6, 44, 44);
    pen.font = LETTERS;
  }
}

const haze = (light: number, away: number, reach: number): string =>
  `hsl(72 ${String(Math.round(22 - 10 * Math.min(away / reach, 1)))}% ${String(Math.round(light + 10 * Math.min(away / reach, 1)))}%)`;

/** The whole picture. `eye` is the height of the eye above the ground, m. */
export function paint(scene: Scene, eye: number, words: Words): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas to draw on");
  sky(pen);
  area(pen, scene.land, eye, (away) => haze(74, away, scene.reach), scene.reach * 0.999);
  area(pen, scene.site, eye, () => "rgba(79, 174, 147, 0.55)");
  const lies = (role: string): boolean => role === "ferry";
  for (const one of scene.ways.filter(({ role }) => lies(role))) way(pen, one.line, eye, 10, "#2f6f9c", true);
  for (const one of scene.ways.filter(({ role }) => !lies(role)))
    way(
      pen,
      one.line,
      eye,
      one.wide,
      one.role.includes("bridge") ? "#8a6d3f" : "#f6efe0",
      one.role === "planned_bridge",
    );
  const taken: Taken[] = [];
  for (const one of [...scene.blocks].sort((a, b) => b.away - a.away)) block(pen, one, eye, words, taken);
  posts(pen, scene, eye, words);
  compass(pen, words);
  return canvas;
}
