/** More about an entry of the record, as lines of name and value. */
type Told = Readonly<Record<string, unknown>>;

const said = (value: unknown): string => {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(" → ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** A pair of old and new reads "old → new". */
export const plainly = (told: Told): [name: string, value: string][] =>
  Object.entries(told)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, said(value)]);
