/** What the service tells of an upload, and how its columns are told to the service. */
import type { Said, Sites } from "../../state/requirement";

export interface Upload {
  upload: string;
  expires: string;
  catalogue: string;
  name: string;
  sites: Sites;
  rows: number;
  counts: Record<Count, number>;
  changed: { parcel: string; attribute: string; label: Said; old: unknown; new: unknown }[];
  moved: { parcel: string; metres: number; area_before: number; area_after: number }[];
  new: string[];
  gone: string[];
  refused: { parcel: string; attribute: string; why: Said }[];
  columns: Record<string, string>;
  unread: string[];
  findings: { code: string; severity: string; parcel: string | null; found: Said; lon: number | null }[];
  who: string;
  may_publish: boolean;
  /** Whether outlines that move can be measured anew here. */
  can_move: boolean;
  notice: Said | null;
}
export const COUNTS = ["changed", "moved", "new", "gone", "refused", "unchanged"] as const;
export type Count = (typeof COUNTS)[number];
export interface Waiting {
  upload: string;
  name: string;
  sites: Sites;
  who: string;
  when: string;
  expires: string;
}

/** How far the building of a catalogue is, 0 to 1. */
export interface Step {
  words: Said;
  done: number;
}

/** Whether outlines are published with the values, where that is not left out. */
export const movesOutlines = ({ counts, can_move }: Upload): boolean => counts.moved > 0 && can_move;

/** Whether some of it takes the build config, which is not known, so that values alone can be published. */
export const takesBuild = ({ counts, can_move }: Upload): boolean =>
  counts.new + counts.gone + counts.moved > 0 && !can_move;

/** What a person decides of an upload. */
export interface Decided {
  only_values: boolean;
  add_new: boolean;
  remove_gone: boolean;
}

/** What is asked of the service: parcels are added where that stays ticked, and taken away only where it is. */
export const asksFor = (upload: Upload, decided: Decided): Decided => {
  const { counts } = upload;
  const only_values = takesBuild(upload) || (decided.only_values && movesOutlines(upload));
  return {
    only_values,
    add_new: !only_values && counts.new > 0 && decided.add_new,
    remove_gone: !only_values && counts.gone > 0 && decided.remove_gone,
  };
};

export const isEmpty = ({ counts }: Upload): boolean =>
  COUNTS.every((name) => name === "unchanged" || counts[name] === 0);

/** The columns as the service is told them: `attribute=column`, in one order. */
export const pairs = (columns: Readonly<Record<string, string>>): string[] =>
  Object.entries(columns)
    .filter(([attribute, column]) => attribute && column)
    .map(([attribute, column]) => `${attribute}=${column}`)
    .sort();
