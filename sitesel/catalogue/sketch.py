"""A sketch map as inline SVG: where the parcels lie, and where something was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from sitesel.catalogue.validation.place import main_body
from sitesel.findings import SEVERITIES, Finding, Severity

WIDTH = 720
_HEIGHTS = (260, 560)
_MARGIN = 22
_DRAWN = 1_500
"""So many outlines are drawn one by one; of more, the smaller ones become a grid of cells."""
_CELL = 3
_SIMPLE = 0.4
"""Lines are drawn as exact as this many pixels."""
_MARK = 5
"""Findings nearer than this many pixels share a mark."""
_FAR = 0.5  # degrees
# one shape a severity, centred on its place, so that it can be told without colour
_SHAPES: Mapping[Severity, str] = {
    "fatal": "m-4.5-4.5h9v9h-9z",
    "error": "m0-6l5.5 9.5h-11z",
    "warning": "m0-4.8l4.8 4.8-4.8 4.8-4.8-4.8z",
    "note": "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one severity: how many findings have a place, and one path for all."""

    severity: Severity
    findings: int
    path: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """A map ready for a page.

    Parameters
    ----------
    width, height
        Of the drawing, in its own units.
    land
        Path of the land beneath; empty where there is none.
    cells, outlines
        Paths of the silhouette.
    marks
        Paths of the findings, the gravest last so that they lie on top.
    scale, scale_label
        Length of the scale bar in the drawing, and what it stands for.
    beyond
        How many findings lie far off and are not drawn.
    """

    width: int
    height: int
    land: str
    cells: str
    outlines: str
    marks: tuple[Marks, ...]
    scale: float
    scale_label: str
    beyond: int


def mark(severity: Severity, x: float = 0, y: float = 0) -> str:
    """Return the path of a severity's mark at a place.

    >>> mark("warning", 10, 20)
    'M10 20m0-4.8l4.8 4.8-4.8 4.8-4.8-4.8z'
    """
    return f"M{x:g} {y:g}{_SHAPES[severity]}"


def sketch(
    outlines: GeoSeries, findings: Sequence[Finding], *, land: GeoSeries | None = None
) -> Sketch | None:
    """Draw the silhouette of parcels, the land they are on, and the places of findings.

    Parameters
    ----------
    outlines
        In OGC:CRS84; may be empty.
    findings
        Those without a place are left out.
    land
        Polygons in OGC:CRS84, drawn as far as they lie in the map; they don't widen it.

    Returns
    -------
    sketch
        None where nothing has a place. A parcel far from the rest does not shrink the map.
    """
    shapes = np.asarray(outlines.array)
    shapes = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    told = [finding for finding in findings if finding.lon is not None and finding.lat is not None]
    places = np.array([(finding.lon, finding.lat) for finding in told], dtype=float).reshape(-1, 2)
    if not len(shapes) and not len(places):
        return None
    frame = _Frame.around(shapely.bounds(shapes).reshape(-1, 4), places)
    cells, drawn = _silhouette(shapes, frame)
    ground = "" if land is None else _ground(np.asarray(land.array), frame)
    xy = frame.project(places)
    inside = ((xy >= 0) & (xy <= (WIDTH, frame.height))).all(axis=1)
    severities = np.array([finding.severity for finding in told], dtype=object)
    marks = tuple(
        Marks(severity, int(which.sum()), _mark_path(severity, xy[which & inside]))
        for severity in reversed(SEVERITIES)
        if (which := severities == severity).any()
    )
    length, label = frame.scale()
    beyond = int((~inside).sum())
    return Sketch(WIDTH, frame.height, ground, cells, drawn, marks, length, label, beyond)


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to the drawing: plate carrée with the scale of the middle latitude."""

    west: float
    north: float
    per_degree: tuple[float, float]
    shift: tuple[float, float]
    height: int

    @classmethod
    def around(cls, bounds: NDArray[Any], places: NDArray[Any]) -> _Frame:
        """Fit the main body of the parcels, or of the findings where there are no parcels."""
        if not len(bounds):
            bounds = np.column_stack([places, places])
        near = np.ones(len(bounds), dtype=np.bool_)
        for axis in (0, 1):
            near &= main_body((bounds[:, axis] + bounds[:, axis + 2]) / 2, _FAR)
        kept = bounds[near] if near.any() else bounds
        west, south = kept[:, :2].min(axis=0).tolist()
        east, north = kept[:, 2:].max(axis=0).tolist()
        stretch = max(math.cos(math.radians((south + north) / 2)), 0.05)
        across, along = max((east - west) * stretch, 1e-4), max(north - south, 1e-4)
        room = WIDTH - 2 * _MARGIN
        low, high = _HEIGHTS
        scale = min(room / across, (high - 2 * _MARGIN) / along)
        height = max(low, math.ceil(along * scale) + 2 * _MARGIN)
        shift = ((WIDTH - across * scale) / 2, (height - along * scale) / 2)
        return cls(west, north, (stretch * scale, scale), shift, height)

    def project(self, lonlat: NDArray[Any]) -> NDArray[Any]:
        """Return places in the drawing."""
        offset = (lonlat - (self.west, self.north)) * (1, -1)
        return np.asarray(offset * self.per_degree + self.shift)

    def scale(self) -> tuple[float, str]:
        """Return the longest round scale bar that takes no more than a quarter of the width."""
        metre = self.per_degree[1] / 111_195  # of a meridian on the mean sphere
        room = WIDTH / 4 / metre
        power = 10 ** math.floor(math.log10(room))
        length = max(step * power for step in (1, 2, 5) if step * power <= room)
        label = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
        return round(length * metre, 2), label


def _silhouette(shapes: NDArray[Any], frame: _Frame) -> tuple[str, str]:
    """Return the largest outlines as they are, and of the others the cells they touch."""
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    size = np.prod(bounds[:, 2:] - bounds[:, :2], axis=1)
    order = np.argsort(-size, kind="stable")
    large, small = np.sort(order[:_DRAWN]), order[_DRAWN:]
    projected = shapely.transform(shapely.force_2d(shapes[large]), frame.project)
    parts = shapely.get_parts(shapely.simplify(projected, _SIMPLE))
    points = shapely.get_coordinates(parts[shapely.get_type_id(parts) == 0]).round(1)
    drawn = "".join(_ring(ring, frame.height) for ring in shapely.get_rings(parts))
    drawn += "".join(f"M{x - 1.5:g} {y - 1.5:g}h3v3h-3z" for x, y in points.tolist())
    touched = frame.project(shapely.get_coordinates(shapes[small]))
    return _cells(touched, frame.height), drawn


def _ground(land: NDArray[Any], frame: _Frame) -> str:
    """Return the land within the map, simplified; what is smaller than a dot is left out."""
    projected = shapely.transform(shapely.force_2d(land), frame.project)
    edge = 2  # so that the cut lies outside of the map
    within = shapely.clip_by_rect(projected, -edge, -edge, WIDTH + edge, frame.height + edge)
    parts = shapely.get_parts(shapely.simplify(within, _SIMPLE))
    parts = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) >= 1)]
    return "".join(_ring(ring, frame.height) for ring in shapely.get_rings(parts))


def _ring(ring: shapely.LinearRing, height: int) -> str:
    xy = np.round(shapely.get_coordinates(ring), 1)[:-1]
    if (xy.max(axis=0) < 0).any() or (xy.min(axis=0) > (WIDTH, height)).any():
        return ""  # far off
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in xy.tolist()) + "z"


def _cells(xy: NDArray[Any], height: int) -> str:
    """Return the touched cells of a grid, runs of neighbours joined, as one path."""
    wide = WIDTH // _CELL + 1
    inside = ((xy >= 0) & (xy <= (WIDTH, height))).all(axis=1)
    column, row = (
        (xy[inside] // _CELL).astype(np.int64).T if inside.any() else np.empty((2, 0), int)
    )
    touched = np.unique(row * (wide + 1) + column)  # a spare column parts the rows
    if not len(touched):
        return ""
    starts = np.flatnonzero(np.append(True, np.diff(touched) > 1))
    lengths = np.diff(np.append(starts, len(touched)))
    first = touched[starts]
    return "".join(
        f"M{c * _CELL} {r * _CELL}h{n * _CELL}v{_CELL}h-{n * _CELL}z"
        for r, c, n in zip(
            (first // (wide + 1)).tolist(), (first % (wide + 1)).tolist(), lengths.tolist(),
            strict=True,
        )
    )  # fmt: skip


def _mark_path(severity: Severity, xy: NDArray[Any]) -> str:
    """Return one path with a mark for each place; places close together share one."""
    if not len(xy):
        return ""
    _, first = np.unique(xy // _MARK, axis=0, return_index=True)
    return "".join(mark(severity, *place) for place in np.round(xy[np.sort(first)], 1).tolist())
