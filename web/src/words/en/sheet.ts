export const words = {
  strip: "Open the panel",
  half: "Open the panel fully",
  full: "Fold the panel",
};
