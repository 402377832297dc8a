"""A notice: one kind of finding about many rows, as columns; words are made at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.crs import LON_LAT, transform_xy
from sitesel.findings import Finding

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Outlines = NDArray[Any]
"""Shapely geometries in metres; None where there is none."""

WHOLE = np.array([-1], dtype=np.int64)
"""The row of a notice about the whole layer."""


@dataclass(frozen=True, eq=False)
class Notice:
    """One kind of finding about some rows.

    Parameters
    ----------
    code
        A kind in `parcels/schema/findings`.
    rows
        Positions in the frame that was handed in; `WHOLE` for the whole layer.
    facts
        For each place in the words one value a row, or a single one for all.
    column
        The column it is about.
    counts
        How many rows each finding concerns; one when not given.
    places
        Where to look, in the CRS of the frame; the outline's own inside when not given.
    layer
        The layer that a notice about a whole one is about; the frame's own when not given.
    """

    code: str
    rows: Rows
    facts: Mapping[str, Any] = field(default_factory=dict)
    column: str | None = None
    counts: NDArray[np.int64] | None = None
    places: Outlines | None = None
    layer: str | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """How the rows of a frame are called: by layer, row and id.

    Parameters
    ----------
    layer
        The layer's name, of the whole.
    layers, rows, ids
        Of each row: its layer, its row in the source, its id (None where it has none).
    """

    layer: str
    layers: Sequence[str]
    rows: Sequence[int]
    ids: Sequence[str | None]

    def call(self, row: int) -> str:
        """Name a row as a reader would look it up: by id, else by its row.

        >>> Source("a", ["a"], [7], [None]).call(0)
        '#7'
        """
        return self.ids[row] or f"#{self.rows[row]}"


def findings_of(
    notices: Iterable[Notice], frame: GeoDataFrame, source: Source
) -> tuple[Finding, ...]:
    """Turn notices into findings; all places are transformed to lon/lat in one go."""
    notices = [notice for notice in notices if len(notice.rows)]
    outlines = np.asarray(frame.geometry.array)
    lons, lats = _lonlat([_places(notice, outlines) for notice in notices], frame)
    findings: list[Finding] = []
    for notice in notices:
        at = len(findings)
        many = len(notice.rows)
        facts = {name: _plain(values, many) for name, values in notice.facts.items()}
        counts = [1] * many if notice.counts is None else notice.counts.tolist()
        for i, row in enumerate(notice.rows.tolist()):
            whole = row < 0
            findings.append(
                Finding(
                    notice.code,
                    (notice.layer or source.layer) if whole else source.layers[row],
                    None if whole else source.ids[row],
                    None if whole else source.rows[row],
                    notice.column,
                    counts[i],
                    {name: values[i] for name, values in facts.items()},
                    lons[at + i],
                    lats[at + i],
                )
            )
    return tuple(findings)


def _plain(values: Any, many: int) -> list[Any]:  # noqa: ANN401
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if not isinstance(values, list):
        values = [values] * many
    return [round(value, 6) if isinstance(value, float) else value for value in values]


def _places(notice: Notice, outlines: Outlines) -> Outlines:
    """Return a point for each finding, None for the whole layer."""
    if notice.places is not None:
        shapes = notice.places
    else:
        shapes = np.full(len(notice.rows), None, dtype=object)
        told = notice.rows >= 0
        shapes[told] = outlines[notice.rows[told]]
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    points = np.full(len(shapes), None, dtype=object)
    points[finite] = shapely.point_on_surface(shapes[finite])
    return points


def _lonlat(
    places: Sequence[Outlines], frame: GeoDataFrame
) -> tuple[list[float | None], list[float | None]]:
    points = np.concatenate([*places, np.empty(0, dtype=object)])
    xy = shapely.get_coordinates(points)
    told = ~(shapely.is_missing(points) | shapely.is_empty(points))
    lonlat = np.full((len(points), 2), np.nan)
    lonlat[told] = transform_xy(xy[:, 0], xy[:, 1], frame.crs, LON_LAT).T
    lonlat[~np.isfinite(lonlat).all(axis=1)] = np.nan
    rounded = np.round(lonlat, 7)  # a centimetre
    lons, lats = (
        [None if value != value else value for value in axis.tolist()]  # noqa: PLR0124  # NaN
        for axis in rounded.T
    )
    return lons, lats
