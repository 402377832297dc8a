/** The address of the picture of the map that the service draws, where none can be drawn here. */
import { addressOf } from "../api/client";
import { answer } from "../state/answer";
import { catalogue } from "../state/catalogue";
import { look } from "../state/look";
import { draft } from "../state/requirement";

export function stillAddress(): string {
  const { sites } = draft.requirement;
  // an answer for parcels says nothing of halls
  const told = answer.told?.requirement.sites === sites ? answer.told : undefined;
  return addressOf("/api/picture.svg", {
    catalogue: catalogue.facts?.id,
    sites,
    parcel: look.chosen === undefined ? [] : [look.chosen],
    selection: told?.digest,
    bounds: catalogue.tiles?.bounds?.join(","),
    width: 900,
    lang: look.lang,
  });
}
