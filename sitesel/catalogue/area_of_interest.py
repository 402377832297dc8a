"""An area of interest laid over the sites of a catalogue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from sitesel.attributes.in_area import ACROSS, INSIDE, NOWHERE, WHOLE, share_inside, sides
from sitesel.columns import QuantityColumn
from sitesel.errors import Fault, RequirementError
from sitesel.language import Text
from sitesel.requirement import AreaOfInterest
from sitesel.schema import SiteKind

if TYPE_CHECKING:
    from sitesel.catalogue.catalogue import Catalogue

_REASON = re.compile(r"([^\[]+)(?:\[([-\d.eE]+) ([-\d.eE]+)\])?")
_WHY = {
    "Self-intersection": Text("边界相互交叉或重叠", "outlines cross or lie on each other"),
    "Ring Self-intersection": Text("边界与自身交叉或相接", "an outline crosses or touches itself"),
    "Hole lies outside shell": Text("洞在外环之外", "a hole lies outside of its outer ring"),
    "Holes are nested": Text("洞里还有洞", "a hole lies in another hole"),
    "Nested shells": Text("一个多边形在另一个之内", "one polygon lies in another"),
    "Interior is disconnected": Text("内部不连通", "the inside falls apart"),
    "Duplicate Rings": Text("环重复", "a ring is there twice"),
}
_OTHER = Text("不是有效的多边形", "it is no valid polygon")


def polygon_of(area: AreaOfInterest) -> shapely.Geometry:
    """Return an area of interest as geometry in OGC:CRS84.

    Raises
    ------
    RequirementError
        It is not valid: an outline crosses itself, a hole lies outside, polygons overlap.
    """
    polygons = [shapely.Polygon(shell, holes) for shell, *holes in area.polygons]
    drawn = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    if not shapely.is_valid(drawn):
        raise _invalid(shapely.is_valid_reason(drawn))
    return drawn


def share_in_area(catalogue: Catalogue, area: AreaOfInterest, sites: SiteKind) -> QuantityColumn:
    """Measure how much of each site lies in an area of interest.

    Returns
    -------
    share
        Per cent, 0 to 100; not known where a site has no outline.

    Raises
    ------
    RequirementError
        As `polygon_of` says.
    """
    drawn = polygon_of(area)
    boxes = np.asarray(catalogue.outlines(sites).bounds)
    side = sides(boxes, drawn)
    share = np.where(side == INSIDE, WHOLE, 0.0)
    share[side == NOWHERE] = np.nan
    rows = np.flatnonzero(side == ACROSS)
    if len(rows):
        share[rows] = share_inside(catalogue.outlines(sites).geometries(rows), drawn)
    return QuantityColumn(share)


def _invalid(reason: str) -> RequirementError:
    found = _REASON.match(reason)
    why = _OTHER if found is None else _WHY.get(found[1].strip(), _OTHER)
    place = Text("", "")
    if found is not None and found[2] is not None:
        at = f"[{float(found[2]):.6f}, {float(found[3]):.6f}]"
        place = Text(f"（在 {at} 附近）", f" near {at}")
    said = Text(
        f"关注范围无效：{why.zh}{place.zh}；请重新绘制",
        f"the area of interest is not valid: {why.en}{place.en}; draw it again",
    )
    fault = Fault("invalid-area", ("area_of_interest",), None, said)
    return RequirementError("the requirement has 1 fault:", "需求有 1 处错误：", [fault])
