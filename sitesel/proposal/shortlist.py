"""The shortlist: each candidate told at length, and all of them side by side."""

from __future__ import annotations

from typing import Any

from sitesel.columns import Columns
from sitesel.language import Text
from sitesel.proposal.access import access, firms
from sitesel.proposal.case import Case
from sitesel.proposal.content import (
    Candidate,
    ComparedRow,
    Comparison,
    ContributionLine,
    PlacedLine,
    PolicyLine,
    map_keys,
)
from sitesel.proposal.costs import costs
from sitesel.proposal.days import day_said
from sitesel.proposal.facts import facts
from sitesel.proposal.need import classes_of
from sitesel.proposal.room import alike, placed, room
from sitesel.proposal.rounding import adding_up
from sitesel.proposal.sentences import advantages, gaps
from sitesel.proposal.standard import land_of, standard
from sitesel.requirement import leaves
from sitesel.wording import notes

_COMPARED = (
    "planning_use", "stated_area", "area", "floor_area", "district", "town", "park", "landmass",
    "fixed_link", "status", "available_from", "price", "rent", "tenure", "tenure_years",
    "plot_ratio", "building_density", "green_ratio", "height_limit", "investment_intensity",
    "output_intensity", "tax_intensity", "energy_intensity", "emission_intensity",
    "power_capacity", "double_circuit", "water_capacity", "sewage_capacity", "gas_capacity",
    "heat_capacity", "levelled", "bearing_capacity", "clear_height", "floor_load",
    "crane_capacity", "shore_frontage", "front_depth", "expansion_area",
)  # fmt: skip
_ALIKE = 1e-9


def shortlist(case: Case) -> tuple[Candidate, ...]:
    """Tell each candidate of the shortlist, best first."""
    buildings = placed(case)
    return tuple(_candidate(case, told, buildings.get(told["parcel"], ())) for told in case.listed)


def _candidate(case: Case, told: dict[str, Any], buildings: tuple[PlacedLine, ...]) -> Candidate:
    row, parcel = told["row"], told["parcel"]
    shown = adding_up([one["share"] for one in told["contributions"]], 3)
    parts = tuple(
        _contribution(one, said) for one, said in zip(told["contributions"], shown, strict=True)
    )
    land = land_of(case, row)
    tests = tuple(standard(case, row, land))
    low, high = told["interval"]
    ranked = bool(parts)
    score = f"{low:.3f}" if high - low < 0.0005 else f"{low:.3f}–{high:.3f}"
    place = case.words(f"第 {told['rank']} 名", f"Rank {told['rank']}")
    if told["tied"]:
        place += case.words("（并列）", " (tied)")
    return Candidate(
        parcel=parcel,
        row=row,
        name=told["name"],
        rank=told["rank"],
        tied=told["tied"],
        rank_said=place if ranked else case.words("不分名次", "not ranked"),
        suitability=told["suitability"],
        interval=(low, high),
        suitability_said=score if ranked else "—",
        point=tuple(told["point"]),
        bounds=tuple(told["bounds"]),
        brief=tuple(told["facts"]),
        facts=facts(case, row),
        contributions=parts,
        advantages=advantages(case, parts, tests),
        gaps=gaps(case, row, parts, tests),
        access=tuple(access(case, row, parcel)),
        envelope=tuple(room(case, parcel)),
        placed=buildings,
        placed_said=tuple(alike(case, buildings)),
        land_area=land,
        standard=tests,
        costs=tuple(costs(case, row, land)),
        firms=tuple(firms(case, row)),
        policies=tuple(_policies(case, row)),
        notes=tuple(_notes(case, row)),
        maps=map_keys(parcel),
    )


def _notes(case: Case, row: int) -> list[str]:
    """Say what the rules that bind such a project tell of a site without judging it."""
    columns, classes = case.columns, classes_of(case)
    binding = {
        name: column
        for name, column in columns.columns.items()
        if (rule := columns.schema[name].rule) is None or rule.binds(classes)
    }
    few = Columns(columns.sites, columns.ids, binding, columns.schema)
    return notes(few, row, case.lang, requirement=case.selection.requirement)


def _contribution(told: dict[str, Any], share_said: str) -> ContributionLine:
    value = told["value"]
    return ContributionLine(
        id=told["criterion"],
        label=told["label"],
        found=told["found"],
        prefers=told["prefers"],
        value=value,
        weight=told["weight"],
        share=told["share"],
        value_said="—" if value is None else f"{value:.2f}",
        weight_said=f"{told['weight']:.0%}",
        share_said=share_said,
    )


def _policies(case: Case, row: int) -> list[PolicyLine]:
    if case.policies is None:
        return []
    applying = case.policies.at(case.columns, row, sectors=case.project.sectors, day=case.day)
    return [
        PolicyLine(
            id=one.id,
            title=case.say(one.title),
            what=case.say(one.what),
            document=case.say(one.document),
            date="" if one.since is None else day_said(case.lang, one.since),
            until="" if one.until is None else day_said(case.lang, one.until),
            department=case.say(one.department),
            why=one.why(case.columns, row, case.lang),
        )
        for one in applying
    ]


def comparison(case: Case, candidates: tuple[Candidate, ...]) -> Comparison | None:
    """Put the shortlist side by side; None with fewer than two."""
    if len(candidates) < 2:
        return None
    rows = [_suitability(case, candidates)] if candidates[0].contributions else []
    criteria = {one.attribute: one.id for one in case.selection.requirement.criteria}
    groups = case.columns.schema.groups
    for name in _attributes(case):
        attribute = case.columns.schema[name]
        if all(case.columns.value(name, one.row) in (None, 0.0) for one in candidates):
            continue
        cells = tuple(case.attribute_said(name, one.row) for one in candidates)
        rows.append(
            ComparedRow(
                attribute=name,
                group=case.say(groups[attribute.group]),
                label=case.say(attribute.label),
                cells=cells,
                differs=len(set(cells)) > 1,
                best=_best(candidates, criteria.get(name)),
            )
        )
    return Comparison(
        parcels=tuple(one.parcel for one in candidates),
        heads=tuple(one.name for one in candidates),
        rows=tuple(rows),
    )


def _attributes(case: Case) -> list[str]:
    requirement = case.selection.requirement
    asked = [one.attribute for one in requirement.criteria]
    asked += [leaf.attribute for leaf in leaves(requirement.constraints)]
    named = dict.fromkeys([*asked, *_COMPARED])
    schema = case.columns.schema
    return [n for n in named if n in case.columns and schema[n].group != "rules"]


def _suitability(case: Case, candidates: tuple[Candidate, ...]) -> ComparedRow:
    cells = tuple(one.suitability_said for one in candidates)
    most = max(one.suitability for one in candidates)
    return ComparedRow(
        attribute="",
        group=case.say(Text("适宜度", "Suitability")),
        label=case.say(Text("适宜度", "Suitability")),
        cells=cells,
        differs=len(set(cells)) > 1,
        best=tuple(most - one.suitability < _ALIKE for one in candidates),
    )


def _best(candidates: tuple[Candidate, ...], criterion: str | None) -> tuple[bool, ...]:
    """Tell which score highest by a criterion; none where all do, or nothing is weighed."""
    values = [
        next((part.value for part in one.contributions if part.id == criterion), None)
        for one in candidates
    ]
    known = [value for value in values if value is not None]
    if not known or max(known) - min(known) < _ALIKE:
        return (False,) * len(candidates)
    return tuple(value is not None and max(known) - value < _ALIKE for value in values)
