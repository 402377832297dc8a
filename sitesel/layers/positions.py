"""Columns of a table that hold its geometry: found by name, read to shapes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from sitesel.findings import Finding

_WKT_NAMES = {
    "wkt", "wktgeometry", "wktgeom", "geometrywkt", "geomwkt", "geometry", "geom", "thegeom",
    "shape", "shapewkt", "几何", "图形", "空间坐标", "坐标串", "geometry2",
}  # fmt: skip
# the surest names first; X and Y last, which Chinese surveys use the other way round
_POSITION_NAMES = (
    ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("longitude", "latitude"), ("经度", "纬度"),
    ("东经", "北纬"), ("lonwgs84", "latwgs84"), ("wgs84lon", "wgs84lat"), ("lngwgs84", "latwgs84"),
    ("wgs84lng", "wgs84lat"), ("经度wgs84", "纬度wgs84"), ("中心经度", "中心纬度"),
    ("centroidlon", "centroidlat"), ("centroidlng", "centroidlat"),
    ("centroidlongitude", "centroidlatitude"), ("centerlon", "centerlat"), ("easting", "northing"),
    ("东坐标", "北坐标"), ("pointx", "pointy"), ("xcoord", "ycoord"), ("coordx", "coordy"),
    ("x", "y"), ("x坐标", "y坐标"), ("坐标x", "坐标y"), ("横坐标", "纵坐标"),
)  # fmt: skip
_WKT = re.compile(
    r"\s*(?:SRID=(\d+);)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*"
    r"(?:Z|M|ZM)?\s*(?:\(|EMPTY)", re.IGNORECASE,
)  # fmt: skip
_SRID = re.compile(r"^\s*SRID=\d+;", re.IGNORECASE)
_SEXAGESIMAL = re.compile(
    r"([-+]?\d+)\s*[°度:]\s*(\d+)\s*['′’分:]\s*(\d+(?:\.\d*)?)?\s*(?:\"|″|”|['′’]{2}|秒)?\s*([NSEW北南东西]?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GeometryColumns:
    """The columns with the geometry: either a WKT column, or two of positions."""

    wkt: str | None = None
    lon: str | None = None
    lat: str | None = None


def geometry_columns(frame: pd.DataFrame) -> GeometryColumns:
    """Find the columns with the geometry by their usual names.

    >>> geometry_columns(pd.DataFrame({"经度(°)": [122.1], "纬度(°)": [30.0]})).lon
    '经度(°)'
    """
    plain = {str(column): _plain(str(column)) for column in frame.columns}
    for column, name in plain.items():
        if name in _WKT_NAMES and _is_wkt(frame[column]):
            return GeometryColumns(wkt=column)
    for lon_name, lat_name in _POSITION_NAMES:
        lon = next((column for column, name in plain.items() if name == lon_name), None)
        lat = next((column for column, name in plain.items() if name == lat_name), None)
        if lon is not None and lat is not None:
            return GeometryColumns(lon=lon, lat=lat)
    return GeometryColumns()


def shapes_of_wkt(
    layer: str, column: str, values: pd.Series
) -> tuple[NDArray[np.object_], CRS | None, list[Finding]]:
    """Read a column of WKT; what can't be read has no geometry and a finding.

    Returns
    -------
    shapes, crs, findings
        The CRS is the one all rows tell (`SRID=4529;POLYGON…`), None where they don't.
    """
    texts = [None if pd.isna(value) else str(value) for value in values]
    codes = {int(found[1]) for text in texts if text and (found := _WKT.match(text)) and found[1]}
    bare = [None if text is None else _SRID.sub("", text) for text in texts]
    shapes = np.array(shapely.from_wkt(bare, on_invalid="ignore"), dtype=object)
    findings = [
        Finding(
            "wkt-unreadable", layer, row=row, column=column, facts={"text": str(texts[row])[:60]}
        )
        for row, missing in enumerate(shapely.is_missing(shapes).tolist())
        if missing and texts[row] is not None
    ]
    crs = None
    if len(codes) == 1:
        try:
            crs = CRS.from_epsg(codes.pop())
        except CRSError:
            crs = None
    return shapes, crs, findings


def shapes_of_positions(
    layer: str, columns: tuple[str, str], lon: Sequence[object], lat: Sequence[object]
) -> tuple[NDArray[np.object_], list[Finding]]:
    """Make points of two columns: numbers, text, or degrees, minutes and seconds.

    Returns
    -------
    shapes, findings
        No point where either is missing or can't be read.
    """
    x, bad_x = _degrees(lon)
    y, bad_y = _degrees(lat)
    known = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(x), None, dtype=object)
    shapes[known] = shapely.points(x[known], y[known])
    findings = [
        Finding(
            "position-unreadable", layer, row=row, column=column, facts={"text": str(values[row])}
        )
        for column, values, bad in ((columns[0], lon, bad_x), (columns[1], lat, bad_y))
        for row in bad
    ]
    missing = int((~known).sum()) - len({*bad_x, *bad_y})
    if missing:
        facts = {"columns": " / ".join(columns)}
        findings.append(Finding("position-missing", layer, count=missing, facts=facts))
    return shapes, findings


def _degrees(values: Sequence[object]) -> tuple[NDArray[np.float64], list[int]]:
    numbers = np.full(len(values), np.nan)
    unreadable = []
    for row, value in enumerate(values):
        if value is None or pd.isna(value):  # type: ignore[call-overload]
            continue
        if isinstance(value, int | float | np.number):
            numbers[row] = float(value)
            continue
        number = _degree(unicodedata.normalize("NFKC", str(value)).strip())
        if number is None:
            unreadable.append(row)
        else:
            numbers[row] = number
    return numbers, unreadable


def _degree(text: str) -> float | None:
    """Read one coordinate.

    >>> _degree("122°06′36″E"), _degree("3,320,000.5"), _degree("-")
    (122.11, 3320000.5, None)
    """
    found = _SEXAGESIMAL.fullmatch(text)
    if found:
        degrees, minutes, seconds, side = found.groups()
        size = abs(int(degrees)) + int(minutes) / 60 + float(seconds or 0) / 3600
        south = side.upper() in {"S", "W", "南", "西"} if side else False
        return -size if degrees.startswith("-") or south else size
    bare = re.sub(r"[°度米m\s]+$|^[EN东北]\s*(?=\d)|(?<=\d)\s*°?[EN]$", "", text)
    try:
        return float(bare.replace(",", ""))
    except ValueError:
        return None


def _is_wkt(values: pd.Series) -> bool:
    known = [str(value) for value in values.dropna().head(20)]
    return bool(known) and sum(_WKT.match(value) is not None for value in known) * 2 > len(known)


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", re.sub(r"[((\[].*?[))\]]", "", name))
