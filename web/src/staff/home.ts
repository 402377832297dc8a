/** Where somebody goes who has just signed in. */
import type { MeOut } from "../api/types";

/** A page of this service that was asked for before; never another site's. */
export function home(person: Pick<MeOut, "permissions">, next: unknown): string {
  if (typeof next === "string" && /^\/(?![/\\])/.test(next)) return next;
  return person.permissions.includes("read_staff") ? "/staff" : "/";
}
