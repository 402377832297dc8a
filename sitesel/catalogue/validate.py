"""The truth about a layer before it is published: every fault told, every row accounted for.

One faulty row never stops the others. What can be repaired is, and told; what can't be measured
is set aside with its reason, so that rows in = rows that stay + rows set aside. Faults that make
the whole of a layer untrustworthy stop the build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from geopandas import GeoDataFrame, GeoSeries

from sitesel.catalogue.validation.coverage import misfits
from sitesel.catalogue.validation.duplicates import outline_codes, stacks, true_duplicates
from sitesel.catalogue.validation.gaps import gaps, narrow_parcels
from sitesel.catalogue.validation.geometry import Repaired, repair
from sitesel.catalogue.validation.notice import (
    WHOLE,
    Floats,
    Notice,
    Outlines,
    Rows,
    Source,
    findings_of,
)
from sitesel.catalogue.validation.overlaps import overlaps
from sitesel.catalogue.validation.place import coarse_coordinates, far_away, origins
from sitesel.catalogue.validation.stated_area import square_metres, stated_areas
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.catalogue.validation.values import missing, missing_values, repeated_ids
from sitesel.crs import LON_LAT, transform_xy
from sitesel.errors import UntrustworthyData
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.progress import Progress, silent
from sitesel.schema import SiteKind

__all__ = ["Tolerances", "Validation", "validate", "validate_surroundings"]


@dataclass(frozen=True, eq=False)
class Validation:
    """A layer that was looked at: its rows, parted in two, and what was noticed.

    Parameters
    ----------
    frame
        The rows that stay, geometry repaired, in their order and with their index.
    set_aside
        The others, geometry as it was, and their `reason`: the code of the finding.
    findings
        All that was noticed, in the order of the checks, then of the rows.
    """

    frame: GeoDataFrame
    set_aside: GeoDataFrame
    findings: tuple[Finding, ...]


def validate(
    frame: GeoDataFrame,
    *,
    layer: str,
    sites: SiteKind = "parcels",
    id_column: str | None = None,
    stated_area: str | None = None,
    stated_unit: str = "m2",
    origin: tuple[str, str] | None = None,
    drawn: GeoSeries | None = None,
    tolerances: Tolerances | None = None,
    progress: Progress = silent,
) -> Validation:
    """Examine a layer of parcels or halls, repair what can be, set aside what can't.

    Parameters
    ----------
    frame
        One row a site, in a projected CRS in metres; not changed. The index is the row in the
        source.
    layer
        The layer's name, for the findings.
    sites
        Parcels must be polygons; a hall may be a point where its outline is not known.
    id_column, stated_area
        Columns with the id and with the area as stated; None where there is none.
    stated_unit
        What the stated areas are in, as `sitesel.units` spells it: `m2`, `亩`, `ha`, `acre` …
    origin
        Columns that hold the layer and the row in the source, for a frame put together from
        several layers; None takes `layer` and the index.
    drawn
        The geometries as the source has them, before they were transformed, row by row; an
        outline must be valid there too. None looks at the frame alone.
    tolerances
        What is let pass.
    progress
        Told how far it is.

    Raises
    ------
    UntrustworthyData
        No rows, no geometry at all, or more than half of the rows without a usable one.

    Examples
    --------
    >>> square, null = shapely.box(0, 0, 20, 20), None
    >>> frame = GeoDataFrame({"no": ["A", "B"]}, geometry=[square, null], crs=4550)
    >>> found = validate(frame, layer="demo", id_column="no")
    >>> len(found.frame), found.set_aside["reason"].to_dict()
    (1, {1: 'null-geometry'})
    >>> [(finding.parcel, finding.found("en")) for finding in found.findings]
    [('B', 'No geometry')]
    """
    tolerances = tolerances or Tolerances()
    _check_crs(frame, layer)
    if not len(frame):
        raise UntrustworthyData(
            f"layer {layer!r} has no rows; check the source and the query or filter on it",
            f"图层 {layer!r} 没有任何行；请检查来源及其查询或筛选条件",
        )
    source = _source(frame, layer, id_column, origin)
    attributes = [c for c in frame.columns if c != frame.geometry.name and c not in (origin or ())]
    progress(Text("检查图形", "Looking at outlines"), 0.0)
    stated = None if stated_area is None else square_metres(frame[stated_area], stated_unit)
    repaired = _repaired(frame, drawn, sites == "parcels", tolerances, stated)
    sound, outlines = repaired.sound, repaired.outlines
    _check_sound(repaired, layer)

    progress(Text("查找重复", "Looking for duplicates"), 0.25)
    drawn_codes = outline_codes(outlines[sound])
    twins, told = true_duplicates(frame, sound, drawn_codes, source, attributes=attributes)
    repaired.reasons[twins] = "duplicate"
    stay = ~np.isin(sound, twins)
    rows, codes = sound[stay], drawn_codes[stay]
    notices = [*repaired.notices, told, *far_away(outlines, rows, tolerances)]
    notices += narrow_parcels(outlines, rows[_areal(outlines[rows])], tolerances)
    notices += coarse_coordinates(outlines, rows, frame.crs)
    notices += stacks(drawn_codes, sound, stay, outlines, source)

    progress(Text("查找重叠和缝隙", "Looking for overlaps and gaps"), 0.4)
    notices += _neighbours(outlines, rows, codes, source, tolerances)

    progress(Text("核对面积和取值", "Comparing areas and values"), 0.8)
    if stated_area is not None:
        notices += stated_areas(
            frame[stated_area],
            GeoSeries(outlines, crs=frame.crs),
            rows,
            unit=stated_unit,
            latitude=_latitude(outlines[rows], frame.crs),
            tolerances=tolerances,
        )
    if id_column is not None:
        notices += repeated_ids(
            frame, sound, drawn_codes, stay, column=id_column, others=attributes
        )
    notices += _missing(frame, attributes, source)
    progress(Text("核对面积和取值", "Comparing areas and values"), 1.0)
    return _parted(frame, repaired, findings_of(notices, frame, source))


def validate_surroundings(
    frame: GeoDataFrame,
    *,
    layer: str,
    id_column: str | None = None,
    polygons: bool = False,
    drawn: GeoSeries | None = None,
    tolerances: Tolerances | None = None,
) -> Validation:
    """Examine facilities, constraint areas or context: geometry of any kind, and repeats.

    Parameters
    ----------
    frame
        In a projected CRS in metres; not changed.
    layer, id_column
        The layer's name and the column that names its rows, for the findings.
    polygons
        Whether only polygons will do, as for constraint areas.
    drawn, tolerances
        See `validate`.

    Raises
    ------
    UntrustworthyData
        There are rows, but none with a usable geometry.

    Examples
    --------
    >>> frame = GeoDataFrame(geometry=[shapely.Point(0, 9), shapely.LineString()], crs=4550)
    >>> [finding.found("en") for finding in validate_surroundings(frame, layer="roads").findings]
    ['The geometry is empty']
    """
    _check_crs(frame, layer)
    source = _source(frame, layer, id_column, None)
    if not len(frame):
        empty = Notice("no-rows", WHOLE, counts=np.array([0]))
        return Validation(frame, frame.assign(reason=""), findings_of([empty], frame, source))
    repaired = _repaired(frame, drawn, polygons, tolerances or Tolerances())
    _check_sound(repaired, layer, most=1.0)
    rows = repaired.sound
    attributes = [column for column in frame.columns if column != frame.geometry.name]
    codes = outline_codes(repaired.outlines[rows])
    twins, told = true_duplicates(frame, rows, codes, source, attributes=attributes)
    notices = [*repaired.notices, told, *_kinds(repaired.outlines[rows])]
    repeats = len(rows) - len(np.unique(codes))
    if repeats:
        notices.append(Notice("same-place", WHOLE, counts=np.array([repeats])))
    repaired.reasons[twins] = "duplicate"
    return _parted(frame, repaired, findings_of(notices, frame, source))


def _kinds(geometries: Outlines) -> list[Notice]:
    """Tell a layer of several kinds of geometry."""
    counts = np.bincount(shapely.get_dimensions(geometries), minlength=3)
    if (counts > 0).sum() < 2:
        return []
    facts = dict(zip(("points", "lines", "polygons"), counts.tolist(), strict=True))
    return [Notice("mixed-types", WHOLE, facts, counts=counts.sum(keepdims=True))]


def _repaired(
    frame: GeoDataFrame,
    drawn: GeoSeries | None,
    polygons: bool,  # noqa: FBT001
    tolerances: Tolerances,
    stated: Floats | None = None,
) -> Repaired:
    outlines = np.asarray(frame.geometry.array)
    return repair(
        outlines,
        polygons=polygons,
        tolerances=tolerances,
        drawn=None if drawn is None else np.asarray(drawn.array),
        zeros=origins(outlines, frame.crs, tolerances),
        stated=stated,
    )


def _neighbours(
    outlines: Outlines, rows: Rows, codes: Rows, source: Source, tolerances: Tolerances
) -> list[Notice]:
    """Hold distinct outlines against each other; a stack counts once."""
    _, first = np.unique(codes, return_index=True)
    once = rows[np.sort(first)]
    once = once[_areal(outlines[once])]
    if not len(once):  # halls known as points alone
        return []
    loose = misfits(outlines[once], gap=tolerances.gap)
    if loose.crowded:
        facts = {"mean": loose.crowding}
        return [Notice("overlaps-not-examined", WHOLE, facts, counts=np.array([len(once)]))]
    return [*overlaps(loose, once, source, tolerances), *gaps(loose, once, tolerances)]


def _missing(frame: GeoDataFrame, attributes: Sequence[str], source: Source) -> list[Notice]:
    """Tell missing values layer by layer; a column of another layer is not missing in this one."""
    layers = pd.Series(source.layers, index=frame.index)
    notices: list[Notice] = []
    for layer in layers.unique():
        own = frame[layers == layer]
        foreign = own.isna().all() & ~frame.isna().all()
        told = missing_values(own, [column for column in attributes if not foreign[column]])
        notices += [replace(notice, layer=layer) for notice in told]
    return notices


def _areal(outlines: Outlines) -> np.ndarray:
    return np.asarray(shapely.get_dimensions(outlines) == 2)


def _latitude(outlines: Outlines, crs: pyproj.CRS) -> float | None:
    if not len(outlines):
        return None
    west, south, east, north = shapely.total_bounds(outlines)
    x, y = np.array([(west + east) / 2]), np.array([(south + north) / 2])
    latitude = float(transform_xy(x, y, crs, LON_LAT)[1, 0])
    return latitude if np.isfinite(latitude) else None


def _source(
    frame: GeoDataFrame, layer: str, id_column: str | None, origin: tuple[str, str] | None
) -> Source:
    ids: Sequence[str | None] = [None] * len(frame)
    if id_column is not None:
        words = frame[id_column].map(_word, na_action="ignore")
        ids = words.astype(object).where(~missing(frame[id_column]), None).tolist()
    if origin is not None:
        return Source(layer, frame[origin[0]].tolist(), frame[origin[1]].tolist(), ids)
    whole = pd.api.types.is_integer_dtype(frame.index)
    rows = frame.index.tolist() if whole else list(range(len(frame)))
    return Source(layer, [layer] * len(frame), rows, ids)


def _word(value: Any) -> str:  # noqa: ANN401
    """Write an id as words; a whole number without a decimal point.

    >>> _word(7.0), _word("A-7")
    ('7', 'A-7')
    """
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _check_crs(frame: GeoDataFrame, layer: str) -> None:
    if frame.crs is None or not frame.crs.is_projected:
        raise UntrustworthyData(
            f"layer {layer!r} is in {frame.crs and frame.crs.name}, where nothing can be measured; "
            "transform it to a projected CRS in metres first",
            f"图层 {layer!r} 的坐标系为 {frame.crs and frame.crs.name}，无法量算；"
            "请先转换到以米为单位的投影坐标系",
        )


def _check_sound(repaired: Repaired, layer: str, *, most: float = 0.5) -> None:
    """Stop when so few rows have a usable geometry that the layer can't be trusted."""
    total, sound = len(repaired.reasons), len(repaired.sound)
    if sound and total - sound <= most * total:
        return
    reasons = pd.Series(repaired.reasons, dtype="str").value_counts().sort_index()
    why = ", ".join(f"{code}: {n}" for code, n in reasons.items())
    raise UntrustworthyData(
        f"{total - sound} of the {total} rows of layer {layer!r} have no usable geometry ({why}); "
        "nothing was published. Look at the source with `sitesel check`",
        f"图层 {layer!r} 的 {total} 行中有 {total - sound} 行没有可用的图形（{why}）;"
        "未发布任何内容。请用 `sitesel check` 查看来源",
    )


def _parted(frame: GeoDataFrame, repaired: Repaired, findings: tuple[Finding, ...]) -> Validation:
    geometry = GeoSeries(repaired.outlines, index=frame.index, crs=frame.crs)
    rows = repaired.sound
    aside = np.setdiff1d(np.arange(len(frame)), rows)
    return Validation(
        frame.set_geometry(geometry.rename(frame.geometry.name)).iloc[rows],
        frame.iloc[aside].assign(reason=repaired.reasons[aside].astype(object)),
        findings,
    )
