"""Writing layers so that the same layer gives the same bytes, on any day."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely
import xlsxwriter
from shapely.geometry import Polygon, mapping

CREATED = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
_TXT_HEAD = """[属性描述]
格式版本号=1.01
数据产生单位=示范数据（非真实地块）
数据产生日期=2026-11-20
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=41
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""


def write_shapefile(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a GBK shapefile; its .cpg says ANSI 936, as those of many bureaus do."""
    pyogrio.write_dataframe(
        frame,
        path,
        driver="ESRI Shapefile",
        encoding="GBK",
        layer_options={"DBF_DATE_LAST_UPDATE": f"{CREATED:%Y-%m-%d}"},
    )
    path.with_suffix(".cpg").write_text("ANSI 936", "ascii")


def write_boundary_txt(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a land-boundary text in GBK; areas in hectares, northing before easting."""
    text = [_TXT_HEAD.rstrip("\n")]
    for row in frame.itertuples():
        rings = [
            ring
            for part in shapely.get_parts(row.geometry)
            for ring in (part.exterior, *part.interiors)
        ]
        points = sum(len(ring.coords) for ring in rings)
        text.append(f"{points},{row.area_ha:.4f},{row.number},{row.name},面,H51,{row.use},0601,@")
        n = 0
        for i, ring in enumerate(rings, 1):
            first = n + 1
            for j, (east, north) in enumerate(ring.coords):
                closing = j == len(ring.coords) - 1
                n += not closing
                text.append(f"J{first if closing else n},{i},{north:.3f},{east:.3f}")
    path.write_bytes(("\r\n".join(text) + "\r\n").encode("gbk"))


def write_workbook(sheets: Mapping[str, list[dict[str, object]]], path: Path) -> None:
    """Write sheets of rows, a title line above each header."""
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    book.set_properties({"title": "规划条件（示范数据）", "created": CREATED.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "bg_color": "#dde8f0"})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        header = list(table[0])
        for column, word in enumerate(header):
            sheet.write_string(0, column, word, bold)
            sheet.set_column(column, column, 14)
        for i, row in enumerate(table, 1):
            for column, value in enumerate(row.values()):
                if value is not None:
                    sheet.write(i, column, value)
        sheet.freeze_panes(1, 2)
    book.close()


def write_geojson(frame: gpd.GeoDataFrame, path: Path, places: int = 7) -> None:
    """Write lon/lat GeoJSON, a feature a line, nothing rewound or repaired."""
    frame = frame.to_crs(4326)
    plain = frame.drop(columns=frame.geometry.name).astype(object)
    plain = plain.where(plain.notna(), None)
    lines = []
    for properties, geometry in zip(plain.to_dict("records"), frame.geometry, strict=True):
        shape = mapping(geometry)
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": {
                "type": shape["type"],
                "coordinates": _round(shape["coordinates"], places),
            },
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    body = ",\n".join(lines)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n', "utf-8")


def write_csv(rows: Iterable[Mapping[str, object]], path: Path, encoding: str = "utf-8") -> None:
    """Write a table."""
    rows = list(rows)
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def wkt(outline: Polygon) -> str:
    """Return an outline as text, to the millimetre."""
    text: str = shapely.to_wkt(outline, rounding_precision=3)
    return text


def _round(coordinates: object, places: int) -> object:
    if isinstance(coordinates, float):
        return round(coordinates, places)
    return [_round(inner, places) for inner in coordinates]  # type: ignore[attr-defined]
