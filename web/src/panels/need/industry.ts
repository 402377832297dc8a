/** A small picture for each industry: paths of a 24 × 24 drawing, stroked. */
const PICTURES: Readonly<Record<string, string>> = {
  chemicals: "M9 3h6M10 3v6l-5 9a2 2 0 0 0 1.8 3h10.4a2 2 0 0 0 1.8-3l-5-9V3M7.5 15h9",
  electronics: "M7 7h10v10H7zM10 10h4v4h-4zM9 3v4M15 3v4M9 17v4M15 17v4M3 9h4M3 15h4M17 9h4M17 15h4",
  food: "M6 3v7a2 2 0 0 0 4 0V3M8 3v18M17 3c-2 1-3 3-3 6v4h3v8",
  logistics:
    "M2 6h12v10H2zM14 10h4l4 4v2h-8zM6.5 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4M17.5 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  marine_equipment: "M3 15h18l-2.5 5h-13zM6 15v-5h9l3 5M9 10V5h3v5",
  new_energy_materials: "M13 2 5 13h6l-1 9 8-12h-6z",
  workshop: "M3 21V11l6 4v-4l6 4v-4l6 4v6zM7 18h2M12 18h2M17 18h1",
};
const OTHER = "M5 3h9l5 5v13H5zM14 3v5h5M8 13h8M8 17h8";

export const picture = (template: string): string => PICTURES[template] ?? OTHER;
