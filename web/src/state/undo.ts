/** Steps back through what was needed: one step a pause, so that a drag is one step. */
import { computed, reactive, watch } from "vue";
import { draft, start, type Requirement } from "./requirement";

interface Step {
  need: string;
  template: string;
}

const MOST = 100;
const PAUSE = 500; // ms; changes closer together are one step

const past = reactive<Step[]>([]);
const undone = reactive<Step[]>([]);
let now: Step = present();
let last = 0;
let going = false;

function present(): Step {
  return { need: JSON.stringify(draft.requirement), template: draft.template };
}

function take(step: Step): void {
  going = true;
  now = step;
  start(JSON.parse(step.need) as Requirement, step.template);
}

/** Begins to remember; what is needed at this moment is the first step. Returns how to stop. */
export function remember(clock: () => number = () => performance.now()): () => void {
  past.length = 0;
  undone.length = 0;
  now = present();
  last = -Infinity;
  return watch(
    () => [draft.requirement, draft.template],
    () => {
      const next = present();
      if (going || next.need === now.need) {
        going = false;
        now = next;
        return;
      }
      const moment = clock();
      if (moment - last > PAUSE) {
        past.push(now);
        if (past.length > MOST) past.shift();
      }
      last = moment;
      now = next;
      undone.length = 0;
    },
    { deep: true, flush: "sync" },
  );
}

export const canUndo = computed(() => past.length > 0);
export const canRedo = computed(() => undone.length > 0);

export function undo(): void {
  const step = past.pop();
  if (!step) return;
  undone.push(now);
  last = -Infinity;
  take(step);
}

export function redo(): void {
  const step = undone.pop();
  if (!step) return;
  past.push(now);
  last = -Infinity;
  take(step);
}
