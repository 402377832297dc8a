/** How many sites a need leaves: of the draft, and of what it would be if the visitor let go now. */
import { shallowReactive, watch } from "vue";
import { post, wasAborted } from "../../api/client";
import { latest } from "../../api/latest";
import { Problem } from "../../api/problem";
import type { Counts } from "../../api/types";
import { connection } from "../../state/connection";
import { look } from "../../state/look";
import { draft, written, type Constraint, type Group, type Requirement } from "../../state/requirement";

interface Reason {
  constraint: string;
  rejected: number;
  unknown: number;
  unmeasured: number;
}
interface TallyOut {
  counts: Counts;
  reasons: Reason[];
}

export const tally = shallowReactive({
  counts: undefined as Counts | undefined,
  reasons: new Map<string, Reason>(),
  /** Counts of a change that is tried and not made yet. */
  tried: undefined as Counts | undefined,
  problem: undefined as Problem | undefined,
});

const PAUSE = 100; // ms

/** A requirement as it can be counted: what is only for showing goes. */
export function draftable(requirement: Requirement): Requirement {
  return { ...requirement, limit: 1, near_misses: 0 };
}

const counted = latest((signal, requirement: Requirement) =>
  post<TallyOut>("/api/counts", draftable(requirement), { signal, lang: look.lang }),
);
const tried = latest((signal, requirement: Requirement) =>
  post<TallyOut>("/api/counts", draftable(requirement), { signal, lang: look.lang }),
);

/** Counts what the draft leaves. */
export async function count(): Promise<void> {
  try {
    const told = await counted(written());
    tally.counts = told.counts;
    tally.reasons = new Map(told.reasons.map((one) => [one.constraint, one]));
    tally.problem = undefined;
  } catch (error) {
    if (wasAborted(error)) return;
    tally.problem = error instanceof Problem ? error : new Problem("down", String(error));
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;
let trying: ReturnType<typeof setTimeout> | undefined;

/** Keeps the counts in step with the draft; returns how to stop. */
export function followTally(): () => void {
  void count();
  const renewing = watch(
    () => connection.renewals,
    () => {
      if (tally.problem) void count();
    },
  );
  const following = watch(
    [() => draft.requirement, () => look.lang],
    () => {
      leave();
      clearTimeout(timer);
      timer = setTimeout(() => void count(), PAUSE);
    },
    { deep: true },
  );
  return () => {
    renewing();
    following();
  };
}

/** Counts what would be left with a constraint in the place of the one with its id; without it where undefined. */
export function attempt(id: string, constraint: Constraint | Group | undefined): void {
  clearTimeout(trying);
  trying = setTimeout(() => {
    const requirement = written();
    const others = requirement.constraints.filter((one) => one.id !== id);
    tried({ ...requirement, constraints: constraint ? [...others, constraint] : others }).then(
      (told) => (tally.tried = told.counts),
      () => undefined, // the estimate stands
    );
  }, PAUSE);
}

/** Forgets what was tried. */
export function leave(): void {
  clearTimeout(trying);
  tried.cancel();
  tally.tried = undefined;
}
