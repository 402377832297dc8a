"""The room for buildings on a parcel, and what of the requirement's buildings was placed there."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from sitesel.evidence.envelope import Setbacks, envelope
from sitesel.evidence.footprints import footprints
from sitesel.exports.evidence import FOOTPRINTS
from sitesel.language import Text
from sitesel.proposal.case import Case
from sitesel.proposal.content import Figure, PlacedLine
from sitesel.units import format_number, format_quantity
from sitesel.wording import interval

_LEFT = Text("扣除退让和避让后可建用地", "Land left for buildings")
_FLOORS = Text("最大计容建筑面积", "Largest floor area")
_COVER = Text("最大建筑占地", "Largest footprint")
_HEIGHT = Text("建筑限高", "Height limit")


def room(case: Case, parcel: str) -> Iterator[Figure]:
    """Go through what may stand on a parcel, as far as it is known."""
    if case.columns.sites != "parcels":
        return
    development = case.selection.requirement.development
    setbacks = development.setbacks if development is not None else Setbacks()
    found, lang = envelope(case.catalogue, parcel, setbacks), case.lang
    if found.buildable_area is not None:
        road, shore, near = (
            format_number(n, lang) for n in (setbacks.road, setbacks.shore, setbacks.neighbour)
        )
        how = case.words(
            f"退道路 {road} 米、岸线 {shore} 米、邻地 {near} 米",
            f"{road} m off roads, {shore} m off the shore, {near} m off neighbours",
        )
        if setbacks == Setbacks():
            how = case.words("未计退让（需求未给出）", "no setbacks counted, as none are asked")
        clear = [case.say(case.catalogue.constraint_layers()[n]) for n in found.keeps_clear]
        if clear:
            how += case.words(f"；避让{'、'.join(clear)}", f"; clear of {', '.join(clear)}")
        yield _figure(case, _LEFT, found.buildable_area, "m2", how)
    if found.most_floor_area is not None and found.plot_ratio is not None:
        said = interval(found.plot_ratio, case.columns.schema["plot_ratio"], lang)
        how = case.words(
            f"容积率 {said} 的上限 × 图上面积", f"upper end of plot ratio {said} × area"
        )
        most = found.most_floor_area
        said = f"{format_number(most, lang, 6)} m²"  # floors are told in m² alone, land in 亩 too
        yield Figure(case.say(_FLOORS), said, most, "m2", None, how)
    if found.most_footprint is not None and found.building_density is not None:
        said = interval(found.building_density, case.columns.schema["building_density"], lang)
        how = case.words(
            f"建筑密度 {said}，且不超过可建用地",
            f"building density {said}, and no more than is left",
        )
        yield _figure(case, _COVER, found.most_footprint, "m2", how)
    if found.height_limit is not None and math.isfinite(found.height_limit.upper):
        said = interval(found.height_limit, case.columns.schema["height_limit"], lang)
        yield Figure(case.say(_HEIGHT), said, found.height_limit.upper, "m", "height_limit", "")


def _figure(case: Case, label: Text, number: float, unit: str, how: str) -> Figure:
    said = f"{format_number(number, case.lang, 6)} m²" if unit == "m2" else ""
    whole = format_quantity(number, unit, case.lang)
    return Figure(case.say(label), f"{said} · {whole}" if said not in whole else whole,
                  number, unit, None, how)  # fmt: skip


def placed(case: Case) -> dict[str, tuple[PlacedLine, ...]]:
    """Return what was placed on each parcel of the shortlist."""
    rows = np.array(case.rows(), np.int64)
    drawn = footprints(case.catalogue, case.selection.requirement, rows)
    lines: dict[str, list[PlacedLine]] = {}
    for one in drawn.to_dict("records"):
        width, depth = float(one["width"]), float(one["depth"])
        if one["kind"] == "buildable":
            continue
        lines.setdefault(one["parcel"], []).append(
            PlacedLine(
                kind=one["kind"],
                label=case.say(FOOTPRINTS[one["kind"]]),
                number=int(one["number"]),
                width=None if math.isnan(width) else width,
                depth=None if math.isnan(depth) else depth,
                area=float(one["area"]),
                said=_sides(case, width, depth, float(one["area"])),
            )
        )
    return {parcel: tuple(told) for parcel, told in lines.items()}


def alike(case: Case, lines: Sequence[PlacedLine]) -> Iterator[tuple[str, str]]:
    """Tell what was placed, alike ones in one line."""
    counted = Counter((line.label, line.said) for line in lines)
    for (label, said), count in counted.items():
        yield (
            label if count == 1 else case.words(f"{label}（{count} 处）", f"{label} ({count})"),
            said,
        )


def _sides(case: Case, width: float, depth: float, area: float) -> str:
    covers = f"{format_number(area, case.lang, 6)} m²"
    if math.isnan(width):
        return covers
    sides = " × ".join(format_number(side, case.lang) for side in (width, depth))
    return case.words(f"{sides} 米，{covers}", f"{sides} m, {covers}")
