/** What has to be there before a page of the staff is shown: its words, and who asks. */
import type { RouteLocationNormalized, RouteLocationRaw } from "vue-router";
import { known, me } from "./me";
import { speak } from "./words";

export async function ready(to: RouteLocationNormalized): Promise<true | RouteLocationRaw> {
  speak();
  if (!to.path.startsWith("/staff")) return true;
  await known();
  // a service that does not answer is told on the page
  if (me.person && me.person.id === null) return { path: "/sign-in", query: { next: to.fullPath } };
  return true;
}
