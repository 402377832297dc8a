/** The ground of this page's maps, out of what the service tells of the catalogue. */
import { pictures } from "../../../map/images";
import { attributeNamed, catalogue } from "../../../state/catalogue";
import { look } from "../../../state/look";
import type { Sites } from "../../../state/requirement";
import { say } from "../../../words";
import type { Gl } from "./gl";
import type { Ground } from "./layers";

/** Undefined until the catalogue is there. */
export function groundOf(sites: Sites, areas: boolean): Ground | undefined {
  const { facts, tiles } = catalogue;
  if (!facts || !tiles) return undefined;
  const named = (all: Record<string, { zh: string; en: string }>) =>
    Object.entries(all).map(([name, label]) => ({ name, label: say(label) }));
  const labels = Object.fromEntries(
    Object.entries(facts.constraint_layers).map(([name, { label }]) => [name, label]),
  );
  const lands = attributeNamed("landmass")?.values ?? {};
  return {
    tiles,
    origin: location.origin,
    lang: look.lang,
    sites,
    kinds: named(facts.facility_kinds),
    areas: areas ? named(labels) : [],
    places: Object.fromEntries(Object.entries(lands).map(([name, said]) => [name, say(said)])),
  };
}

type GlMap = InstanceType<Gl["Map"]>;

/** Gives a map the pictures that its style names. */
export function paintPictures(map: GlMap): void {
  const { facts } = catalogue;
  if (!facts) return;
  const kinds = Object.fromEntries(
    Object.entries(facts.facility_kinds).map(([name, label]) => [name, say(label)]),
  );
  for (const [name, { data, ratio }] of pictures(kinds, Object.keys(facts.constraint_layers)))
    if (!map.hasImage(name)) map.addImage(name, data, { pixelRatio: ratio });
}
