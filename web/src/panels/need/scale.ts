/** A slider's positions: one a bin of the distribution, so that no stretch of it is wasted. */

/** Where a number stands: 0 at the first edge, the number of bins at the last one. */
export function positionOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1;
  if (last < 1 || value <= (edges[0] as number)) return 0;
  if (value >= (edges[last] as number)) return last;
  let bin = 0;
  while (value >= (edges[bin + 1] as number)) bin += 1;
  const [low, high] = [edges[bin] as number, edges[bin + 1] as number];
  return bin + (value - low) / (high - low);
}

export function valueAt(edges: readonly number[], position: number): number {
  const last = edges.length - 1;
  const bin = Math.min(Math.max(Math.floor(position), 0), last - 1);
  const [low, high] = [edges[bin] as number, edges[bin + 1] as number];
  return low + (high - low) * Math.min(Math.max(position - bin, 0), 1);
}

const NICE = [1, 2, 2.5, 5, 10];

/** The greatest of 1, 2, 2.5, 5 × 10ⁿ that is no greater than a number. */
function nice(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * (NICE.filter((one) => one * power <= step * (1 + 1e-9)).pop() ?? 1);
}

/** The number at a position as somebody would say it in a measure of `factor` schema units. */
export function saidAt(edges: readonly number[], position: number, factor: number): number {
  const last = edges.length - 1;
  const bin = Math.min(Math.max(Math.floor(position), 0), last - 1);
  const width = ((edges[bin + 1] as number) - (edges[bin] as number)) / factor;
  const step = nice(width / 4);
  const said = Math.round(valueAt(edges, position) / factor / step) * step;
  return Number(said.toPrecision(12)) * factor;
}

/**
 * How many of the counted lie between two numbers; those of a bin that is cut are spread evenly.
 *
 * @param counts one a bin.
 */
export function within(
  edges: readonly number[],
  counts: readonly number[],
  low: number | undefined,
  high: number | undefined,
): number {
  const from = low === undefined ? 0 : positionOf(edges, low);
  const to = high === undefined ? counts.length : positionOf(edges, high);
  if (low !== undefined && low > (edges[edges.length - 1] ?? low)) return 0;
  if (high !== undefined && high < (edges[0] ?? high)) return 0;
  return counts.reduce(
    (sum, count, bin) => sum + count * Math.max(0, Math.min(to, bin + 1) - Math.max(from, bin)),
    0,
  );
}
