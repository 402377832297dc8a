/** Who is signed in, and what they may: the service's word, read once a visit. */
import { reactive } from "vue";
import { get } from "../api/client";
import { Problem } from "../api/problem";
import type { MeOut, Permission } from "../api/types";
import { hint } from "../state/signed";

interface Me {
  person: MeOut | undefined;
  problem: Problem | undefined;
  /** The session ended while the page was open: what was written stays until one is in again. */
  ended: boolean;
}

export const me = reactive<Me>({ person: undefined, problem: undefined, ended: false });

let asking: Promise<void> | undefined;

async function ask(): Promise<void> {
  try {
    keep(await get<MeOut>("/api/me"));
  } catch (error) {
    me.problem = error instanceof Problem ? error : new Problem("down", String(error));
    asking = undefined;
  }
}

/** Waits until it is known who is signed in. */
export const known = (): Promise<void> => (asking ??= ask());

export function keep(person: MeOut): void {
  me.person = person;
  me.problem = undefined;
  me.ended = false;
  hint(person.id === null ? "" : may("read_staff") ? "staff" : "account");
}

export const may = (...permissions: Permission[]): boolean =>
  permissions.some((one) => me.person?.permissions.includes(one));
