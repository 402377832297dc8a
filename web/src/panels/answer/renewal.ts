/** A link pins the answer it was shared with: whether it is the same today, and what changed. */
import { shallowReactive } from "vue";
import { get } from "../../api/client";
import { Problem } from "../../api/problem";
import type { ComparisonTold } from "../../api/types";
import { look } from "../../state/look";

export type Renewal = "none" | "same" | "unchanged" | "changed" | "version";

interface RenewedOut {
  current: boolean;
  catalogue: string;
  newer: { catalogue: string; date: string | null; digest: string } | null;
}
interface State {
  of: string;
  renewal: Renewal;
  told: ComparisonTold | undefined;
}

export const renewed = shallowReactive<State>({ of: "", renewal: "none", told: undefined });

/** Finds out what became of a shared answer. */
export async function renew(digest: string): Promise<void> {
  if (renewed.of === digest) return;
  Object.assign(renewed, { of: digest, renewal: "none", told: undefined });
  try {
    const now = await get<RenewedOut>(`/api/selections/${digest}/renewed`, { lang: look.lang });
    if (renewed.of !== digest) return;
    if (now.current || !now.newer) {
      renewed.renewal = "same";
      return;
    }
    const told = await get<ComparisonTold>(`/api/selections/${digest}/compared/${now.newer.digest}`, {
      lang: look.lang,
    });
    if (renewed.of !== digest) return;
    const { come, go, moved } = told.counts;
    renewed.told = told;
    renewed.renewal = come + go + moved > 0 ? "changed" : "unchanged";
  } catch (error) {
    const isGone = error instanceof Problem && error.kind === "missing";
    if (renewed.of === digest) renewed.renewal = isGone ? "version" : "none";
  }
}
