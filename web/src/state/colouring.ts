/** By what the map is coloured: what the visitor chose, else suitability as soon as sites differ in it. */
import { answer } from "./answer";
import { look, type ColourBy } from "./look";
import { draft } from "./requirement";

export function colouring(): ColourBy {
  const halls = draft.requirement.sites === "halls";
  if (look.colourBy && !(halls && look.colourBy === "planning_use")) return look.colourBy;
  const asked = answer.told?.requirement;
  const ranked = asked?.sites === draft.requirement.sites && asked.criteria.length > 0;
  return ranked ? "suitability" : halls ? "status" : "planning_use";
}
