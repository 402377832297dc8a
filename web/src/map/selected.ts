/** The drawing that follows from the state: what `styleOf` makes the map of. */
import { answer } from "../state/answer";
import { attributeNamed, catalogue } from "../state/catalogue";
import { colouring } from "../state/colouring";
import { look } from "../state/look";
import { draft, type Area } from "../state/requirement";
import { say } from "../words";
import { chosen } from "./chosen";
import type { Drawing, Marked, Named } from "./drawing";

const named = (labels: Readonly<Record<string, { zh: string; en: string }>>): Named[] =>
  Object.entries(labels).map(([name, label]) => ({ name, label: say(label) }));

/** Kinds of facilities that the tiles hold, in the catalogue's order. */
export function kindsShown(): Named[] {
  const there = new Set(catalogue.tiles?.sets.ground.layers["facilities"]?.kinds);
  return named(catalogue.facts?.facility_kinds ?? {}).filter(({ name }) => there.has(name));
}

/** Layers of constraint areas that the tiles hold, the same way. */
export function areasShown(): Named[] {
  const there = new Set(catalogue.tiles?.sets.ground.layers["constraints"]?.kinds);
  const labels = Object.entries(catalogue.facts?.constraint_layers ?? {});
  return labels.filter(([name]) => there.has(name)).map(([name, { label }]) => ({ name, label: say(label) }));
}

function placeNames(): Record<string, string> {
  const words = attributeNamed("landmass")?.values ?? {};
  return Object.fromEntries(Object.entries(words).map(([name, word]) => [name, say(word)]));
}

/** Whether the visitor asks for anything that sets sites apart. */
export const isNarrowed = (): boolean => {
  const { constraints, criteria, rules, development, wharf, area_of_interest } = draft.requirement;
  return (
    constraints.length > 0 ||
    criteria.length > 0 ||
    (rules !== undefined && rules !== "none") ||
    development !== undefined ||
    wharf !== undefined ||
    area_of_interest !== undefined
  );
};

function marked(): Marked | undefined {
  const { out } = chosen;
  return out && out.id === look.chosen && out.sites === draft.requirement.sites
    ? { id: out.id, point: out.point, geometry: out.geometry }
    : undefined;
}

/** What is to be drawn; undefined until the catalogue is known. */
export function drawing(): Drawing | undefined {
  const { tiles, site, facts } = catalogue;
  if (!tiles || !facts) return undefined;
  const told = answer.told?.requirement.sites === draft.requirement.sites ? answer.told : undefined;
  return {
    tiles,
    origin: location.origin,
    sites: draft.requirement.sites,
    lang: look.lang,
    colourBy: colouring(),
    hidden: new Set(look.hidden),
    basemap: site?.basemaps.find(({ name }) => name === look.basemap),
    kinds: kindsShown(),
    layers: areasShown(),
    places: placeNames(),
    narrowed: isNarrowed(),
    ranked: draft.requirement.criteria.length > 0,
    selection: told?.digest,
    candidates: told?.candidates ?? [],
    chosen: marked(),
    area: draft.requirement.area_of_interest as Area | undefined,
  };
}
