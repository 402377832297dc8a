"""A site of the shortlist, told at length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sitesel.proposal.content.figure import Figure
from sitesel.proposal.content.need import WeighedLine
from sitesel.proposal.content.site import Site

Test = Literal["meets", "misses", "no_figure", "no_threshold"]
"""How a figure of the project stands to a threshold of the land."""


@dataclass(frozen=True, slots=True)
class ContributionLine(WeighedLine):
    """What one criterion adds; `value` is None when not known (it then counts as the least)."""

    found: str
    value: float | None
    share: float
    value_said: str
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
class Candidate(Site):
    """A site of the shortlist, told at length.

    Parameters
    ----------
    rank, tied, rank_said
        Its place in the order.
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
    placed, placed_said
        Buildings that fit, of the requirement's development; in words, alike ones in one line.
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
    placed_said: tuple[tuple[str, str], ...]
    land_area: Figure | None
    standard: tuple[StandardLine, ...]
    costs: tuple[CostLine, ...]
    firms: tuple[FirmLine, ...]
    policies: tuple[PolicyLine, ...]
    notes: tuple[str, ...]
    maps: tuple[str, ...]
