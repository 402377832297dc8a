/** How the values of the attributes on show are distributed; asked again when the need changes. */
import { onScopeDispose, shallowReactive, watch } from "vue";
import { post, wasAborted } from "../../api/client";
import { latest } from "../../api/latest";
import type { Counts } from "../../api/types";
import { connection } from "../../state/connection";
import { draft, written, type Requirement } from "../../state/requirement";
import { within } from "./scale";
import { draftable } from "./tally";

export interface ValueCountOut {
  value: string;
  all: number;
  others: number;
}
export interface DistributionOut {
  attribute: string;
  kind: string;
  unit: string | null;
  end: "lower" | "upper" | null;
  known: number;
  unknown: number;
  unreachable: number;
  unlimited: number;
  range: [number, number] | null;
  scale: "linear" | "log" | null;
  edges: number[] | null;
  all: number[];
  others: number[];
  others_known: number;
  others_unknown: number;
  others_unreachable: number;
  others_unlimited: number;
  values: ValueCountOut[] | null;
  values_left_out: number;
}
interface DistributionsOut {
  counts: Counts;
  distributions: DistributionOut[];
}

const MOST = 24; // the service takes no more at once
const PAUSE = 150; // ms
const wanted = new Map<string, number>();
const told = shallowReactive(new Map<string, readonly DistributionOut[]>());

const question = latest((signal, requirement: Requirement, attributes: string[]) =>
  post<DistributionsOut>("/api/distributions", { requirement, attributes, bins: 40 }, { signal }),
);

let timer: ReturnType<typeof setTimeout> | undefined;

async function ask(): Promise<void> {
  const names = [...wanted.keys()].slice(0, MOST);
  if (!names.length) return;
  try {
    const answer = await question(draftable(written()), names);
    for (const name of names)
      told.set(
        name,
        answer.distributions.filter((one) => one.attribute === name),
      );
  } catch (error) {
    // the last distributions stay; what is wrong with the need is said by the tally
    if (!wasAborted(error)) return;
  }
}

function soon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void ask(), PAUSE);
}

/** Keeps the distributions in step with the need; returns how to stop. */
export const followDistributions = (): (() => void) =>
  watch([() => draft.requirement, () => connection.renewals], soon, { deep: true });

/**
 * The distributions of an attribute for as long as a component shows it: none until they are told, one,
 * or two of a permitted range (its lower and its upper end).
 */
export function useDistribution(attribute: () => string): () => readonly DistributionOut[] | undefined {
  let held: string | undefined;
  const leave = (): void => {
    if (held === undefined) return;
    const left = (wanted.get(held) ?? 1) - 1;
    if (left > 0) wanted.set(held, left);
    else wanted.delete(held);
    held = undefined;
  };
  watch(
    attribute,
    (name) => {
      leave();
      if (!name) return;
      held = name;
      wanted.set(name, (wanted.get(name) ?? 0) + 1);
      soon();
    },
    { immediate: true },
  );
  onScopeDispose(leave);
  return () => told.get(attribute());
}

/** How many are not rejected when a number must lie in a range; unknown ones are not rejected. */
export function remaining(
  { edges, others, others_unknown }: DistributionOut,
  low: number | undefined,
  high: number | undefined,
): number | undefined {
  return edges ? Math.round(within(edges, others, low, high)) + others_unknown : undefined;
}
