/** Land-use codes as a tree, with the counts of what lies below each. */
import type { ValueCountOut } from "./distributions";

export interface CodeRow {
  value: string;
  depth: number;
  all: number;
  others: number;
}

/** Whether a code covers another: it is the same, or the other lies below it. */
export const covers = (wide: string, code: string): boolean => code.startsWith(wide);

/**
 * The codes that sites have, and the chosen ones, each below the classes that it lies in.
 *
 * @param parents the classes of a code, widest first.
 */
export function tree(
  values: readonly ValueCountOut[],
  chosen: readonly string[],
  parents: (code: string) => readonly string[],
): CodeRow[] {
  const shown = new Set<string>();
  for (const code of [...values.map(({ value }) => value), ...chosen])
    for (const one of [...parents(code), code]) shown.add(one);
  return [...shown].sort().map((value) => {
    const below = values.filter((one) => covers(value, one.value));
    return {
      value,
      depth: parents(value).length,
      all: below.reduce((sum, one) => sum + one.all, 0),
      others: below.reduce((sum, one) => sum + one.others, 0),
    };
  });
}

/** The chosen codes after one is switched; those that a chosen one covers go without saying. */
export function switched(chosen: readonly string[], code: string): string[] {
  if (chosen.includes(code)) return chosen.filter((one) => one !== code);
  return [...chosen.filter((one) => !covers(code, one)), code];
}
