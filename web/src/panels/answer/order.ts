/** The shortlist in another order, or some of it: how it is looked at, never how it is judged. */
import type { CandidateTold } from "../../api/types";

/** `rank`, `name`, or the id of a criterion: what it brings, most first. */
export type Order = string;

const share = (candidate: CandidateTold, criterion: string): number =>
  candidate.contributions.find((one) => one.criterion === criterion)?.share ?? 0;

export function ordered(candidates: readonly CandidateTold[], by: Order, lang = "zh"): CandidateTold[] {
  const all = [...candidates];
  if (by === "rank") return all;
  if (by === "name") {
    const names = new Intl.Collator(lang === "zh" ? "zh-CN" : "en-GB", { numeric: true });
    return all.sort((a, b) => names.compare(a.name, b.name));
  }
  // equal ones stay in the order of their ranks
  return all.sort((a, b) => share(b, by.slice("by:".length)) - share(a, by.slice("by:".length)));
}

/** Sites by name, numbers in them by size; those without one by id. */
export function byName<One extends { id: string; name: string | null }>(
  sites: readonly One[],
  lang = "zh",
): One[] {
  const names = new Intl.Collator(lang === "zh" ? "zh-CN" : "en-GB", { numeric: true });
  return [...sites].sort((a, b) => names.compare(a.name ?? a.id, b.name ?? b.id));
}

const plain = (text: string): string => text.normalize("NFKC").toLocaleLowerCase();

/** Those whose name, id or facts hold every word that is looked for. */
export function matching(candidates: readonly CandidateTold[], text: string): CandidateTold[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return [...candidates];
  return candidates.filter((one) => {
    const said = plain([one.name, one.parcel, ...one.facts].join(" "));
    return words.every((word) => said.includes(word));
  });
}
