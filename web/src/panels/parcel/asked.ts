/** A question to the service that follows what it depends on; only its latest answer counts. */
import { onScopeDispose, shallowReactive, watch, type WatchSource } from "vue";
import { wasAborted } from "../../api/client";
import { latest } from "../../api/latest";
import { Problem } from "../../api/problem";
import { connection } from "../../state/connection";

export interface Asked<T> {
  status: "idle" | "asking" | "ready" | "failed";
  /** The last answer; kept while a newer one is made. */
  told: T | undefined;
  problem: Problem | undefined;
  again: () => void;
}

/**
 * Asks whenever what `on` gives changes, and at once; `undefined` from `on` means that there is nothing
 * to ask yet. `pause` (ms) waits for further changes first.
 */
export function asked<A, T>(
  on: WatchSource<A | undefined>,
  ask: (what: A, signal: AbortSignal) => Promise<T>,
  pause = 0,
): Asked<T> {
  const question = latest((signal, what: A) => ask(what, signal));
  let present: A | undefined;
  let before: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function go(): Promise<void> {
    if (present === undefined) return;
    state.status = "asking";
    try {
      const told = await question(present);
      Object.assign(state, { told, status: "ready", problem: undefined });
    } catch (error) {
      if (wasAborted(error)) return;
      state.problem = error instanceof Problem ? error : new Problem("down", String(error));
      state.status = "failed";
    }
  }
  const state: Asked<T> = shallowReactive({
    status: "idle",
    told: undefined,
    problem: undefined,
    again: () => void go(),
  }) as Asked<T>;

  watch(
    on,
    (what) => {
      const now = what === undefined ? undefined : JSON.stringify(what);
      if (now === before && now !== undefined && state.status !== "failed") return;
      before = now;
      present = what;
      clearTimeout(timer);
      if (what === undefined) {
        question.cancel();
        state.status = "idle";
      } else if (pause && state.told !== undefined) {
        state.status = "asking";
        timer = setTimeout(() => void go(), pause);
      } else void go();
    },
    { immediate: true },
  );
  watch(
    () => connection.renewals,
    () => {
      if (state.status === "failed") void go();
    },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    question.cancel();
  });
  return state;
}
