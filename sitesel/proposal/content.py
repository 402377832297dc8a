"""What a proposal says, in one language: the one content model that every face is written from.

Each figure that a reader may want to check carries its number, its unit and where it comes from
beside the words that are shown; faces (DOCX, PDF, XLSX, map) compute nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sitesel.language import Lang, Text
from sitesel.schema import SiteKind

Outcome = Literal["pass", "fail", "evaluate"]
"""How a point of an access evaluation stands: met, not met, or somebody has to evaluate it."""
Test = Literal["meets", "misses", "no_figure", "no_threshold"]
"""How a figure of the project stands to a threshold of the land."""
PointKind = Literal["fails", "unknown", "evaluate"]
IssueStatus = Literal["open", "done", "waived"]
Stance = Literal["agree", "disagree", "with_conditions"]
"""What a department thinks of a point."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a department says of a point of an access evaluation, signed by name.

    Kept under the parcel and the `EvaluationLine.id` of the point, `""` for the whole sheet.
    """

    department: Text | str
    stance: Stance
    text: str
    signed: str
    on: date


@dataclass(frozen=True, slots=True)
class Override:
    """How somebody rules on a point in place of what was found, and why."""

    outcome: Outcome
    reason: str
    who: str
    on: date


@dataclass(frozen=True, slots=True)
class OwnPoint:
    """A point that staff put on the issue list of a project themselves.

    `parcel` is empty where it is of the project, `key` its own among all issues.
    """

    key: str
    parcel: str
    what: Text
    department: Text
    due: date


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure or fact, with what it takes to trace it.

    Parameters
    ----------
    label
        What it is.
    said
        In words, as shown.
    value
        The number (or date, or word) itself, in `unit`; None when not known.
    unit
        The schema's spelling; None where there is none.
    attribute
        Of the catalogue, where it is a column of it; None where it was worked out.
    source
        Where it comes from, in words: the source and its row, how it was measured, or the sum.
    """

    label: str
    said: str
    value: float | str | bool | None = None
    unit: str | None = None
    attribute: str | None = None
    source: str = ""


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
class NeededLine:
    """One constraint of the client, or of a rule."""

    id: str
    words: str
    rule: str
    relaxable: bool


@dataclass(frozen=True, slots=True)
class WeighedLine:
    """One criterion: what it prefers, and its share of all weights."""

    id: str
    label: str
    prefers: str
    weight: float
    weight_said: str


@dataclass(frozen=True, slots=True)
class Need:
    """What the client needs: `asked` is what is asked beside the constraints; empty if nothing."""

    project: tuple[Figure, ...]
    asked: str
    constraints: tuple[NeededLine, ...]
    criteria: tuple[WeighedLine, ...]


@dataclass(frozen=True, slots=True)
class SearchLine:
    """What one constraint did; `frees` is how many more candidates there would be without it."""

    id: str
    words: str
    rule: str
    rejected: int
    unknown: int
    unmeasured: int
    frees: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule of the catalogue, and what it did in this search."""

    id: str
    title: str
    document: str
    clause: str
    state: str
    effective: str
    rejected: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A layer that the catalogue was built from."""

    name: str
    file: str
    date: str
    rows: int
    licence: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Search:
    """How the land was searched: a ledger that adds up, rules with clauses, sources with dates."""

    account: str
    total: int
    candidates: int
    rejected: int
    undecided: int
    lines: tuple[SearchLine, ...]
    several: str
    rules: tuple[RuleLine, ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """What one criterion adds; `value` is None when not known (it then counts as the least)."""

    id: str
    label: str
    found: str
    prefers: str
    value: float | None
    weight: float
    share: float
    value_said: str
    weight_said: str
    share_said: str


@dataclass(frozen=True, slots=True)
class AccessLine:
    """The way to the nearest of one kind of facility by one mode of travel."""

    kind: str
    kind_label: str
    mode: str
    mode_label: str
    facility: str
    name: str
    minutes: float | None
    metres: float | None
    crossings: int | None
    said: str
    distance_said: str
    crossings_said: str


@dataclass(frozen=True, slots=True)
class FirmLine:
    """A firm of the industry near a site; `relation` is upstream, downstream or near, in words."""

    id: str
    name: str
    kind: str
    kind_label: str
    relation: str
    metres: float
    distance_said: str


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A building, yard or rectangle that was placed on the land."""

    kind: str
    label: str
    number: int
    width: float | None
    depth: float | None
    area: float
    said: str


@dataclass(frozen=True, slots=True)
class StandardLine:
    """One indicator of the standard-land test, of one site.

    `figure` is the project's, `threshold` what the land asks (its ends in `lower`, `upper`, None
    without), `margin` by how much it is met or missed, in words; `formula` says how the figure
    comes about.
    """

    attribute: str
    label: str
    unit: str | None
    figure: float | None
    figure_said: str
    lower: float | None
    upper: float | None
    lower_open: bool
    upper_open: bool
    threshold_said: str
    test: Test
    test_said: str
    margin_said: str
    formula: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost of the land or the hall: `amount` in 10⁴ CNY, worked out as `formula` says."""

    id: str
    label: str
    amount: float
    said: str
    unit_price: float
    unit_price_unit: str
    quantity: float
    quantity_unit: str
    formula: str


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A policy that applies at a site; `why` says by what it applies there."""

    id: str
    title: str
    what: str
    document: str
    date: str
    until: str
    department: str
    why: str


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """An opinion as it is shown."""

    department: str
    stance: Stance
    stance_said: str
    text: str
    signed: str
    on: date
    on_said: str


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """An override as it is shown; `said` is all of it in one sentence."""

    outcome: Outcome
    reason: str
    who: str
    on: date
    said: str


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """One point of the access evaluation: what is asked, what was found, how it stands.

    `outcome` is what holds, `ruled` what was found: they differ where there is an `override`.
    """

    id: str
    group: str
    words: str
    basis: str
    evidence: str
    outcome: Outcome
    outcome_said: str
    department: str
    ruled: Outcome
    opinions: tuple[OpinionLine, ...] = ()
    override: OverrideLine | None = None


@dataclass(frozen=True, slots=True)
class AccessEvaluation:
    """The access evaluation sheet (准入评估) of a project on one site.

    `overridden` counts the points that somebody ruled on; `opinions` are of the whole sheet.
    """

    parcel: str
    title: str
    summary: str
    passed: int
    failed: int
    to_evaluate: int
    lines: tuple[EvaluationLine, ...]
    overridden: int = 0
    opinions: tuple[OpinionLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site of the shortlist, told at length.

    Parameters
    ----------
    parcel, row, name, rank, tied, rank_said
        Which, and its place in the order.
    suitability, interval, suitability_said
        0 to 1.
    point, bounds
        Longitude and latitude inside it; west, south, east, north.
    brief
        A few facts of one word each.
    facts
        Facts of the site, grouped as the schema does: (group, figures).
    contributions
        As the requirement writes its criteria; their shares add up to the suitability.
    advantages, gaps
        Sentences made of contributions, tests and rules; nothing else.
    access
        To the nearest of each kind.
    envelope
        The room for buildings that planning leaves; empty where nothing is known (halls).
    placed
        Buildings that fit, of the requirement's development.
    standard, land_area
        The standard-land test, and the land that it reckons with.
    costs
        Where the catalogue has prices.
    firms
        Up- and downstream.
    policies
        That apply at the place.
    notes
        What rules tell of it without judging.
    maps
        Keys of its pictures: `parcel:ID` (at scale with surroundings), `access:ID`, `chart:ID`.
    """

    parcel: str
    row: int
    name: str
    rank: int
    tied: bool
    rank_said: str
    suitability: float
    interval: tuple[float, float]
    suitability_said: str
    point: tuple[float, float]
    bounds: tuple[float, float, float, float]
    brief: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Figure, ...]], ...]
    contributions: tuple[ContributionLine, ...]
    advantages: tuple[str, ...]
    gaps: tuple[str, ...]
    access: tuple[AccessLine, ...]
    envelope: tuple[Figure, ...]
    placed: tuple[PlacedLine, ...]
    land_area: Figure | None
    standard: tuple[StandardLine, ...]
    costs: tuple[CostLine, ...]
    firms: tuple[FirmLine, ...]
    policies: tuple[PolicyLine, ...]
    notes: tuple[str, ...]
    maps: tuple[str, ...]


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
class Issue:
    """A point that somebody has to settle.

    `key` stays the same from one proposal to the next, so that a status can be kept by it; `days`
    is 0 where a person set the day.
    """

    number: int
    key: str
    parcel: str
    site: str
    topic: str
    topic_label: str
    kind: PointKind
    kind_said: str
    what: str
    department: str
    days: int
    due: date
    due_said: str
    status: IssueStatus
    status_said: str


@dataclass(frozen=True, slots=True)
class NearMissLine:
    """A site that fails few constraints: each with what would let it in, in words."""

    parcel: str
    row: int
    name: str
    brief: tuple[str, ...]
    failing: tuple[tuple[str, str], ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndecidedLine:
    """A site that can't be judged, and what is not known of it."""

    parcel: str
    row: int
    name: str
    unknown: tuple[str, ...]


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
    policies_said
        What the policy table is, and that nothing of it applies where that is so; empty without.
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
    policies_said: str
    issues: tuple[Issue, ...]
    issues_said: tuple[str, ...]
    evaluations: tuple[AccessEvaluation, ...]
    near_misses: tuple[NearMissLine, ...]
    undecided: tuple[UndecidedLine, ...]
    annex: Annex


OVERVIEW = "overview"
"""Key of the map of all sites of the shortlist."""


def map_keys(parcel: str) -> tuple[str, str, str]:
    """Return the keys of a candidate's pictures: at scale, the ways, the contributions.

    >>> map_keys("DS-10")
    ('parcel:DS-10', 'access:DS-10', 'chart:DS-10')
    """
    return f"parcel:{parcel}", f"access:{parcel}", f"chart:{parcel}"
