/** What proposals, their issues, sheets and shares are on the wire. */
import type * as service from "../../api/openapi";

export type {
  Candidate,
  IssueOut,
  IssuesOut,
  NewShareOut,
  OpinionOut,
  OverrideOut,
  ProjectOut,
  Proposal,
  ProposalOut,
  SharedOut,
  ShareOut,
  SharesOut,
  SheetLineOut,
  SheetOut,
  SheetsOut,
} from "../../api/openapi";

export type Lang = "zh" | "en";
export type Tier = service.ProposalOut["tier"];
export type Outcome = service.SheetLineOut["outcome"];
export type Stance = service.OpinionOut["stance"];
export type IssueStatus = service.IssueOut["status"];
type Standing = service.ProposalOut["standing"]["standing"];
type Status = service.ProposalOut["status"];

export const LANGS = ["zh", "en"] as const;
export const TIERS = ["public", "investor", "staff"] as const;
export const OUTCOMES = ["pass", "fail", "evaluate"] as const;
export const STANCES = ["agree", "disagree", "with_conditions"] as const;
export const STATUSES = ["open", "done", "waived"] as const;

export const OF_STATUS: Record<Status, string> = { making: "", ready: "good", failed: "bad", closed: "" };
export const OF_STANDING: Record<Standing, string> = {
  unchanged: "good",
  reordered: "warn",
  better: "warn",
  lost: "bad",
  unanswerable: "bad",
};
export const OF_OUTCOME: Record<Outcome, string> = { pass: "good", fail: "bad", evaluate: "warn" };
export const OF_STANCE: Record<Stance, string> = { agree: "good", disagree: "bad", with_conditions: "warn" };
export const OF_ISSUE: Record<IssueStatus, string> = { open: "warn", done: "good", waived: "" };

/** How large a file is, in words. */
export const sizeOf = (bytes: number, number: (value: number, digits?: number) => string): string =>
  bytes < 1e6 ? `${number(Math.max(1, bytes / 1e3), 0)} kB` : `${number(bytes / 1e6)} MB`;
