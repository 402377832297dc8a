"""A selection told in one language: what a page shows of it, without judging anything itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, Field

from sitesel import land_use
from sitesel.catalogue import Catalogue
from sitesel.columns import Columns, Value
from sitesel.exports.sites import called
from sitesel.exports.wire import CountsOut
from sitesel.language import Lang
from sitesel.requirement import Constraint, Group, Requirement
from sitesel.selection import (
    Candidate,
    Contribution,
    Disposition,
    FailingConstraint,
    NearMiss,
    Reason,
    Selection,
)
from sitesel.selection.relaxation import freed, relaxed
from sitesel.shore_words import shore_word, shore_words
from sitesel.wording import (
    account,
    asked_words,
    citation,
    constraint_words,
    criterion_words,
    failing_words,
    found,
    found_words,
    margin_words,
)

_FACTS = ("planning_use", "floor_area", "area", "status", "district")
_SUBJECT = {"floor_area": "area"}  # of a hall its floors are told, and not its outline too


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteTold(_Told):
    """A parcel or hall: what it is called, and where it lies."""

    parcel: str
    row: int = Field(ge=0, description="In the catalogue, from 0; the feature id of the tiles.")
    name: str = Field(description="Its id where it has no name.")
    facts: list[str] = Field(description="Use, area, status, district, of those that are known.")
    point: tuple[float, float] = Field(description="Longitude and latitude inside the outline.")
    bounds: tuple[float, float, float, float] = Field(description="West, south, east, north.")


class ContributionTold(_Told):
    """What one criterion adds to a candidate's suitability."""

    criterion: str
    label: str
    attribute: str
    found: str = Field(description="In words; why there is no number where there is none.")
    prefers: str = Field(description="What is best and what worst, in words.")
    value: float | None = Field(description="Of the value function, 0 to 1; null when not known.")
    weight: float = Field(description="Share of all weights, 0 to 1.")
    share: float = Field(description="What it adds; the shares add up to the suitability.")


class CandidateTold(SiteTold):
    """A parcel that meets every constraint."""

    rank: int
    tied: bool = Field(description="Whether others share the rank.")
    suitability: float
    interval: tuple[float, float]
    contributions: list[ContributionTold]
    unknown: list[str] = Field(description="What is not known of it, and leaves the interval open.")


class ReasonTold(_Told):
    """What one constraint asks, and what it does."""

    constraint: str
    attribute: str
    needs: str = Field(description="In symbols, the same in every language.")
    text: str
    rejected: int
    unknown: int
    unmeasured: int = Field(description="Not measured, as others had rejected them already.")
    frees: int = Field(description="How many more candidates there would be without it, at least.")
    relaxable: bool
    rule: str | None = Field(description="Document and clause, where it is no wish of the client.")


class FailingTold(_Told):
    """One constraint that would have to give."""

    constraint: str
    attribute: str
    text: str
    margin: str = Field(description="By how much; empty where that has no meaning.")
    relaxable: bool
    relaxed: dict[str, Any] | None = Field(
        description="The constraint that would let the parcel in; null where it would have to go."
    )
    way: str = Field(description="What that constraint asks, in words; empty where it is null.")


class NearMissTold(SiteTold):
    """A rejected parcel with few failing constraints."""

    failing: list[FailingTold]
    open: list[str] = Field(
        description="What can't be told of it, in words: it would be undecided, and no candidate."
    )


class AnswerTold(_Told):
    """A selection in the words of one language, for people."""

    digest: str = Field(description="Of the selection; the same in every language.")
    catalogue: str
    version: str
    requirement: dict[str, Any] = Field(description="In the schema's units, with its rules.")
    asked: str = Field(description="Scenario, wharf and development in words; empty without any.")
    counts: CountsOut
    account: str
    reasons: list[ReasonTold]
    candidates: list[CandidateTold]
    near_misses: list[NearMissTold]


def answer_told(selection: Selection, catalogue: Catalogue, lang: Lang) -> dict[str, Any]:
    """Return a selection in the words of one language, as `AnswerTold` describes it.

    Parameters
    ----------
    selection
        The whole answer.
    catalogue
        That it was made from; gives names, outlines and labels.
    lang
        The language of the words.
    """
    told = _Words(selection.requirement, selection.columns, lang)
    rows = [one.row for one in selection.candidates]
    rows += [one.row for one in selection.near_misses]
    sites = sites_told(catalogue, selection.columns, rows, lang)
    return {
        "digest": selection.digest,
        "catalogue": selection.catalogue,
        "version": selection.version,
        "requirement": selection.requirement.canonical(),
        "asked": asked(selection.requirement, catalogue, lang),
        "counts": {
            name: getattr(selection.counts, name)
            for name in ("total", "candidates", "rejected", "undecided")
        },
        "account": account(selection, lang),
        "reasons": [
            told.reason(reason, alone)
            for reason, alone in zip(selection.reasons, freed(selection), strict=True)
        ],
        "candidates": [sites[one.row] | told.candidate(one) for one in selection.candidates],
        "near_misses": [
            sites[one.row] | told.near_miss(one, next(selection.ledger(one.row, one.row + 1)))
            for one in selection.near_misses
        ],
    }


def asked(requirement: Requirement, catalogue: Catalogue, lang: Lang) -> str:
    """Say what is asked beside the constraints; empty where nothing is."""
    labels, cargo = shore_words("cargo"), {}
    if requirement.wharf is not None and (word := requirement.wharf.cargo) is not None:
        meant = shore_word(word, "cargo")
        cargo = {word: labels[meant]} if meant is not None else {}
    return asked_words(
        requirement,
        lang,
        scenarios={name: each.title for name, each in catalogue.scenarios().items()},
        cargo=cargo,
        layers=catalogue.constraint_layers(),
    )


def sites_told(
    catalogue: Catalogue, columns: Columns, rows: Sequence[int], lang: Lang
) -> dict[int, dict[str, Any]]:
    """Return what some sites are called, a few facts, and where they lie, by their rows.

    Parameters
    ----------
    catalogue, columns
        Of the sites.
    rows
        Of the sites, in any order.
    lang
        Of the facts.
    """
    outlines = catalogue.geometry(columns.sites, np.array(rows, np.int64)).to_numpy()
    points = shapely.get_coordinates(shapely.point_on_surface(outlines)).round(6).tolist()
    bounds = shapely.bounds(outlines).round(6).tolist()
    ids = {row: columns.ids[row].as_py() for row in rows}
    return {
        row: {
            "parcel": ids[row],
            "row": row,
            "name": called(columns, row),
            "facts": _facts(columns, row, lang),
            "point": point,
            "bounds": box,
        }
        for row, point, box in zip(rows, points, bounds, strict=True)
    }


def _facts(columns: Columns, row: int, lang: Lang) -> list[str]:
    said: dict[str, str] = {}
    for name in _FACTS:
        value = columns.value(name, row) if name in columns else None
        if value is not None:
            said.setdefault(_SUBJECT.get(name, name), _fact(name, value, columns, lang))
    return list(said.values())


def _fact(name: str, value: Value, columns: Columns, lang: Lang) -> str:
    attribute = columns.schema[name]
    if attribute.kind == "code":  # without the code: a fact is one word
        return land_use.label(str(value), lang, attribute.codes or land_use.CURRENT)
    return found(value, attribute, lang)


def way_out(
    constraint: Constraint | Group, columns: Columns, row: int, lang: Lang
) -> dict[str, Any]:
    """Return what would let in a site that fails: the constraint `relaxed`, in words the `way`."""
    wider = relaxed(constraint, columns, row)
    if wider is None:
        return {"relaxed": None, "way": ""}
    bare = replace(wider, title=None)  # what it is called stands above
    said = constraint_words(bare, columns.schema, lang)
    rule = citation(bare, columns.schema, lang)
    return {"relaxed": wider.canonical(), "way": said.removesuffix(rule)}


class _Words:
    """The words of one requirement, each worked out once however many sites share it."""

    def __init__(self, requirement: Requirement, columns: Columns, lang: Lang) -> None:
        self._lang = lang
        self._columns = columns
        self._schema = columns.schema
        self._constraints = {one.id: one for one in requirement.constraints}
        self._criteria = {one.id: one for one in requirement.criteria}
        self._said = cache(self._failing_words)
        self._prefers = cache(self._criterion_words)

    def reason(self, reason: Reason, alone: int) -> dict[str, Any]:
        constraint = self._constraints[reason.constraint]
        whole = constraint_words(constraint, self._schema, self._lang)
        rule = citation(constraint, self._schema, self._lang)
        return {
            "constraint": reason.constraint,
            "attribute": reason.attribute,
            "needs": reason.needs,
            "text": whole.removesuffix(rule),
            "rejected": reason.rejected,
            "unknown": reason.unknown,
            "unmeasured": reason.unmeasured,
            "frees": alone,
            "relaxable": constraint.relaxable,
            "rule": rule.strip().strip("（()）") or None,
        }

    def candidate(self, candidate: Candidate) -> dict[str, Any]:
        weighed = [self._contribution(one) for one in candidate.contributions]
        return {
            "rank": candidate.rank,
            "tied": candidate.tied,
            "suitability": candidate.suitability,
            "interval": list(candidate.interval),
            "contributions": weighed,
            "unknown": [one["label"] for one in weighed if one["value"] is None],
        }

    def _contribution(self, one: Contribution) -> dict[str, Any]:
        criterion, attribute = self._criteria[one.criterion], self._schema[one.attribute]
        return {
            "criterion": one.criterion,
            "label": (criterion.title or attribute.label).say(self._lang),
            "attribute": one.attribute,
            "found": found_words(
                one.found, one.state, one.place, attribute, self._schema, self._lang
            ),
            "prefers": self._prefers(one.criterion),
            "value": one.value,
            "weight": one.weight,
            "share": one.share,
        }

    def near_miss(self, near: NearMiss, stands: Disposition) -> dict[str, Any]:
        return {
            "failing": [self._failing(one, near.row) for one in near.failing],
            "open": [self._said(one) for one in stands.unknown],
        }

    def _failing(self, failing: FailingConstraint, row: int) -> dict[str, Any]:
        constraint = self._constraints[failing.constraint]
        margin = ""
        if failing.attribute in self._schema and not hasattr(constraint, "members"):
            attribute = self._schema[failing.attribute]
            margin = margin_words(failing, constraint, attribute, self._lang)
        return {
            "constraint": failing.constraint,
            "attribute": failing.attribute,
            "text": self._said(failing),
            "margin": margin,
            "relaxable": constraint.relaxable,
            **way_out(constraint, self._columns, row, self._lang),
        }

    def _failing_words(self, failing: FailingConstraint) -> str:
        constraint = self._constraints[failing.constraint]
        return failing_words(failing, constraint, self._schema, self._lang)

    def _criterion_words(self, criterion: str) -> str:
        return criterion_words(self._criteria[criterion], self._schema, self._lang)
