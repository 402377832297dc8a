/** A few facts of a site in words, from what is at hand: the service's own words go first. */
import { attributeNamed } from "../state/catalogue";
import { say, word } from "../words";
import { area } from "../words/measure";
import type { ParcelOut } from "./chosen";
import { meaningOf, USES } from "./palette";

/** Facts of the properties that tiles and parcels share. */
export function factsOf(properties: Readonly<Record<string, unknown>>): string[] {
  const text = (name: string): string => {
    const value = properties[name];
    return typeof value === "string" ? value : "";
  };
  const facts: string[] = [];
  const use = text("planning_use");
  if (use) facts.push(word(`map.use.${meaningOf(USES, use).name}`));
  const size = properties["floor_area"] ?? properties["area"];
  if (typeof size === "number") facts.push(area(size));
  for (const name of ["status", "district"]) {
    const value = text(name);
    if (value) facts.push(say(attributeNamed(name)?.values[value]) || value);
  }
  return facts;
}

export const factsOfParcel = ({ properties }: ParcelOut): string[] => factsOf(properties);
