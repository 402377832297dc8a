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

/** Whether publishing has to do with more than values. */
export const touchesOutlines = ({ counts }: Upload): boolean => counts.moved + counts.new + counts.gone > 0;

export const isEmpty = ({ counts }: Upload): boolean =>
  COUNTS.every((name) => name === "unchanged" || counts[name] === 0);

/** The columns as the service is told them: `attribute=column`, in one order. */
export const pairs = (columns: Readonly<Record<string, string>>): string[] =>
  Object.entries(columns)
    .filter(([attribute, column]) => attribute && column)
    .map(([attribute, column]) => `${attribute}=${column}`)
    .sort();
