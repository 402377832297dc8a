/** Strokes of the map's own buttons on a 24 × 24 square. */
export const ICONS = {
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  north: "M12 3l5 9H7ZM12 21l5-9H7Z",
  whole: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  layers: "M12 3l9 5-9 5-9-5ZM3 12.500l9 5 9-5M3 16.500l9 5 9-5",
  distance: "M3 16 16 3l5 5L8 21ZM7 12l2 2M10 9l2 2M13 6l2 2",
  area: "M5 5h14v14H5ZM5 5h.01M19 5h.01M19 19h.01M5 19h.01M9 15l6-6",
  print: "M7 8V3h10v5M7 17H4v-8h16v8h-3M7 14h10v7H7Z",
  close: "M6 6l12 12M18 6 6 18",
  fold: "M6 9l6 6 6-6",
  star: "M12 3.500l2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.900L3.5 9.700l5.9-.8Z",
  compare: "M8 4v16M16 4v16M4 8l4-4 4 4M12 16l4 4 4-4",
} as const;

export type IconName = keyof typeof ICONS;
