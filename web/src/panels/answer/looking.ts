/** Lists in step with the map: what is pointed at or has the focus is lit up there. */
import type { ObjectDirective } from "vue";
import { look } from "../../state/look";
import { step } from "./keys";

interface Watched extends HTMLElement {
  lookedAt?: string;
}

/** `v-look="parcel"` on a row. */
export const vLook: ObjectDirective<Watched, string> = {
  mounted(row, { value }) {
    row.lookedAt = value;
    const begin = (): void => {
      look.hovered = row.lookedAt;
    };
    const end = (): void => {
      if (look.hovered === row.lookedAt) look.hovered = undefined;
    };
    row.addEventListener("mouseenter", begin);
    row.addEventListener("focusin", begin);
    row.addEventListener("mouseleave", end);
    row.addEventListener("focusout", end);
  },
  updated(row, { value }) {
    row.lookedAt = value;
  },
  beforeUnmount(row) {
    if (look.hovered === row.lookedAt) look.hovered = undefined;
  },
};

/** `v-rows="'.head'"` on a list whose rows have such a button each: arrow keys go through them. */
export const vRows: ObjectDirective<HTMLElement, string> = {
  mounted(list, { value }) {
    list.addEventListener("keydown", (event) => {
      step(event, value);
    });
  },
};
