/** A question to the service that is asked anew when the language, the connection or what it hangs on changes. */
import { shallowReactive, watch, type WatchSource } from "vue";
import { wasAborted } from "../api/client";
import { latest } from "../api/latest";
import type { Problem } from "../api/problem";
import { connection } from "../state/connection";
import { look } from "../state/look";
import { problemIn } from "./client";
import { me } from "./me";

export interface Asked<T> {
  /** The last answer; it stays while a newer one is waited for and when that fails. */
  data: T | undefined;
  problem: Problem | undefined;
  busy: boolean;
  again: () => Promise<void>;
}

export function asked<T>(ask: (signal: AbortSignal) => Promise<T>, on: WatchSource[] = []): Asked<T> {
  const question = latest((signal) => ask(signal));
  const state = shallowReactive<Asked<T>>({
    data: undefined,
    problem: undefined,
    busy: false,
    async again() {
      state.busy = true;
      try {
        state.data = await question();
        state.problem = undefined;
      } catch (error) {
        if (wasAborted(error)) return;
        state.problem = problemIn(error);
      }
      state.busy = false;
    },
  });
  const whose = (): number | null | undefined => me.person?.id;
  watch([() => look.lang, () => connection.renewals, whose, ...on], () => void state.again(), {
    immediate: true,
  });
  return state;
}
