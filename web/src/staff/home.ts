/** Where somebody goes who has just signed in. */
import type { MeOut } from "../api/types";

/** A page of this service that was asked for before; never another site's. */
export function home(person: Pick<MeOut, "permissions">, next: unknown): string {
  // as browsers read it: they leave out tabs and line breaks, so that /<tab>/evil is another site
  if (typeof next === "string" && next.startsWith("/")) {
    const { origin, pathname, search, hash } = new URL(next, location.origin);
    if (origin === location.origin && !pathname.startsWith("//")) return pathname + search + hash;
  }
  return person.permissions.includes("read_staff") ? "/staff" : "/";
}

const NEXT = "sitesel.next";

/** Keep the page that was asked for while its visitor is at the provider. */
export function keepNext(next: unknown): void {
  try {
    if (typeof next === "string") sessionStorage.setItem(NEXT, next);
    else sessionStorage.removeItem(NEXT);
  } catch {
    // storage may be forbidden
  }
}

export function keptNext(): string | undefined {
  try {
    return sessionStorage.getItem(NEXT) ?? undefined;
  } catch {
    return undefined;
  }
}
