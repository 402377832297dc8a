/** How much room there is: a phone has a sheet over the map, a desk has panels beside it. */
import { reactive } from "vue";

export type Size = "phone" | "medium" | "wide";

const phone = matchMedia("(max-width: 759px)");
const wide = matchMedia("(min-width: 1180px)");
const size = (): Size => (phone.matches ? "phone" : wide.matches ? "wide" : "medium");

export const screen = reactive({ size: size() });

for (const query of [phone, wide])
  query.addEventListener("change", () => {
    screen.size = size();
  });
