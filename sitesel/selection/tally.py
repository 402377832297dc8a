"""How many parcels a requirement leaves, and why the others go: all but the candidates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from sitesel.columns import Columns
from sitesel.requirement import Requirement, leaves, with_area, with_rules
from sitesel.schema import SiteKind
from sitesel.screening.plan import WORD
from sitesel.selection.answer import Counts, Reason
from sitesel.selection.judgement import Judgement, Plan, judge, plan
from sitesel.selection.on_demand import OnDemand, measure


class Judgeable(Protocol):
    """What judging needs of a catalogue: its id and its columns."""

    @property
    def id(self) -> str:
        """The catalogue's id."""
        ...

    def columns(self, sites: SiteKind = "parcels", scenario: str | None = None) -> Columns:
        """Return the attribute columns of one kind of site, in a scenario of the network."""
        ...


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts and reasons of a requirement: those of its selection, sooner.

    Parameters
    ----------
    catalogue
        Id of the catalogue.
    requirement
        What was asked, with the rules that it is put to.
    counts, reasons
        As those of `Selection`.
    columns, judged, plan, on_demand
        What was judged, and the bits of every parcel.
    """

    catalogue: str
    requirement: Requirement
    counts: Counts
    reasons: tuple[Reason, ...]
    columns: Columns = field(repr=False)
    judged: Judgement = field(repr=False)
    plan: Plan = field(repr=False)
    on_demand: OnDemand = field(repr=False)


def tally(
    catalogue: Judgeable,
    requirement: Requirement,
    *,
    also: Collection[str] = (),
    threads: int | None = None,
    most_packed: int | None = None,
) -> Tally:
    """Count what a requirement leaves, and say how many each constraint rejects.

    Parameters
    ----------
    catalogue, requirement, threads, most_packed
        As for `select`.
    also
        Attributes whose values are looked at beside those of the constraints; one that only a
        criterion names is measured on demand when it is among them.

    Raises
    ------
    RequirementError
        As `select` says.
    """
    columns = columns_of(catalogue, requirement)
    requirement = with_rules(with_area(requirement), columns.schema)
    weighed = tuple(c for c in requirement.criteria if c.attribute in also)
    bare = replace(requirement, criteria=weighed)
    columns, on_demand = measure(catalogue, bare, columns, threads=threads, most_packed=most_packed)
    planned = plan(replace(requirement, criteria=(), near_misses=0))
    judged = judge(columns, planned, threads=threads)
    return Tally(
        catalogue=catalogue.id,
        requirement=requirement,
        counts=counts_of(judged),
        reasons=reasons_of(requirement, planned, judged, on_demand),
        columns=columns,
        judged=judged,
        plan=planned,
        on_demand=on_demand,
    )


def columns_of(catalogue: Judgeable, requirement: Requirement) -> Columns:
    """Return the columns that a requirement is put to."""
    sites, scenario = requirement.sites, requirement.scenario
    return catalogue.columns(sites, scenario) if scenario else catalogue.columns(sites)


def counts_of(judged: Judgement) -> Counts:
    """Return counts that add up."""
    candidates, undecided = len(judged.rows), judged.undecided
    return Counts(judged.count, candidates, judged.count - candidates - undecided, undecided)


def reasons_of(
    requirement: Requirement, planned: Plan, judged: Judgement, on_demand: OnDemand
) -> tuple[Reason, ...]:
    """Say for each top-level constraint how many it rejects, and for how many it can't be told."""
    skipped = _unmeasured(planned, judged, on_demand)
    return tuple(
        Reason(c.id, c.attribute, c.needs(), int(rejected), int(untold) - missed, missed)
        for c, rejected, untold, missed in zip(
            requirement.constraints, judged.rejected, judged.untold, skipped, strict=True
        )
    )


def _unmeasured(planned: Plan, judged: Judgement, on_demand: OnDemand) -> list[int]:
    """Count for each top-level constraint the rows it can't be told for, as none was measured."""
    counts = [0] * len(planned.screen.top)
    if not on_demand.names:
        return counts
    there = np.zeros(-(-judged.count // WORD) * WORD, np.uint8)
    there[on_demand.rows] = 1
    elsewhere = ~np.packbits(there, bitorder="little").view("<u8")
    for place, position in enumerate(planned.screen.top):
        asked = {leaf.attribute for leaf in leaves([planned.screen.nodes[position].constraint])}
        if asked & set(on_demand.names):
            counts[place] = int(np.bitwise_count(judged.unknown[position] & elsewhere).sum())
    return counts
