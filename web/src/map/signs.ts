/** The signs of facilities: strokes on a 24 × 24 square; one set for map, legend and lists. */

export interface Sign {
  /** An SVG path, drawn as lines. */
  path: string;
  colour: string;
  /** The zoom from which it is drawn: what many look for comes first. */
  from: number;
  /** A letter where there is no sign of its own. */
  letter?: string;
}

const SEA = "#1f5f8b";
const LAND = "#4b5a8c";
const POWER = "#8a5200";
const PEOPLE = "#94304f";
const WORKS = "#4a5d63";

const FACTORY = "M4 20V10l5 3.5V10l5 3.5V5h4l1 15ZM8 17h1M13 17h1";
const SIGNS: Readonly<Record<string, Omit<Sign, "letter">>> = {
  wharf: {
    path: "M12 8v13M12 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 11h8M4 14c.5 4.5 4 7 8 7s7.5-2.5 8-7",
    colour: SEA,
    from: 8.5,
  },
  container_terminal: { path: "M3 9h18v11H3ZM8 9v11M12 9v11M16 9v11M7 9V4h10v5", colour: SEA, from: 8 },
  oil_terminal: { path: "M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11Z", colour: SEA, from: 8.5 },
  ferry_pier: { path: "M3 15h18l-2.5 5h-13ZM6 15v-5h12v5M10 10V6h4v4", colour: SEA, from: 9.5 },
  fishing_port: { path: "M3 12c4-6 10-6 14 0-4 6-10 6-14 0ZM17 12l4-4v8ZM8 11v.5", colour: SEA, from: 10.5 },
  shipyard: { path: "M3 16h18l-3 5H6ZM12 16V4l7 5M12 9h7v3", colour: SEA, from: 9.5 },
  airport: { path: "M12 3v18M12 9l9 5M12 9l-9 5M12 18l4 3M12 18l-4 3", colour: LAND, from: 7 },
  interchange: { path: "M8 21V3M16 21V3M8 16c0-4 8-4 8-8M8 8c0 4 8 4 8 8", colour: LAND, from: 9.5 },
  power_plant: { path: "M13 2 5 14h6l-1 8 8-12h-6Z", colour: POWER, from: 9.5 },
  substation: { path: "M12 3 5 21M12 3l7 18M8 13h8M6.5 17h11M9.5 9h5", colour: POWER, from: 10.5 },
  park_centre: { path: FACTORY, colour: WORKS, from: 9.5 },
  hospital: { path: "M9 3h6v6h6v6h-6v6H9v-6H3V9h6Z", colour: PEOPLE, from: 10.5 },
  school: {
    path: "M3 5c4-1 7 0 9 2 2-2 5-3 9-2v14c-4-1-7 0-9 2-2-2-5-3-9-2ZM12 7v14",
    colour: PEOPLE,
    from: 11,
  },
  university: { path: "M2 9l10-5 10 5-10 5ZM6 11v6c3 3 9 3 12 0v-6M22 9v6", colour: PEOPLE, from: 10 },
  vacant_building: { path: "M4 11l8-7 8 7v10H4ZM10 21v-6h4v6", colour: WORKS, from: 14.5 },
};

/** The sign of a kind; its first letter where it has no sign of its own. */
export function signOf(kind: string, label: string): Sign {
  const known = SIGNS[kind];
  if (known) return known;
  if (kind.endsWith("_firm")) return { path: FACTORY, colour: WORKS, from: 10.5 };
  const letter = [...label].find((one) => /[\p{L}\p{N}]/u.test(one)) ?? "·";
  return { path: "", colour: LAND, from: 11, letter: letter.toUpperCase() };
}
