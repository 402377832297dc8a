/** The map's pictures, drawn here: no sprite is asked of anybody. */
import { areaLooks, type Pattern } from "./palette";
import { signOf } from "./signs";

export interface Picture {
  data: ImageData;
  ratio: number;
}

const RATIO = 2;

function drawn(size: number, draw: (pen: CanvasRenderingContext2D) => void): Picture {
  const canvas = document.createElement("canvas");
  canvas.width = size * RATIO;
  canvas.height = size * RATIO;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("no canvas to draw on");
  pen.scale(RATIO, RATIO);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  draw(pen);
  return { data: pen.getImageData(0, 0, canvas.width, canvas.height), ratio: RATIO };
}

function lines(pen: CanvasRenderingContext2D, strokes: readonly (readonly number[])[]): void {
  pen.beginPath();
  for (const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] of strokes) {
    pen.moveTo(x1, y1);
    pen.lineTo(x2, y2);
  }
  pen.stroke();
}

// strokes that run on from one repetition to the next, on a square of 8
const FALLING = [
  [-2, 6, 2, 10],
  [-2, -2, 10, 10],
  [6, -2, 10, 2],
];
const RISING = FALLING.map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) => [x1, 8 - y1, x2, 8 - y2]);
const STROKES: Record<string, number[][]> = {
  lines: RISING,
  cross: [...RISING, ...FALLING],
  hatch: RISING,
  back: FALLING,
  grid: [
    [4, -1, 4, 9],
    [-1, 4, 9, 4],
  ],
  upright: [[4, -1, 4, 9]],
  level: [[-1, 4, 9, 4]],
};

function pattern(name: string, colour: string, width: number): Picture {
  return drawn(8, (pen) => {
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.lineWidth = width;
    const strokes = STROKES[name];
    if (strokes) return lines(pen, strokes);
    for (const [x, y] of [
      [2, 2],
      [6, 6],
    ] as const) {
      pen.beginPath();
      pen.arc(x, y, width * 0.9, 0, 2 * Math.PI);
      pen.fill();
    }
  });
}

/** The pattern that lies on the colour of a use or status. */
export const overlay = (name: Exclude<Pattern, "none">): Picture =>
  pattern(name, "rgba(48, 30, 20, 0.42)", name === "dots" ? 1 : 0.9);

export const areaPattern = (name: string, colour: string): Picture => pattern(name, colour, 1.1);

export const undecided = (): Picture => pattern("cross", "rgba(138, 82, 0, 0.55)", 0.8);

/** A facility: its sign in white on a round of its colour. */
export function badge(kind: string, label: string): Picture {
  const { path, colour, letter } = signOf(kind, label);
  return drawn(26, (pen) => {
    pen.beginPath();
    pen.arc(13, 13, 11, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.fill();
    pen.lineWidth = 1.5;
    pen.strokeStyle = "#ffffff";
    pen.stroke();
    if (letter) {
      pen.fillStyle = "#ffffff";
      pen.font = '600 12px "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(letter, 13, 13.5);
      return;
    }
    pen.translate(6, 6);
    pen.scale(14 / 24, 14 / 24);
    pen.lineWidth = 2.3;
    pen.stroke(new Path2D(path));
  });
}

/** A candidate: a drop that points at it, with its rank in it. */
export const pin = (fill: string, edge: string, rank = ""): Picture =>
  drawn(36, (pen) => {
    pen.beginPath();
    pen.moveTo(18, 34);
    pen.bezierCurveTo(15, 28, 6, 24, 6, 14);
    pen.arc(18, 14, 12, Math.PI, 0);
    pen.bezierCurveTo(30, 24, 21, 28, 18, 34);
    pen.closePath();
    pen.shadowColor = "rgba(16, 42, 48, 0.35)";
    pen.shadowBlur = 5;
    pen.shadowOffsetY = 2;
    pen.fillStyle = fill;
    pen.fill();
    pen.shadowColor = "transparent";
    pen.lineWidth = 2;
    pen.strokeStyle = edge;
    pen.stroke();
    pen.fillStyle = edge;
    pen.font = `700 ${rank.length > 2 ? "10" : "13"}px "Noto Sans CJK SC", "PingFang SC", sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(rank, 18, 15);
  });

/** The picture of a candidate of some rank, by its name; undefined where the name is of no such. */
export function pinNamed(name: string): Picture | undefined {
  const [, rank] = /^pin-(\d{1,5})$/.exec(name) ?? [];
  return rank === undefined ? undefined : pin("#0b5a4a", "#ffffff", rank);
}

/** Every picture of the map by name. */
export function pictures(
  kinds: Readonly<Record<string, string>>,
  layers: readonly string[],
): Map<string, Picture> {
  const all = new Map<string, Picture>();
  for (const name of ["dots", "lines", "cross"] as const) all.set(`on-${name}`, overlay(name));
  all.set("on-undecided", undecided());
  for (const { layer, colour, pattern: name } of areaLooks(layers)) {
    all.set(`area-${layer}`, areaPattern(name, colour));
  }
  for (const [kind, label] of Object.entries(kinds)) all.set(`kind-${kind}`, badge(kind, label));
  all.set("pin", pin("#0b5a4a", "#ffffff"));
  all.set("pin-chosen", pin("#1257c9", "#ffffff"));
  return all;
}
