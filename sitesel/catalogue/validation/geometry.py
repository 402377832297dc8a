"""Geometry row by row: null, empty, of the wrong kind, invalid; repaired where that can be done."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import shapely

from sitesel.catalogue.validation.notice import WHOLE, Bools, Floats, Notice, Outlines, Rows
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.language import Text

_POINT, _POLYGON, _MULTIPOLYGON, _COLLECTION = 0, 3, 6, 7
_TYPES = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString",
    "MultiPolygon", "GeometryCollection",
)  # fmt: skip
# the reasons of GEOS, in the words of surveyors
_REASONS = {
    "Self-intersection": Text("边界自相交", "self-intersection"),
    "Ring Self-intersection": Text("环自相接", "ring self-intersection"),
    "Hole lies outside shell": Text("洞在外环之外", "a hole lies outside the shell"),
    "Holes are nested": Text("洞中有洞", "nested holes"),
    "Nested holes": Text("洞中有洞", "nested holes"),
    "Nested shells": Text("外环相套", "nested shells"),
    "Interior is disconnected": Text("内部不连通", "the interior is disconnected"),
    "Duplicate Rings": Text("环重复", "duplicate rings"),
    "Too few points in geometry component": Text("环的点数不足", "a ring has too few points"),
    "Invalid Coordinate": Text("坐标无效", "an invalid coordinate"),
    "Ring is not closed": Text("环未闭合", "a ring is not closed"),
}
_PLACED = re.compile(r"^(.*?)\[(\S+) (\S+)\]$")


@dataclass(frozen=True, eq=False)
class Repaired:
    """Outlines that can be measured, and the rows that can't.

    Parameters
    ----------
    outlines
        In the order of the rows; those of rows to set aside are as they were.
    reasons
        Why a row is to be set aside, a finding's code; None for rows that stay.
    notices
        What was noticed and done.
    """

    outlines: Outlines
    reasons: Outlines
    notices: tuple[Notice, ...]

    @property
    def sound(self) -> Rows:
        """Positions of the rows that stay."""
        return np.flatnonzero(self.reasons == None).astype(np.int64)  # noqa: E711  # elementwise


def repair(
    outlines: Outlines,
    *,
    polygons: bool,
    tolerances: Tolerances,
    drawn: Outlines | None = None,
    zeros: Floats | None = None,
    stated: Floats | None = None,
) -> Repaired:
    """Repair what can be repaired and tell what can't.

    Invalid polygons are repaired by structure (the outer rings of each part added, its own holes
    taken away) and along the lines as drawn (every line crossed turns inside to outside); the one
    nearer to the area that was meant stays: see `_meant`. Lines that are left over are dropped.

    Parameters
    ----------
    outlines
        Geometries in metres, None where missing; not changed.
    polygons
        Whether only polygons will do.
    tolerances
        What change of area is told loudly.
    drawn
        The same geometries as the source has them, before they were transformed: rounding may
        mend what crosses itself by a hair. None when they are the same.
    zeros
        Points far outside of the layer that a missing coordinate may have been written as, one a
        row (see `place.origins`); none when not given.
    stated
        The area that each row states, m²; NaN where it states none.
    """
    outlines = outlines.copy()
    reasons = np.full(len(outlines), None, dtype=object)
    notices: list[Notice] = []

    def set_aside(code: str, bad: Bools, **facts: object) -> None:
        fresh = np.flatnonzero(bad & (reasons == None)).astype(np.int64)  # noqa: E711
        reasons[fresh] = code
        notices.append(Notice(code, fresh, facts))

    set_aside("null-geometry", shapely.is_missing(outlines))
    set_aside("empty-geometry", shapely.is_empty(outlines))
    set_aside("infinite-coordinates", ~_finite(outlines))
    set_aside("zero-coordinates", _at_any(outlines, np.empty((0, 2)) if zeros is None else zeros))

    solid = shapely.has_z(outlines) | shapely.has_m(outlines)
    if solid.any():
        outlines[solid] = shapely.force_2d(outlines[solid])
        notices.append(Notice("third-dimension", WHOLE, counts=np.array([solid.sum()])))

    notices += _multi_parts(outlines, reasons)
    drawn = outlines if drawn is None else drawn
    invalid = ~(shapely.is_valid(outlines) & shapely.is_valid(drawn)) & (reasons == None)  # noqa: E711
    rows = np.flatnonzero(invalid).astype(np.int64)
    stated = np.full(len(outlines), np.nan) if stated is None else stated
    notices += _repair_invalid(outlines, reasons, rows, drawn[rows], stated[rows], tolerances)
    if polygons:
        outlines[:] = _only_polygons(outlines)
        types = shapely.get_type_id(outlines)
        wrong = ~np.isin(types, (_POLYGON, _MULTIPOLYGON)) & (reasons == None)  # noqa: E711
        set_aside("not-a-polygon", wrong, type=[_TYPES[i] for i in types[wrong]])
    return Repaired(outlines, reasons, tuple(notices))


def _finite(outlines: Outlines) -> Bools:
    """Tell the geometries all of whose coordinates are finite; a missing one counts as such."""
    coordinates, of = shapely.get_coordinates(outlines, return_index=True)
    finite = np.ones(len(outlines), dtype=np.bool_)
    finite[of[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _at_any(outlines: Outlines, zeros: Floats) -> Bools:
    """Tell the geometries with a vertex at one of the origins, to a millimetre."""
    coordinates, of = shapely.get_coordinates(outlines, return_index=True)
    found = np.zeros(len(outlines), dtype=np.bool_)
    for zero in zeros:
        found[of[(np.abs(coordinates - zero) < 1e-3).all(axis=1)]] = True
    return found


def _multi_parts(outlines: Outlines, reasons: Outlines) -> list[Notice]:
    parts = shapely.get_num_geometries(outlines)
    rows = np.flatnonzero((parts > 1) & (reasons == None)).astype(np.int64)  # noqa: E711
    return [Notice("multi-part", rows, {"parts": parts[rows]})]


def _repair_invalid(
    outlines: Outlines,
    reasons: Outlines,
    rows: Rows,
    drawn: Outlines,
    stated: Floats,
    tolerances: Tolerances,
) -> list[Notice]:
    broken = outlines[rows]
    told, places = _why(broken, drawn)
    before = shapely.area(broken)
    polygonal = shapely.get_dimensions(broken) == 2
    whole = shapely.make_valid(broken, method="linework")
    along = _only_polygons(whole)
    filled = _only_polygons(shapely.make_valid(broken, method="structure", keep_collapsed=False))
    areas_of = shapely.area(filled), shapely.area(along)
    meant = _meant(*areas_of, rings=before, stated=stated, share=tolerances.area_share)
    lined = polygonal & (np.abs(areas_of[1] - meant) < np.abs(areas_of[0] - meant) - 1e-6 * before)
    kept = np.where(polygonal, np.where(lined, along, filled), whole)
    lost = _length_of_lines(whole)
    lines = polygonal & (lost > 1e-6)
    hopeless = shapely.is_empty(kept) | (polygonal & (shapely.area(kept) == 0))

    after = shapely.area(kept)
    change = np.round(after - before, 2) + 0.0  # as it is told; no minus before a zero
    share = np.divide(change, before, out=np.full(len(rows), np.inf), where=before > 0)
    share[change == 0] = 0
    loud = (np.abs(change) > tolerances.repair_area) & (np.abs(share) > tolerances.repair_share)
    outlines[rows[~hopeless]] = kept[~hopeless]
    reasons[rows[hopeless]] = "unrepairable-geometry"

    facts = {
        "reason": np.array([reason.en for reason in told], dtype=object),
        "reason_zh": np.array([reason.zh for reason in told], dtype=object),
    }
    areas: dict[str, Floats | Rows] = {
        "before": before,
        "after": after,
        "change": change,
        "change_share": share,
        "parts": shapely.get_num_geometries(kept),
    }

    def notice(code: str, which: Bools, values: dict[str, Outlines]) -> Notice:
        cut = {name: column[which] for name, column in values.items()}
        return Notice(code, rows[which], cut, places=places[which])

    return [
        notice("unrepairable-geometry", hopeless, facts),
        notice("repair-changed-area", ~hopeless & loud, {**facts, **areas}),
        notice("invalid-geometry", ~hopeless & ~loud, {**facts, **areas}),
        notice(
            "repaired-along-lines",
            ~hopeless & lined,
            {"after": after, "filled": areas_of[0], "meant": meant},
        ),
        notice("dropped-lines", ~hopeless & lines, {"length": lost}),
    ]


def _meant(filled: Floats, along: Floats, *, rings: Floats, stated: Floats, share: float) -> Floats:
    """Return the area that each outline was meant to have.

    That is the stated one where one repair agrees with it and the other does not: a column in
    another unit, out of date, or too coarse to tell them apart says nothing. Else it is that of
    the rings as they were drawn: outer rings less all holes, of whichever part they are listed.

    Parameters
    ----------
    filled, along
        The areas of the two repairs, m².
    rings
        The area of the rings, m².
    stated
        As the source states it, m²; NaN where it does not.
    share
        By how much an area may differ from the stated one and still agree with it.

    Examples
    --------
    >>> a, b, c, no = np.array([50.0]), np.array([40.0]), np.array([41.0]), np.array([np.nan])
    >>> _meant(a, b, rings=c, stated=no, share=0.02), _meant(a, b, rings=c, stated=a, share=0.02)
    (array([41.]), array([50.]))
    """
    agree = [np.abs(area - stated) <= share * stated for area in (filled, along)]
    return np.where(agree[0] != agree[1], stated, rings)


def _why(broken: Outlines, drawn: Outlines) -> tuple[list[Text], Outlines]:
    """Return the reasons of invalid geometries, and where each one fails."""
    mended = shapely.is_valid(broken)
    words = shapely.is_valid_reason(np.where(mended, drawn, broken)).tolist()
    told, places = [], broken.copy()
    for i, reason in enumerate(words):
        match = _PLACED.match(reason)
        told.append(_REASONS.get(match[1] if match else reason, Text.of(reason)))
        if match and not mended[i]:
            places[i] = shapely.Point(float(match[2]), float(match[3]))
    return told, places


def _length_of_lines(outlines: Outlines) -> Floats:
    """Measure the lines that collections have beside their polygons."""
    members, of_row = shapely.get_parts(outlines, return_index=True)
    parts, of_member = shapely.get_parts(members, return_index=True)
    lines = shapely.get_dimensions(parts) == 1
    rows = of_row[of_member[lines]]
    lengths = np.bincount(rows, shapely.length(parts[lines]), minlength=len(outlines))
    return lengths.astype(np.float64)


def _only_polygons(outlines: Outlines) -> Outlines:
    """Return the polygons of collections, in place of the collections that have any."""
    mixed = np.flatnonzero(shapely.get_type_id(outlines) == _COLLECTION)
    if not len(mixed):
        return outlines
    members, of_mixed = shapely.get_parts(outlines[mixed], return_index=True)
    parts, of_member = shapely.get_parts(members, return_index=True)
    areal = shapely.get_type_id(parts) == _POLYGON
    has, of = np.unique(of_mixed[of_member[areal]], return_inverse=True)
    gathered = shapely.multipolygons(parts[areal], indices=of)
    single = shapely.get_num_geometries(gathered) == 1
    outlines = outlines.copy()
    outlines[mixed[has]] = np.where(single, shapely.get_geometry(gathered, 0), gathered)
    return outlines
