"""All that a proposal says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sitesel.language import Lang
from sitesel.proposal.content.candidate import Candidate, PolicyLine
from sitesel.proposal.content.evaluation import AccessEvaluation
from sitesel.proposal.content.issue import Issue
from sitesel.proposal.content.need import Need
from sitesel.proposal.content.others import NearMissLine, UndecidedLine
from sitesel.proposal.content.search import Search
from sitesel.schema import SiteKind


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page."""

    heading: str
    title: str
    investor: str
    industry: str
    prepared_by: str
    day: date
    day_said: str
    valid_until: date
    valid_until_said: str
    catalogue_title: str
    catalogue: str
    catalogue_date: str
    requirement_digest: str
    digest: str
    version: str
    notice: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One attribute of all candidates of the shortlist; `best` marks those that score highest."""

    attribute: str
    group: str
    label: str
    cells: tuple[str, ...]
    differs: bool
    best: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The shortlist side by side."""

    parcels: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True)
class AppliedPolicy(PolicyLine):
    """A policy that applies at some sites of the shortlist, `sites`; `dated` says since when."""

    sites: tuple[str, ...]
    dated: str


@dataclass(frozen=True, slots=True)
class Annex:
    """The method in plain words, and how anybody repeats the search."""

    method: tuple[str, ...]
    repeat: tuple[str, ...]
    command: str
    identity: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that a proposal says.

    Parameters
    ----------
    lang, sites
        Of the words; whether of parcels or halls.
    cover, summary, need, search
        See there; `summary` is the whole in a few sentences.
    shortlist
        Best first; `more` says how many other candidates there are, empty where none.
    comparison
        None with fewer than two candidates.
    policies, policies_said
        Those that apply at any site of the shortlist, each once; what the policy table is, and
        that nothing of it applies where that is so: empty without.
    issues, issues_said
        By due date; the notes on how days were counted.
    evaluations
        One a site of the shortlist.
    near_misses, undecided, annex
        See there.
    """

    lang: Lang
    sites: SiteKind
    cover: Cover
    summary: tuple[str, ...]
    need: Need
    search: Search
    shortlist: tuple[Candidate, ...]
    more: str
    comparison: Comparison | None
    policies: tuple[AppliedPolicy, ...]
    policies_said: str
    issues: tuple[Issue, ...]
    issues_said: tuple[str, ...]
    evaluations: tuple[AccessEvaluation, ...]
    near_misses: tuple[NearMissLine, ...]
    undecided: tuple[UndecidedLine, ...]
    annex: Annex
