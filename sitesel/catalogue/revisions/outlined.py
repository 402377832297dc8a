"""Outlines of a published catalogue that become others: only what they touch is measured again.

All that is measured of a site hangs on its own outline and on what lies around, but for the room
to expand, which hangs on its neighbours too (see `neighbours`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from geopandas import GeoSeries
from shapely.geometry.base import BaseGeometry

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.outlines import Outlines
from sitesel.catalogue.revisions.neighbours import Drawn
from sitesel.catalogue.revisions.overlay import Overlay, Rows
from sitesel.catalogue.revisions.revision import OUTLINE, Change, Revision
from sitesel.catalogue.revisions.state import Bounds
from sitesel.catalogue.shared import Measured
from sitesel.catalogue.snapshot import LONLAT, lonlat
from sitesel.columns import Column, Columns, Value
from sitesel.errors import RevisionRefused
from sitesel.schema import SITE_KINDS, Schema, SiteKind

Measure = Callable[[GeoSeries], Measured]
"""Measures sites in the measuring CRS (see `Shared.measured`)."""

Cells = dict[str, dict[int, Value]]


@dataclass(frozen=True, eq=False)
class Outlined:
    """What an outline becomes: the value of a change of it.

    Parameters
    ----------
    shape
        Valid, in the measuring CRS of the catalogue.
    crs
        That CRS.
    """

    shape: BaseGeometry
    crs: str


@dataclass(frozen=True, eq=False)
class Redrawn:
    """The sites of one kind whose outlines change, and what was measured of them.

    Parameters
    ----------
    drawn
        The outlines.
    cells
        By attribute and row.
    scenarios
        The same by the name of a scenario, of all that is another in it for any site.
    revisions
        That tell of it.
    """

    drawn: Drawn
    cells: Cells
    scenarios: Mapping[str, Cells] = field(default_factory=dict)
    revisions: tuple[Revision, ...] = ()


def outlining(
    site: str,
    shape: BaseGeometry,
    crs: str,
    *,
    sites: SiteKind = "parcels",
    document: str | None = None,
    note: str | None = None,
) -> Change:
    """Return the change that gives a site another outline.

    Parameters
    ----------
    site, sites
        Of what.
    shape, crs
        Valid, in the measuring CRS.
    document, note
        On what it rests, and why.
    """
    return Change(site, OUTLINE, Outlined(shape, crs), document, note, sites)


def is_of_outline(change: Change) -> bool:
    """Tell whether a change is one of an outline."""
    return isinstance(change.value, Outlined)


def redrawn(
    current: Catalogue,
    kind: SiteKind,
    changes: Sequence[Change],
    measure: Measure | None,
    *,
    who: str,
    when: str,
) -> Redrawn | None:
    """Measure the sites of one kind that get another outline; None where all are so already.

    Parameters
    ----------
    current
        Before.
    kind, changes
        All of this kind, and of outlines.
    measure
        Measures them; None where nobody can.
    who, when
        As the revisions tell.

    Raises
    ------
    RevisionRefused
        Nobody can measure.
    ParcelNotFound
        There is no such site.
    """
    if any(change.value.crs != current.manifest.crs for change in changes):
        raise RevisionRefused(
            "the catalogue was built anew in another CRS meanwhile; look at it again",
            "期间目录已用其他坐标系重新构建；请重新查看",
        )
    columns = current.columns(kind)
    by_row = {columns.row(change.site): change for change in changes}
    rows = np.array(sorted(by_row), np.int64)
    shapes = np.array([_shape(by_row[int(row)]) for row in rows], dtype=object)
    after = lonlat(GeoSeries(shapes, crs=current.manifest.crs))
    before = current.outlines(kind).geometries(rows)
    differ = ~shapely.equals_exact(before, after, 0.0)
    rows, shapes, before, after = rows[differ], shapes[differ], before[differ], after[differ]
    if not len(rows):
        return None
    if measure is None:
        raise RevisionRefused(
            "an outline that changes is measured again, which takes the build config: tell it by "
            "--config or SITESEL_CONFIG, or build with `sitesel build`",
            "边界变动需重新量算，须有构建配置：请用 --config 或 SITESEL_CONFIG 指明，"
            "或用 `sitesel build` 构建",
        )
    ids = columns.ids.take(pa.array(rows))
    found = measure(GeoSeries(shapes, index=ids.to_pylist(), crs=current.manifest.crs))
    revisions = [
        Revision(kind, by_row[row].site, OUTLINE, old.wkt, new.wkt, who, when,
                 by_row[row].document, by_row[row].note)
        for row, old, new in zip(rows.tolist(), before, after, strict=True)
    ]  # fmt: skip
    schema = current.schema.of(kind)
    return Redrawn(
        Drawn(rows, shapes, after),
        _cells(kind, ids, found.columns, schema, rows),
        dict(_in_scenarios(current, kind, found, ids, rows)),
        tuple(revisions),
    )


def _shape(change: Change) -> BaseGeometry:
    value: Outlined = change.value
    return value.shape


def _cells(
    kind: SiteKind, ids: pa.Array, columns: Mapping[str, Column], schema: Schema, rows: Rows
) -> Cells:
    known = {name: column for name, column in columns.items() if name in schema}
    table = Columns(kind, ids, known, schema)
    return {
        name: {row: table.value(name, at) for at, row in enumerate(rows.tolist())} for name in known
    }


def _in_scenarios(
    current: Catalogue, kind: SiteKind, found: Measured, ids: pa.Array, rows: Rows
) -> Iterable[tuple[str, Cells]]:
    """Go through the scenarios: what is another in one, for these sites or for those there were."""
    schema = current.schema.of(kind)
    for name in current.manifest.scenarios:
        others = found.scenarios.get(name, {})
        there = current.scenario_attributes(kind, name)
        both = {each: others.get(each, found.columns.get(each)) for each in (*there, *others)}
        columns = {each: column for each, column in both.items() if column is not None}
        yield name, _cells(kind, ids, columns, schema, rows)


def outlines_over(
    current: Catalogue, kind: SiteKind, drawn: Drawn | None
) -> tuple[Rows, Outlines | None]:
    """Return the rows whose outlines are others than the base's, and those outlines."""
    before: Overlay | None = current.revised.of(kind) if current.revised is not None else None
    rows: Rows = np.zeros(0, np.int64) if before is None else before.outlined
    if drawn is None:
        return rows, None if before is None else before.outlines
    rows = np.union1d(rows, drawn.rows).astype(np.int64)
    shapes = current.outlines(kind).geometries(rows)
    shapes[np.searchsorted(rows, drawn.rows)] = drawn.lonlat
    return rows, Outlines.of(shapes)


def bounds_after(current: Catalogue, redrawn_: Mapping[SiteKind, Redrawn]) -> Bounds | None:
    """Return west, south, east and north of all sites as they will be; None where none moves."""
    if not redrawn_:
        return None if current.revised is None else current.revised.state.bounds
    boxes: list[Any] = []
    for kind in SITE_KINDS:
        box = np.array(current.outlines(kind).bounds)
        if kind in redrawn_:
            drawn = redrawn_[kind].drawn
            box[drawn.rows] = shapely.bounds(drawn.lonlat)
        boxes.append(box)
    every = np.concatenate(boxes)
    west, south = every[:, :2].min(axis=0).tolist()
    east, north = every[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def carried(before: Catalogue, built: Catalogue, revisions: Sequence[Revision]) -> list[Revision]:
    """Return the revisions of outlines that a source still draws as it did when they were made."""
    if before.base is None:
        return []
    kept = []
    for revision in revisions:
        kind, site = revision.sites, revision.site
        then, now = (_outline(each, kind, site) for each in (before.base, built))
        if then is not None and now is not None and then.equals_exact(now, 0.0):
            kept.append(revision)
    return kept


def _outline(catalogue: Catalogue, kind: SiteKind, site: str) -> BaseGeometry | None:
    ids = catalogue.columns(kind).ids
    row: int = pc.index(ids, pa.scalar(site, ids.type)).as_py()
    if row < 0:
        return None
    outline: BaseGeometry = catalogue.outlines(kind).geometries([row])[0]
    return outline


def as_told(revision: Revision, crs: str) -> Change:
    """Return the change that makes a revision of an outline again."""
    shape = GeoSeries.from_wkt([str(revision.new)], crs=LONLAT).to_crs(crs).iloc[0]
    return outlining(
        revision.site, shape, crs, sites=revision.sites, document=revision.document,
        note=revision.note,
    )  # fmt: skip
