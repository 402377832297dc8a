/** Which sites are lit up on the map, and by what; one at a time. */
import { computed, shallowReactive, watch } from "vue";
import { get } from "../../api/client";
import { latest } from "../../api/latest";
import { Problem } from "../../api/problem";
import type { ConcernedOut, ReasonTold } from "../../api/types";
import { answer, REJECTED, UNDECIDED } from "../../state/answer";
import { go, look } from "../../state/look";

export type Outcome = ConcernedOut["outcome"];
export type Standing = "candidates" | "rejected" | "undecided";

interface Lighting {
  /** What lit them: the constraint with its outcome, or how they stand; empty for nothing. */
  key: string;
  concerned: ConcernedOut | undefined;
  problem: Problem | undefined;
}

export const lighting = shallowReactive<Lighting>({ key: "", concerned: undefined, problem: undefined });

export const keyOf = (constraint: string, outcome: Outcome): string => `${outcome}:${constraint}`;

export function douse(): void {
  question.cancel();
  Object.assign(lighting, { key: "", concerned: undefined, problem: undefined });
  look.lit = undefined;
}

const question = latest(
  async (signal, digest: string, constraint: string, outcome: Outcome): Promise<ConcernedOut> =>
    get(`/api/selections/${digest}/reasons/${encodeURIComponent(constraint)}`, {
      query: { outcome },
      signal,
      lang: look.lang,
    }),
);

/** Lights those that a constraint rejects, or that it can't be told for; again puts them out. */
export async function light(reason: ReasonTold, outcome: Outcome): Promise<void> {
  const key = keyOf(reason.constraint, outcome);
  const again = lighting.key === key;
  douse();
  if (again || !answer.told) return;
  lighting.key = key;
  try {
    const concerned = await question(answer.told.digest, reason.constraint, outcome);
    lighting.concerned = concerned;
    look.lit = { title: reason.text, rows: concerned.rows };
    if (concerned.bounds) go({ bounds: concerned.bounds });
  } catch (error) {
    lighting.problem = error instanceof Problem ? error : new Problem("down", String(error));
  }
}

/** The rows of those that stand so, in the order of the catalogue. */
export function rowsStanding(standings: Float32Array, which: Standing): number[] {
  const rows: number[] = [];
  standings.forEach((number, row) => {
    const stands = number === REJECTED ? "rejected" : number === UNDECIDED ? "undecided" : "candidates";
    if (stands === which) rows.push(row);
  });
  return rows;
}

/** Lights all that stand so; again puts them out. */
export function lightStanding(which: Standing, title: string): void {
  const again = lighting.key === which;
  douse();
  if (again || !answer.standings) return;
  lighting.key = which;
  look.lit = { title, rows: rowsStanding(answer.standings, which) };
}

/** Rows lit by an answer mean nothing in another. */
watch(
  computed(() => answer.told?.digest),
  () => {
    if (lighting.key) douse();
  },
);
