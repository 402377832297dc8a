"""The ways of a site: to the nearest of each kind of facility, and to firms of its industry."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from sitesel.columns import UNREACHABLE
from sitesel.exports.journeys import journeys
from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import AccessLine, FirmLine
from sitesel.requirement import leaves
from sitesel.units import format_quantity

_MATCHING = "matching_wharf"
_ON_FOOT = "foot"
_MATCHING_LABEL = Text("合用码头", "matching wharf")
_UPSTREAM, _DOWNSTREAM = Text("上游", "upstream"), Text("下游", "downstream")
_NEAR = Text("邻近企业", "near")
_FIRMS = ("_firm", "shipyard")


def access(case: Case, row: int, parcel: str) -> Iterator[AccessLine]:
    """Go through the ways to the nearest of each kind, the matching wharf first.

    Ways on foot are told where the requirement asks for them.
    """
    yield from _matching(case, row)
    on_foot = {
        name.removeprefix("time_to_").removesuffix(f"_by_{_ON_FOOT}")
        for name in _asked(case)
        if name.endswith(f"_by_{_ON_FOOT}")
    }
    for told in journeys(case.catalogue, case.columns, [parcel]).to_dict("records"):
        line = {str(name): value for name, value in told.items()}
        if line["mode"] != _ON_FOOT or line["kind"] in on_foot:
            yield _line(case, row, line)


def _line(case: Case, row: int, told: dict[str, Any]) -> AccessLine:
    kind, mode = told["kind"], told["mode"]
    minutes = _known(told["minutes"])
    if minutes is not None:
        said = case.attribute_said(f"time_to_{kind}_by_{mode}", row)
    else:
        said = told[f"reason_{case.lang}"] or case.words("未知", "not known")
    crossings = _known(told["crossings"])
    return AccessLine(
        kind=kind,
        kind_label=told[f"kind_label_{case.lang}"],
        mode=mode,
        mode_label=told[f"mode_label_{case.lang}"],
        facility=told["facility"] or "",
        name=told[f"facility_name_{case.lang}"] or "",
        minutes=minutes,
        metres=(metres := _known(told["metres"])),
        crossings=None if crossings is None else int(crossings),
        said=said,
        distance_said="" if metres is None else format_quantity(metres, "m", case.lang),
        crossings_said="" if crossings is None else _crossings(case, int(crossings), told),
    )


def _crossings(case: Case, count: int, told: dict[str, Any]) -> str:
    if not count:
        return case.words("不渡海", "none")
    said = case.words(f"{count} 次渡运", f"{count} by ferry")
    if _known(told["last_departure"]) is not None:
        name = f"last_departure_to_{told['kind']}_by_{told['mode']}"
        last = case.attribute_said(name, case.columns.row(told["parcel"]))
        said += case.words(f"，末班 {last}", f", last at {last}")
    return said


def _matching(case: Case, row: int) -> Iterator[AccessLine]:
    """Tell the way to the wharf that the requirement asks, by each mode it is asked for."""
    network = case.catalogue.manifest.network
    for mode, label in (network.modes if network is not None else {}).items():
        time, way = f"time_to_{_MATCHING}_by_{mode}", f"road_distance_to_{_MATCHING}_by_{mode}"
        if not _asked(case) & {time, way}:
            continue
        facility = case.columns.value(f"{_MATCHING}_by_{mode}", row)
        minutes = _finite(case.columns.value(time, row) if time in case.columns else None)
        metres = _finite(case.columns.value(way, row) if way in case.columns else None)
        said = case.attribute_said(time if minutes is not None or metres is None else way, row)
        yield AccessLine(
            kind=_MATCHING, kind_label=case.say(_MATCHING_LABEL), mode=mode,
            mode_label=case.say(label), facility=str(facility or ""),
            name="" if facility is None else case.facility(str(facility)),
            minutes=minutes, metres=metres, crossings=None, said=said,
            distance_said="—" if metres is None else format_quantity(metres, "m", case.lang),
            crossings_said="—",
        )  # fmt: skip


def _asked(case: Case) -> set[str]:
    asked = case.selection.requirement
    named = {leaf.attribute for leaf in leaves(asked.constraints)}
    return named | {criterion.attribute for criterion in asked.criteria}


def numbers(lines: Iterable[AccessLine]) -> dict[str, int]:
    """Return the number that each facility has on the map of the ways, in the table's order."""
    reached = (line.facility for line in lines if line.minutes is not None and line.facility)
    return {facility: number for number, facility in enumerate(dict.fromkeys(reached), 1)}


def firms(case: Case, row: int) -> Iterator[FirmLine]:
    """Go through the nearest firm of each kind up- and downstream; else of those within reach."""
    labels = case.catalogue.facility_kinds()
    wanted = {**dict.fromkeys(case.project.upstream, _UPSTREAM)}
    wanted |= dict.fromkeys(case.project.downstream, _DOWNSTREAM)
    if not wanted:
        wanted = dict.fromkeys(
            (k for k in labels if k.endswith(_FIRMS) and _near(case, row, k)), _NEAR
        )
    for kind, relation in wanted.items():
        distance, nearest = f"distance_to_{kind}", f"nearest_{kind}"
        if distance not in case.columns or nearest not in case.columns:
            continue
        metres, who = case.columns.value(distance, row), case.columns.value(nearest, row)
        if not isinstance(metres, float) or who is None:
            continue
        yield FirmLine(
            id=str(who),
            name=case.facility(str(who)),
            kind=kind,
            kind_label=case.say(labels.get(kind, Text.of(kind))),
            relation=case.say(relation),
            metres=metres,
            distance_said=case.attribute_said(distance, row),
        )


def _near(case: Case, row: int, kind: str) -> bool:
    """Tell whether there is one within the radius that the catalogue counts in."""
    named = [name for name in case.columns if name.startswith(f"count_{kind}_within_")]
    counts = [case.columns.value(name, row) for name in named if "_by_" not in name]
    return any(isinstance(count, float) and count > 0 for count in counts)


def _known(number: Any) -> float | None:  # noqa: ANN401
    return float(number) if isinstance(number, int | float) and math.isfinite(number) else None


def _finite(value: object) -> float | None:
    known = isinstance(value, int | float) and value != UNREACHABLE
    return float(value) if known else None  # type: ignore[arg-type]
