"""Tables, CSV and Excel, as layers: geometry as WKT, as positions, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers.cell_values import column_values
from sitesel.layers.delimited import Rows, read_delimited
from sitesel.layers.features import unique_names
from sitesel.layers.heading import Heading, heading_of
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile
from sitesel.layers.positions import (
    GeometryColumns,
    geometry_columns,
    shapes_of_positions,
    shapes_of_wkt,
)
from sitesel.layers.workbook import Sheet, read_sheet

_TOTALS = {"合计", "总计", "小计", "共计", "total", "totals", "sum", "subtotal"}


def read_spreadsheet(path: Path, options: ReadOptions | None = None) -> Layer:
    """Read a CSV file or one sheet of an Excel workbook.

    Blank rows and rows of totals are left out and told. Every other row is a row of the layer, in
    the file's order. The CRS is None unless the WKT tells it: `georeference` settles it.

    Parameters
    ----------
    path
        `.csv`, `.tsv`, `.txt`, `.xlsx` or `.xlsm`.
    options
        Encoding, sheet, heading, names, columns of the geometry, column of the id. With `join`
        the table is of attributes only, whatever its columns are called.

    Raises
    ------
    LayerError
        The file can't be read, the sheet or a column that is named is not there, or there are more
        columns than names.
    """
    options = options or ReadOptions()
    name = options.name_for(path)
    rows, sheet, encoding, findings = _read(path, name, options)
    heading = heading_of(
        rows, told=options.header, names=options.names, merged=sheet.merged if sheet else ()
    )
    findings += _about(name, heading, rows, options)
    names, renamed = unique_names(heading.names, name)
    findings += renamed
    if sheet is not None:
        findings += _about_cells(name, heading, names, sheet)
    kept, noticed = _data_rows(name, rows, heading.below, len(names))
    findings += noticed
    series = {}
    for position, column in enumerate(names):
        cells = [row[position] if position < len(row) else None for row in kept]
        series[column], noticed = column_values(
            name, column, cells, is_id=column == options.id_column
        )
        findings += noticed
    table = pd.DataFrame(series, index=pd.RangeIndex(len(kept)))
    shapes, crs, noticed = _geometry(name, table, options)
    findings += noticed
    wkt = options.wkt or geometry_columns(table).wkt
    if wkt in table.columns and options.join is None:
        table = table.drop(columns=[wkt])
    provenance = Provenance(
        path.name,
        "CSV" if sheet is None else "Excel",
        (SourceFile.of(path),),
        layer=None if sheet is None else sheet.name,
        encoding=encoding,
        crs_from=None if crs is None else "file",
    )
    frame = GeoDataFrame(table, geometry=shapes, crs=crs)
    return Layer(name, frame, tuple(findings), provenance)


def _read(
    path: Path, name: str, options: ReadOptions
) -> tuple[Rows, Sheet | None, str | None, list[Finding]]:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or path.suffix.lower() == ".xls":
        sheet = read_sheet(path, options.layer)
        return sheet.rows, sheet, None, []
    rows, delimiter, decision = read_delimited(path, encoding=options.encoding)
    findings = decision.findings(name)
    if delimiter != ",":
        shown = {"\t": "TAB"}.get(delimiter, delimiter)
        findings.append(Finding("table-delimiter", name, facts={"delimiter": shown}))
    return rows, None, decision.codec, findings


def _about(name: str, heading: Heading, rows: Rows, options: ReadOptions) -> list[Finding]:
    if options.names is not None and heading.absent:
        width = max((len(row) for row in rows), default=0)
        if width > len(options.names):
            raise LayerError(
                f"{name} has {width} columns, {len(options.names)} names are given; name all of"
                " them (`names:`)",
                f"{name} 有 {width} 列，只给出 {len(options.names)} 个列名；请写全（`names:`）",
            )
        return []
    if not rows:
        return []
    if heading.absent:
        facts = {"names": ", ".join(heading.names[:6])}
        return [Finding("table-without-heading", name, facts=facts)]
    if heading.first > 0 and options.header is None:
        return [Finding("heading-found", name, facts={"line": heading.first + 1})]
    return []


def _about_cells(name: str, heading: Heading, names: Sequence[str], sheet: Sheet) -> list[Finding]:
    findings = []
    by_column: dict[int, list[int]] = {}
    for row, column in sheet.without_value:
        if row >= heading.below and column < len(names):
            by_column.setdefault(column, []).append(row)
    for column, places in sorted(by_column.items()):
        facts = {"line": places[0] + 1}
        findings.append(
            Finding("formula-without-value", name, column=names[column], count=len(places),
                    facts=facts)
        )  # fmt: skip
    filled = [area for area in sheet.merged if area.bottom >= heading.below]
    if filled:
        cells = sum((a.bottom - a.top + 1) * (a.right - a.left + 1) for a in filled)
        facts = {"areas": len(filled)}
        findings.append(Finding("merged-cells-filled", name, count=cells, facts=facts))
    return findings


def _data_rows(
    name: str, rows: Rows, below: int, width: int
) -> tuple[list[list[object]], list[Finding]]:
    kept: list[list[object]] = []
    findings = []
    blank = 0
    ragged: list[tuple[int, int]] = []
    for number, row in enumerate(rows[below:], below + 1):
        if all(cell is None for cell in row):
            blank += 1
            continue
        first = next(cell for cell in row if cell is not None)
        if isinstance(first, str) and re.sub(r"[\s:：]", "", first).casefold() in _TOTALS:
            findings.append(
                Finding("total-row-left-out", name, facts={"line": number, "text": first})
            )
            continue
        if any(cell is not None for cell in row[width:]):
            ragged.append((number, len(row)))
        kept.append(row)
    if blank:
        findings.append(Finding("blank-rows-left-out", name, count=blank))
    if ragged:
        line, length = ragged[0]
        facts = {"line": line, "found": length, "expected": width}
        findings.append(Finding("table-ragged", name, count=len(ragged), facts=facts))
    return kept, findings


def _geometry(
    name: str, table: pd.DataFrame, options: ReadOptions
) -> tuple[NDArray[np.object_], CRS | None, list[Finding]]:
    nothing = np.full(len(table), None, dtype=object)
    if options.join is not None:
        return nothing, None, []
    for column in (options.wkt, options.lon, options.lat):
        if column is not None and column not in table.columns:
            raise _no_column(name, column, [str(known) for known in table.columns])
    found = GeometryColumns(options.wkt, options.lon, options.lat)
    if found == GeometryColumns():
        found = geometry_columns(table)
    if found.wkt is not None:
        return shapes_of_wkt(name, found.wkt, table[found.wkt])
    if found.lon is not None and found.lat is not None:
        lon, lat = table[found.lon].tolist(), table[found.lat].tolist()
        shapes, findings = shapes_of_positions(name, (found.lon, found.lat), lon, lat)
        return shapes, None, findings
    findings = [] if table.empty else [Finding("table-without-geometry", name, count=len(table))]
    return nothing, None, findings


def _no_column(name: str, column: str, known: list[str]) -> LayerError:
    near = get_close_matches(column, known, 1)
    english = f"; did you mean {near[0]!r}?" if near else "."
    chinese = f"；是否指 {near[0]!r}?" if near else "。"
    return LayerError(
        f"{name} has no column {column!r}{english} It has {', '.join(known)}",
        f"{name} 没有列 {column!r}{chinese} 现有：{'、'.join(known)}",
    )
