/** Rows of sites by their ids, as far as they were met: lists know ids, tiles know rows. */
const rows = new Map<string, number>();

export function rememberRows(pairs: readonly (readonly [id: string, row: number])[]): void {
  for (const [id, row] of pairs) if (row >= 0) rows.set(id, row);
}

export const rowNamed = (id: string | undefined): number | undefined =>
  id === undefined ? undefined : rows.get(id);
