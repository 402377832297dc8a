/** The answer to what is needed: the service judges, and only its latest answer counts. */
import { shallowReactive, watch } from "vue";
import { bytes, post, wasAborted } from "../api/client";
import { latest } from "../api/latest";
import { Problem } from "../api/problem";
import type { AnswerOut, CandidateTold } from "../api/types";
import { look } from "./look";
import { draft, written, type Requirement } from "./requirement";

interface Answered {
  status: "idle" | "asking" | "ready" | "failed";
  /** The last answer; kept while a newer one is being made, and when the service can't be reached. */
  told: AnswerOut | undefined;
  /** One a site in catalogue order: suitability ≥ 0, -1 rejected, -2 undecided. */
  standings: Float32Array | undefined;
  problem: Problem | undefined;
}

export const answer = shallowReactive<Answered>({
  status: "idle",
  told: undefined,
  standings: undefined,
  problem: undefined,
});

const PAUSE = 120; // ms without a further change before the service is asked
export const REJECTED = -1;
export const UNDECIDED = -2;

const question = latest(async (signal, requirement: Requirement) => {
  const told = await post<AnswerOut>("/api/answers", requirement, { lang: look.lang, signal });
  const raw = await bytes(`/api/selections/${told.digest}/standings`, { signal });
  return { told, standings: new Float32Array(raw) };
});

export async function ask(): Promise<void> {
  answer.status = "asking";
  try {
    Object.assign(answer, await question(written()), { status: "ready", problem: undefined });
  } catch (error) {
    if (wasAborted(error)) return;
    answer.problem = error instanceof Problem ? error : new Problem("down", String(error));
    answer.status = "failed";
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks again whenever the need or the language changes. */
export function follow(): void {
  watch(
    [() => draft.requirement, () => look.lang],
    () => {
      clearTimeout(timer);
      answer.status = "asking";
      timer = setTimeout(() => void ask(), PAUSE);
    },
    { deep: true },
  );
}

export const candidateOf = (parcel: string | undefined): CandidateTold | undefined =>
  parcel === undefined ? undefined : answer.told?.candidates.find((one) => one.parcel === parcel);
