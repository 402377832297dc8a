/**
 * Whether somebody signed in here before: only a hint of which link to show, so that the public map
 * asks nothing for it. What one may see is the service's affair alone.
 */
import { ref } from "vue";

export type Signed = "" | "account" | "staff";
const NAME = "sitesel.signed";

function kept(): Signed {
  try {
    const found = localStorage.getItem(NAME);
    return found === "staff" || found === "account" ? found : "";
  } catch {
    return "";
  }
}

export const signed = ref<Signed>(kept());

export function hint(now: Signed): void {
  signed.value = now;
  try {
    if (now) localStorage.setItem(NAME, now);
    else localStorage.removeItem(NAME);
  } catch {
    // storage may be forbidden
  }
}
