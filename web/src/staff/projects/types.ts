/** What projects are on the wire, and what they are made of. */
import type * as service from "../../api/openapi";

export type {
  BriefOut,
  ColleaguesOut,
  ContactOut,
  DocumentOut,
  EnquiriesOut,
  EnquiryOut,
  IssuesOut,
  NoteOut,
  ProjectOut,
  ProjectSelectionOut,
  ProjectsOut,
  ProposalOut,
  ProposalsOut,
  StageOut,
  StagesOut,
} from "../../api/openapi";
export type Version = service.RequirementBriefOut;
export type Stage = service.BriefOut["stage"];
export type Tier = service.DocumentOut["tier"];

/** The figures of a project that are numbers, as its form has them. */
export const FIGURES = [
  "land",
  "investment",
  "output",
  "added_value",
  "tax",
  "energy",
  "emissions",
  "jobs",
  "floor_area",
  "rd_share",
] as const;

/** How a stage is shown: those that are far along stand out, the ended are quiet. */
export const tone = (stage: Stage): string =>
  ({
    lead: "",
    negotiating: "",
    signed: "warn",
    landed: "warn",
    started: "warn",
    investing: "good",
    producing: "good",
    dropped: "bad",
  })[stage];
