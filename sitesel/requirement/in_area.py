"""Where a client looks: an area drawn on a map, as numbers; nothing here knows geometry."""

from __future__ import annotations

from dataclasses import replace

from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement.constraint import Constraint, leaves
from sitesel.requirement.requirement import Requirement

SHARE_IN_AREA = "share_in_area"
"""The attribute that is measured for it: how much of a site lies inside, in per cent."""
LEAST_SHARE = 50.0
"""What is asked of a site where the requirement asks nothing of that attribute; per cent."""
_NAME = "area_of_interest"
_TITLE = Text("位于关注范围内", "In the area of interest")


def with_area(requirement: Requirement) -> Requirement:
    """Ask that a site lies in the area of interest, half of it at least.

    Parameters
    ----------
    requirement
        Returned as it is where it has no area, or asks something of `share_in_area` itself.

    Examples
    --------
    >>> from sitesel.requirement.area import AreaOfInterest
    >>> square = ((121.0, 30.0), (122.0, 30.0), (122.0, 31.0), (121.0, 30.0))
    >>> drawn = Requirement(Text.of("x"), area_of_interest=AreaOfInterest(((square,),)))
    >>> [f"{c.attribute} {c.needs()}" for c in with_area(drawn).constraints]
    ['share_in_area ≥ 50 %']
    """
    if requirement.area_of_interest is None:
        return requirement
    if any(leaf.attribute == SHARE_IN_AREA for leaf in leaves(requirement.constraints)):
        return requirement
    taken = {constraint.id for constraint in requirement.constraints}
    names = (_NAME, *(f"{_NAME}_{number}" for number in range(2, len(taken) + 3)))
    asked = Constraint(
        next(name for name in names if name not in taken),
        SHARE_IN_AREA,
        "at_least",
        Interval(LEAST_SHARE),
        unit="%",
        title=_TITLE,
    )
    return replace(requirement, constraints=(*requirement.constraints, asked))
