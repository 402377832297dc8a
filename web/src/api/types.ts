/** The service's own types, as its OpenAPI document gives them, under the names used in the pages. */
import type { Requirement } from "../state/requirement";
import type * as service from "./openapi";

export type {
  AttributeOut,
  BaseMapOut as BasemapOut,
  CandidateTold,
  CatalogueOut,
  ChangeTold,
  ConcernedOut,
  ConstraintLineTold,
  ContributionTold,
  CountsOut as Counts,
  DeedsOut,
  EntryOut,
  CriterionLineTold,
  FailingTold,
  GapsOut,
  HitOut,
  InvitationOut,
  KeyOut,
  KeysOut,
  LineTold,
  MeOut,
  NearMissTold,
  NewKeyOut,
  ReasonTold,
  RecordOut,
  RulesOut,
  RuleStandingOut as RuleOut,
  ScenarioOut,
  SearchOut as HitsOut,
  SideTold,
  SiteOut,
  SourceOut,
  StandingTold,
  TilesOut,
  UserOut,
  UsersOut,
  WaysOut,
} from "./openapi";

/** A requirement on the wire is of the form that `state/requirement.ts` describes. */
type Asked<T> = Omit<T, "requirement"> & { requirement: Requirement };

export type AnswerOut = Asked<service.AnswerTold>;
export type TemplateOut = Asked<service.TemplateOut>;
export type ExplanationOut = service.ExplanationTold;
export type ComparisonTold = service.ComparisonTold;
/** What every site that is told of has. */
export type SiteTold = Pick<service.NearMissTold, "parcel" | "row" | "name" | "facts" | "point" | "bounds">;
/** How a constraint would let a site in: the constraint as it would have to be, and that in words. */
export interface WayOut {
  relaxable: boolean;
  relaxed: Record<string, unknown> | null;
  way: string;
}
export type Permission = service.MeOut["permissions"][number];
export type Deed = service.DeedOut["id"];
export type Role = service.MeOut["role"];
export type Disposition = ExplanationOut["disposition"];
