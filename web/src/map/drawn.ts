/** Drawing on the map: a line or an area, point by point. Loaded when it is first needed. */
import type { Map as GlMap } from "maplibre-gl";
import {
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
  ValidateNotSelfIntersecting,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { Tool } from "../state/look";
import type { Point } from "./gcj02";

export interface Shape {
  points: Point[];
  finished: boolean;
}

const BLUE = "#1257c9";
const POINTS = {
  closingPointColor: "#ffffff",
  closingPointWidth: 5,
  closingPointOutlineColor: BLUE,
  closingPointOutlineWidth: 2,
} as const;

export class DrawingTool {
  readonly #draw: TerraDraw;
  readonly #map: GlMap;
  #last: Shape = { points: [], finished: false };

  constructor(
    map: GlMap,
    readonly tool: Exclude<Tool, "none">,
    changed: (shape: Shape) => void,
  ) {
    this.#map = map;
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: "td" }),
      modes: [
        new TerraDrawLineStringMode({ styles: { ...POINTS, lineStringColor: BLUE, lineStringWidth: 3 } }),
        new TerraDrawPolygonMode({
          styles: {
            ...POINTS,
            fillColor: BLUE,
            fillOpacity: 0.1,
            outlineColor: BLUE,
            outlineWidth: 2,
          },
          validation: (feature, { updateType }) =>
            updateType === "finish" || updateType === "commit"
              ? ValidateNotSelfIntersecting(feature)
              : { valid: true },
        }),
      ],
    });
    const tell = (finished: boolean): void => {
      const points = this.#points();
      if (!points.length && this.#last.finished) return;
      this.#last = { points, finished };
      changed(this.#last);
    };
    this.#draw.on("change", () => {
      if (!this.#last.finished) tell(false);
    });
    this.#draw.on("finish", () => {
      tell(true);
      this.#draw.setMode("static");
    });
    this.begin();
  }

  begin(): void {
    if (!this.#draw.enabled) this.#draw.start();
    this.#draw.clear();
    this.#last = { points: [], finished: false };
    this.#draw.setMode(this.tool === "distance" ? "linestring" : "polygon");
  }

  /** Ends the line or area as the key does. */
  finish(): void {
    const canvas = this.#map.getCanvas();
    canvas.dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", bubbles: true }));
  }

  stop(): void {
    if (this.#draw.enabled) this.#draw.stop();
  }

  /** The points that were set; while it is drawn the last one follows the pointer. */
  #points(): Point[] {
    const shape = this.#draw
      .getSnapshot()
      .map(({ geometry }) => geometry)
      .find(({ type }) => type === (this.tool === "distance" ? "LineString" : "Polygon"));
    if (shape?.type === "LineString") return shape.coordinates.map(([lon = 0, lat = 0]) => [lon, lat]);
    if (shape?.type !== "Polygon") return [];
    return (shape.coordinates[0] ?? []).slice(0, -1).map(([lon = 0, lat = 0]) => [lon, lat]);
  }
}
