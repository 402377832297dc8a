/** A change on its way to the service: busy, failed with words, or done; what was written stays. */
import { nextTick, reactive } from "vue";
import type { Problem } from "../api/problem";
import { problemIn } from "./client";

export interface Sending {
  busy: boolean;
  problem: Problem | undefined;
  done: boolean;
  /** The fault of a field of what was sent, by its name. */
  fault: (field: string) => string | undefined;
  /** Sends; true when it was taken. `form` gets the focus on its first fault. */
  send: (change: () => Promise<unknown>, form?: HTMLElement | null) => Promise<boolean>;
}

export function sending(): Sending {
  const state: Sending = reactive({
    busy: false,
    problem: undefined,
    done: false,
    fault: (field: string) => state.problem?.faults.find(({ path }) => path.includes(field))?.detail,
    async send(change: () => Promise<unknown>, form?: HTMLElement | null) {
      if (state.busy) return false;
      state.busy = true;
      state.done = false;
      state.problem = undefined;
      try {
        await change();
        state.done = true;
        return true;
      } catch (error) {
        state.problem = problemIn(error);
        await nextTick();
        const place = form?.querySelector<HTMLElement>("[aria-invalid='true']");
        (place ?? form?.querySelector<HTMLElement>("[role='alert']"))?.focus();
        return false;
      } finally {
        state.busy = false;
      }
    },
  });
  return state;
}
