"""The facts of a site, grouped as the schema does, each with where it comes from."""

from __future__ import annotations

from sitesel.proposal.case import Case
from sitesel.proposal.content import Figure
from sitesel.requirement import leaves

# what is told in tables of its own, or by itself tells an investor nothing
_ELSEWHERE = ("proximity", "overlay", "access", "rules", "standard")
_LEFT_OUT = (
    "name", "number", "terrain_cell", "landmass_area", "perimeter", "planning_use_stated",
    "road_sides", "compactness", "inscribed_diameter", "deepest_front",
)  # fmt: skip
_LEFT_OUT_STARTS = ("road_frontage_", "shore_frontage_", "reached_", "access_to_", "possible_")


def facts(case: Case, row: int) -> tuple[tuple[str, tuple[Figure, ...]], ...]:
    """Return what is known of a site, group by group."""
    source, asked = case.sources(row), _asked(case)
    groups: dict[str, list[Figure]] = {}
    for name in case.columns:
        attribute = case.columns.schema[name]
        elsewhere = attribute.group in _ELSEWHERE or name in _LEFT_OUT
        if name not in asked and (elsewhere or name.startswith(_LEFT_OUT_STARTS)):
            continue
        if attribute.group in ("rules", "standard"):  # which stand in tables of their own
            continue
        figure = case.figure(name, row, source)
        if figure is not None and not _empty(figure):
            groups.setdefault(attribute.group, []).append(figure)
    names = case.columns.schema.groups
    order = [group for group in names if group in groups]
    return tuple((case.say(names[group]), tuple(groups[group])) for group in order)


def _asked(case: Case) -> set[str]:
    requirement = case.selection.requirement
    named = {leaf.attribute for leaf in leaves(requirement.constraints)}
    return named | {criterion.attribute for criterion in requirement.criteria}


def _empty(figure: Figure) -> bool:
    """Tell whether there is nothing to tell: of shore and frontage, none."""
    return figure.value == 0.0 and figure.unit in ("m", "m2")
