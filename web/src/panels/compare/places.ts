/** The present need on two islands (or in two districts), before and after a scenario of the network. */
import { post, type Lang } from "../../api/client";
import type { AnswerOut, ComparisonTold } from "../../api/types";
import type { Requirement } from "../../state/requirement";

const ID = "compared-place";
export const BASE = ""; // the network as it is

/** The need where only some places count. */
export function within(requirement: Requirement, attribute: string, places: readonly string[]): Requirement {
  return {
    ...requirement,
    constraints: [
      ...requirement.constraints,
      { id: `${ID}-known`, attribute, is_known: true },
      { id: ID, attribute, among: [...places] },
    ],
  };
}

export function inScenario(requirement: Requirement, scenario: string): Requirement {
  const put = { ...requirement };
  delete put.scenario;
  return scenario === BASE ? put : { ...put, scenario };
}

export interface Found {
  total: number;
  candidates: number;
  undecided: number;
  rejected: number;
  best: { parcel: string; name: string; suitability: number }[];
}
export interface Compared {
  /** By place, then by scenario. */
  found: Found[][];
  changes: ComparisonTold | undefined;
}

/** What of an answer is of one place with `total` sites. */
export function foundIn({ counts, candidates }: AnswerOut, total: number): Found {
  return {
    total,
    candidates: counts.candidates,
    undecided: counts.undecided,
    rejected: Math.max(0, total - counts.candidates - counts.undecided),
    best: candidates.slice(0, 3).map(({ parcel, name, suitability }) => ({ parcel, name, suitability })),
  };
}

export interface Question {
  requirement: Requirement;
  attribute: string;
  places: string[];
  totals: number[];
  scenarios: string[];
  lang: Lang;
}

export async function compared(asked: Question, signal: AbortSignal): Promise<Compared> {
  const { requirement, attribute, places, totals, scenarios, lang } = asked;
  const answers = places.map((place, i) =>
    Promise.all(
      scenarios.map(async (scenario) => {
        const need = inScenario(within(requirement, attribute, [place]), scenario);
        return foundIn(await post<AnswerOut>("/api/answers", need, { lang, signal }), totals[i] ?? 0);
      }),
    ),
  );
  const [before = BASE, after] = scenarios;
  const changes =
    after === undefined
      ? undefined
      : await post<ComparisonTold>(
          "/api/comparisons/told",
          {
            requirement: within(requirement, attribute, places),
            before: before || "base",
            after: after || "base",
          },
          { lang, signal },
        );
  return { found: await Promise.all(answers), changes };
}
