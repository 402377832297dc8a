"""Join a table of attributes to parcels, by id or by the order of the rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sitesel.crs import LON_LAT, measuring_crs_of, to_crs, transform_xy
from sitesel.errors import DatumRefused, LayerError
from sitesel.findings import Finding
from sitesel.layers.layer import Layer
from sitesel.layers.positions import geometry_columns

Check = Literal["lon", "lat", "area"]

_EXAMPLES = 5
_AREA_TOLERANCE = 0.02
_AREA_NAMES = {"area", "shapearea", "aream2", "面积", "面积m2", "面积平方米"}


def join_attributes(
    layer: Layer,
    table: Layer,
    *,
    by: Literal["id", "row"],
    key: str | None = None,
    table_key: str | None = None,
    checks: Mapping[Check, str] | None = None,
) -> Layer:
    """Give parcels the columns of a table.

    Parameters
    ----------
    layer
        The parcels; all of them stay, in their order.
    table
        The attributes. A column that the parcels have too comes under another name.
    by
        `id`: rows with the same key. `row`: first to first, second to second; allowed only where
        both have as many rows.
    key, table_key
        The columns with the id; `table_key` is that of the parcels by default.
    checks
        For `row`: columns of the table with the longitude and latitude of each parcel's middle
        and its area in square metres, by which the order is verified. By default those with the
        usual names.

    Returns
    -------
    layer
        With a finding for keys without a partner, keys that repeat, and for whether the order of
        rows could be verified.

    Raises
    ------
    LayerError
        A key that is not there, or numbers of rows that differ.
    """
    if by == "row":
        return _by_row(layer, table, checks)
    if key is None:
        raise LayerError(
            "a join by id needs the column of the parcels that holds it (`key:`)",
            "按编号连接须写明图层中的编号列（`key:`）",
        )
    table_key = table_key or key
    for one, column in ((layer, key), (table, table_key)):
        if column not in one.frame.columns:
            known = ", ".join(str(name) for name in one.frame.columns if name != "geometry")
            raise LayerError(
                f"{one.name} has no column {column!r} to join by; it has {known}",
                f"{one.name} 没有用于连接的列 {column!r}；现有：{known}",
            )
    findings: list[Finding] = []
    exact = [_key(value) for value in layer.frame[key]]
    offered = [_key(value) for value in table.frame[table_key]]
    rows, repeated = _first_rows(offered, table.frame.drop(columns=table_key))
    for name, count in sorted(repeated.items()):
        facts = {"id": name, "table": table.name}
        findings.append(
            Finding("join-key-repeated", layer.name, column=key, count=count, facts=facts)
        )
    taken = np.array([rows.get(name, -1) if name is not None else -1 for name in exact], np.int64)
    loosely, used = _loosely(exact, offered, taken, rows)
    if used:
        wanted, found = used[0]
        facts = {"layer_id": wanted, "table_id": found, "table": table.name}
        findings.append(
            Finding("join-key-spelled", layer.name, column=key, count=len(used), facts=facts)
        )
    # one whose key repeats in the table has been told already
    without = [
        name
        for name, row in zip(exact, loosely, strict=True)
        if row < 0 and (name is None or name not in repeated)
    ]
    if without:
        findings.append(_keys(layer, "join-without-partner", table, key, without))
    matched = set(loosely.tolist())
    left = [
        name
        for row, name in enumerate(offered)
        if row not in matched and (name is None or name not in repeated)
        and (name is None or rows.get(name) == row)
    ]  # fmt: skip
    if left:
        findings.append(_keys(layer, "join-left-over", table, table_key, left))
    return _joined(layer, table, loosely, findings, without=table_key)


def _by_row(layer: Layer, table: Layer, checks: Mapping[Check, str] | None) -> Layer:
    ours, theirs = len(layer.frame), len(table.frame)
    if ours != theirs:
        raise LayerError(
            f"{layer.name} has {ours} rows and {table.name} has {theirs}: they can't be joined by"
            " the order of their rows; join by id, or find the rows that are missing",
            f"{layer.name} 有 {ours} 行，{table.name} 有 {theirs} 行，不能按行序连接；"
            "请按编号连接，或找出缺少的行",
        )
    findings = [_verified(layer, table, checks)] if ours else []
    return _joined(layer, table, np.arange(ours), findings)


def _verified(layer: Layer, table: Layer, checks: Mapping[Check, str] | None) -> Finding:
    """Compare the middles and areas that the table states with those of the shapes."""
    columns: dict[Check, str] = dict(checks or {})
    if not columns:
        found = geometry_columns(table.frame.drop(columns="geometry"))
        if found.lon is not None and found.lat is not None:
            columns |= {"lon": found.lon, "lat": found.lat}
        areas = [str(c) for c in table.frame.columns if _plain(str(c)) in _AREA_NAMES]
        if areas:
            columns["area"] = areas[0]
    wrong = _disagreeing(layer, table.frame, columns)
    facts: dict[str, str | int] = {"table": table.name}
    if wrong is None:
        return Finding("row-order-unverified", layer.name, count=len(layer.frame), facts=facts)
    facts |= {"columns": ", ".join(columns.values()), "wrong": int(wrong.sum())}
    if not wrong.any():
        return Finding("row-order-verified", layer.name, count=len(wrong), facts=facts)
    first = int(np.flatnonzero(wrong)[0])
    # a few may have been edited since; many are another order
    code = "row-order-contradicted" if wrong.mean() > 0.05 else "row-order-doubtful"
    return Finding(code, layer.name, row=first, count=int(wrong.sum()), facts=facts)


def _disagreeing(
    layer: Layer, table: pd.DataFrame, columns: Mapping[Check, str]
) -> NDArray[np.bool_] | None:
    shapes = layer.frame.geometry
    if shapes.crs is None or not columns or shapes.isna().all():
        return None
    try:
        plane = to_crs(shapes, measuring_crs_of(shapes))
    except DatumRefused:
        return None
    wrong = np.zeros(len(shapes), bool)
    if "lon" in columns and "lat" in columns:
        lon = pd.to_numeric(table[columns["lon"]], errors="coerce").to_numpy(np.float64)
        lat = pd.to_numeric(table[columns["lat"]], errors="coerce").to_numpy(np.float64)
        told = np.isfinite(lon) & np.isfinite(lat)
        east, north = transform_xy(lon[told], lat[told], LON_LAT, plane.crs)
        away = shapely.distance(plane.to_numpy()[told], shapely.points(east, north))
        # not from the middle: label points lie anywhere inside, a middle may lie just outside
        wrong[told] = away > 20 + np.sqrt(plane.area.to_numpy()[told]) / 10
    if "area" in columns:
        stated = pd.to_numeric(table[columns["area"]], errors="coerce").to_numpy(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = plane.area.to_numpy() / stated
            # the unit of the table's areas is not known: all must differ by the same factor
            wrong |= np.abs(ratio / np.nanmedian(ratio) - 1) > _AREA_TOLERANCE
    return wrong


def _joined(
    layer: Layer,
    table: Layer,
    rows: NDArray[np.int64],
    findings: Sequence[Finding],
    *,
    without: str | None = None,
) -> Layer:
    frame = layer.frame.copy()
    more = list(findings)
    known = rows >= 0
    for column in table.frame.columns:
        if column in ("geometry", without):
            continue
        values = table.frame[column].take(np.where(known, rows, 0)) if len(table.frame) else (
            table.frame[column].reindex(range(len(rows))))  # fmt: skip
        values = values.set_axis(frame.index)
        if not known.all():
            values = values.where(pd.Series(known, index=frame.index))
        name, again = str(column), 2
        while name in frame.columns:
            name, again = f"{column}_{again}", again + 1
        if name != column:
            more.append(
                Finding("column-renamed", layer.name, column=name, facts={"was": str(column)})
            )
        frame[name] = values
    order = [name for name in frame.columns if name != "geometry"]
    provenance = replace(layer.provenance, files=(*layer.provenance.files, *table.provenance.files))
    joined = replace(layer, frame=GeoDataFrame(frame[[*order, "geometry"]]), provenance=provenance)
    return joined.with_findings([*table.findings, *more])


def _first_rows(
    offered: Sequence[str | None], values: pd.DataFrame
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the row of each key, and the keys whose rows differ, with how many they are."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(offered):
        if name is not None:
            rows.setdefault(name, []).append(row)
    repeated = {
        name: len(places)
        for name, places in rows.items()
        if len(places) > 1 and len(values.iloc[places].astype(object).drop_duplicates()) > 1
    }
    return {name: places[0] for name, places in rows.items() if name not in repeated}, repeated


def _loosely(
    exact: Sequence[str | None],
    offered: Sequence[str | None],
    taken: NDArray[np.int64],
    rows: Mapping[str, int],
) -> tuple[NDArray[np.int64], list[tuple[str, str]]]:
    """Match what is left by keys without blanks, dashes and leading zeros, where that is unique."""
    free: dict[str, list[str]] = {}
    matched = set(taken.tolist())
    for name, row in rows.items():
        if row not in matched:
            free.setdefault(_loose(name), []).append(name)
    asked: dict[str, set[str]] = {}
    known = set(offered)
    waiting = [
        (index, name)
        for index, (name, row) in enumerate(zip(exact, taken, strict=True))
        if row < 0 and name is not None and name not in known
    ]
    for _, name in waiting:
        asked.setdefault(_loose(name), set()).add(name)
    result, used = taken.copy(), []
    for index, name in waiting:
        loose = _loose(name)
        if len(free.get(loose, ())) == 1 and len(asked[loose]) == 1:
            result[index] = rows[free[loose][0]]
            used.append((name, free[loose][0]))
    return result, used


def _keys(
    layer: Layer, code: str, table: Layer, column: str, names: Sequence[str | None]
) -> Finding:
    examples = ", ".join("–" if name is None else name for name in names[:_EXAMPLES])
    facts = {"table": table.name, "examples": examples}
    return Finding(code, layer.name, column=column, count=len(names), facts=facts)


def _key(value: object) -> str | None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() or None


def _loose(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s\-_./]", "", plain).lstrip("0") or "0"


def _plain(name: str) -> str:
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", unicodedata.normalize("NFKC", name).casefold())
