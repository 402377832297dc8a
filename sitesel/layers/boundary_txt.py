"""The land-boundary TXT in which Chinese surveys hand in parcels: read and written.

The format has no published standard that all keep to; what is read here are its variants as met:
points with and without the letter J, with and without a closing point, rings for holes and for
parts, columns swapped, eastings with and without the number of the zone, any encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import isna
from pyproj import CRS

from sitesel.crs import crs_name, to_crs
from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.gauss_kruger import DATUM_NAMES, GaussKruger, zone_of
from sitesel.layers.boundary_crs import boundary_crs
from sitesel.layers.boundary_lines import BoundaryParcel, number_in, parse_boundary
from sitesel.layers.boundary_rings import Ring, loops, rings_of, surface
from sitesel.layers.encoding import decode_text
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile
from sitesel.units import MU

AREA = "面积(平方米)"
"""The column of stated areas, square metres whatever the file's unit."""

COLUMNS = ("编号", "名称", AREA, "图幅号", "用途", "地类")

_AREA_UNITS = (("公顷", 1e4), ("ha", 1e4), ("亩", MU), ("平方米", 1.0), ("m", 1.0), ("㎡", 1.0))
_TOLERANCE = 0.01


def read_boundary_txt(path: Path, options: ReadOptions | None = None) -> Layer:
    """Read a land-boundary TXT.

    Every parcel is a row; one that can't be drawn has no geometry and a finding. Easting comes
    first in the geometry, as everywhere here. Xi'an 1980 and Beijing 1954 keep their own CRS, for
    `georeference` to refuse or to transform.

    Parameters
    ----------
    path
        The file.
    options
        Its name, its encoding.

    Returns
    -------
    layer
        Columns 编号, 名称, 面积(平方米), 图幅号, 用途, 地类; text but for the area. The CRS is None
        where neither the header nor the eastings tell the zone.

    Raises
    ------
    LayerError
        The file has no parcels and no section of coordinates.
    """
    options = options or ReadOptions()
    name = options.name_for(path)
    text, decision = decode_text(path.read_bytes(), declared=options.encoding)
    parsed = parse_boundary(text)
    if not parsed.recognised:
        raise LayerError(
            f"{path.name} has no section [地块坐标] and no parcel; it is no land-boundary TXT",
            f"{path.name} 中没有 [地块坐标] 段，也没有地块，不是勘测定界 TXT",
        )
    findings = decision.findings(name)
    if parsed.headless:
        findings.append(Finding("boundary-headless", name, row=0))
    swapped = _swapped(parsed.parcels)
    if swapped:
        findings.append(Finding("boundary-columns-swapped", name, count=len(parsed.parcels)))
    shapes = []
    for row, parcel in enumerate(parsed.parcels):
        shape, noticed = _drawn(name, row, parcel, swapped=swapped)
        shapes.append(shape)
        findings += noticed
    crs, noticed = boundary_crs(name, parsed.header, shapes)
    findings += noticed
    areas, noticed = _areas(name, parsed.parcels, shapes, crs)
    findings += noticed
    rows = [(p.id, p.name, area, p.sheet, p.use, p.land_use)
            for p, area in zip(parsed.parcels, areas, strict=True)]  # fmt: skip
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)) if rows else {}
    frame = GeoDataFrame(
        {key: list(columns.get(key, ())) for key in COLUMNS}, geometry=shapes, crs=crs
    )
    provenance = Provenance(
        path.name,
        "boundary TXT",
        (SourceFile.of(path),),
        encoding=decision.codec,
        crs_from=None if crs is None else "file",
    )
    return Layer(name, frame, tuple(findings), provenance)


def write_boundary_txt(
    frame: GeoDataFrame,
    path: Path,
    *,
    zone: GaussKruger | None = None,
    columns: Mapping[str, str] | None = None,
    header: Mapping[str, str] | None = None,
    encoding: str = "gb18030",
    decimals: int = 3,
) -> None:
    """Write parcels as a land-boundary TXT: J numbers, closing points, northing first, CRLF.

    Parameters
    ----------
    frame
        Polygons in a known CRS. Parcels without geometry are written without points.
    path
        Where to.
    zone
        The zone to write in; None keeps that of the frame.
    columns
        Which column of the frame serves for 编号, 名称, 面积(平方米), 图幅号, 用途 or 地类; by
        default those of the same name. Without an area the plane area is written.
    header
        Further entries of the header: 数据产生单位, 数据产生日期.
    encoding
        GB 18030 by default, which the receiving programs expect.
    decimals
        Of the coordinates, metres; 3 is to the millimetre.

    Raises
    ------
    LayerError
        The frame is in no Gauss-Krüger zone and none is named, or holds other than polygons.
    """
    own = zone or zone_of(frame.crs)
    if own is None:
        raise LayerError(
            "a land-boundary TXT holds coordinates of a Gauss-Krüger zone; name the zone to write"
            " in, or reproject to one such as EPSG:4529",
            "勘测定界 TXT 的坐标须为高斯-克吕格投影某一带；"
            "请指定带号，或先投影到某一带（如 EPSG:4529）",
        )
    shapes = frame.geometry if zone is None else to_crs(frame.geometry, zone.crs)
    kinds = shapely.get_type_id(shapes.dropna().to_numpy())
    if not np.isin(kinds, (3, 6)).all():
        raise LayerError(
            "a land-boundary TXT is written of polygons only; leave out lines and points",
            "勘测定界 TXT 只写面状地块；请去除线和点",
        )
    taken = dict.fromkeys(COLUMNS) | {key: key for key in COLUMNS if key in frame.columns}
    taken |= dict(columns or {})
    values = {
        key: [None] * len(frame) if column is None else frame[column].tolist()
        for key, column in taken.items()
    }
    lines = [*_header(own, header or {}, decimals), "[地块坐标]"]
    for row, shape in enumerate(shapes):
        lines += _written(shape, {key: column[row] for key, column in values.items()}, decimals)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))


def _header(own: GaussKruger, more: Mapping[str, str], decimals: int) -> list[str]:
    known = {
        "格式版本号": "1.01版本",
        "坐标系": DATUM_NAMES[own.family].zh,
        "几度分带": str(own.width),
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": str(own.number),
        "精度": f"{10.0**-decimals:.{decimals}f}",
        "转换参数": ",,,,,,",
    }
    return ["[属性描述]", *(f"{key}={value}" for key, value in (known | dict(more)).items())]


def _written(
    shape: shapely.Geometry | None, values: Mapping[str, object], decimals: int
) -> Iterator[str]:
    rings = [] if shape is None else rings_of(shape)
    stated = values[AREA]
    area = stated if isinstance(stated, int | float) and not isna(stated) else None
    if area is None and shape is not None:
        area = shape.area
    said = {key: "" if isna(value) else _one_line(str(value)) for key, value in values.items()}  # type: ignore[call-overload]
    fields = [
        str(sum(len(ring) + 1 for ring in rings)),
        "" if area is None else f"{area / 1e4:.6f}".rstrip("0").rstrip("."),
        *(said[key] for key in ("编号", "名称")), "面",
        *(said[key] for key in ("图幅号", "用途", "地类")), "@",
    ]  # fmt: skip
    yield ",".join(fields)
    start = 1
    for number, ring in enumerate(rings, 1):
        closed = [*range(start, start + len(ring)), start]
        for label, (easting, northing) in zip(closed, [*ring, ring[0]], strict=True):
            yield f"J{label},{number},{northing:.{decimals}f},{easting:.{decimals}f}"
        start += len(ring)


def _one_line(text: str) -> str:
    # a comma or a line break would end the field
    return re.sub(r"[\r\n\t]+", " ", text).replace(",", "，").replace("@", "＠").strip()


def _swapped(parcels: Iterable[BoundaryParcel]) -> bool:
    """Tell whether the easting stands before the northing, against the custom of the format."""
    pairs = np.array([(p.first, p.second) for parcel in parcels for p in parcel.points])
    if not len(pairs):
        return False
    first, second = np.median(pairs, axis=0)
    if max(first, second) <= 180:  # degrees: in China the longitude is the greater
        return bool(first > second)
    if max(first, second) >= 13e6:  # the number of a zone stands before an easting only
        return bool(first > second)
    # without it, eastings are below a million and northings above
    return bool(first < 1_000_000 and second > 1_800_000)


def _drawn(
    layer: str, row: int, parcel: BoundaryParcel, *, swapped: bool
) -> tuple[shapely.Geometry | None, list[Finding]]:
    findings = []
    places = {"id": parcel.id or parcel.name or str(row + 1), "line": parcel.line}
    if parcel.unreadable:
        line, text = parcel.unreadable[0]
        facts = places | {"line": line, "text": text[:60]}
        findings.append(
            Finding("boundary-line-unreadable", layer, row=row, count=len(parcel.unreadable),
                    facts=facts)
        )  # fmt: skip
    rings = _rings(parcel, swapped=swapped)
    bare = sum(len(ring) for ring in rings)
    if parcel.count is not None and parcel.count not in _counts(parcel, bare, len(rings)):
        facts = places | {"stated": parcel.count, "found": len(parcel.points)}
        findings.append(Finding("boundary-point-count", layer, row=row, facts=facts))
    if parcel.unreadable:
        return None, findings  # with a corner missing it would be another parcel
    least = {"面": 3, "线": 2, "点": 1}[parcel.kind]
    good = [ring for ring in rings if len(ring) >= least]
    if len(good) < len(rings) or not rings:
        facts = places | {"points": min((len(ring) for ring in rings), default=0)}
        findings.append(Finding("boundary-too-few-points", layer, row=row, facts=facts))
        if not good:
            return None, findings
    if parcel.kind == "点":
        points = np.concatenate(good)
        return shapely.Point(points[0]) if len(points) == 1 else shapely.MultiPoint(
            points
        ), findings
    if parcel.kind == "线":
        lines = [shapely.LineString(ring) for ring in good]
        return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines), findings
    return surface(good), findings


def _counts(parcel: BoundaryParcel, bare: int, rings: int) -> set[int]:
    # points are counted as lines, with all closing points, or without any
    return {len(parcel.points), bare, bare + rings}


def _rings(parcel: BoundaryParcel, *, swapped: bool) -> list[Ring]:
    by_number: dict[int, list[tuple[float, float]]] = {}
    for point in parcel.points:
        pair = (point.first, point.second) if swapped else (point.second, point.first)
        by_number.setdefault(point.ring, []).append(pair)
    rings: list[Ring] = []
    for points in by_number.values():
        rings += [np.array(points)] if parcel.kind != "面" else loops(np.array(points))
    return rings


def _areas(
    layer: str,
    parcels: list[BoundaryParcel],
    shapes: list[shapely.Geometry | None],
    crs: CRS | None,
) -> tuple[NDArray[np.float64], list[Finding]]:
    """Return the stated areas in m², compared with those drawn."""
    values = np.array([_number_or_nan(parcel.area) for parcel in parcels], np.float64)
    units = [_area_unit(parcel.area) for parcel in parcels]
    stated = np.array([v * (u or 1e4) for v, u in zip(values, units, strict=True)], np.float64)
    stated[stated == 0] = np.nan  # written where it is not known
    measured = np.array(
        [shape.area if shape is not None and shape.area > 0 else np.nan for shape in shapes]
    )
    if crs is not None and crs.is_geographic:
        return stated, []
    bare = np.array([unit is None for unit in units], bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.abs(stated / measured - 1)
        as_metres = bare & (np.abs(values / measured - 1) <= _TOLERANCE)
        known = bare & np.isfinite(off)
    findings = []
    if known.any() and as_metres.sum() * 2 > known.sum():
        stated[bare] = values[bare]
        off = np.abs(stated / measured - 1)
        findings.append(
            Finding("boundary-area-in-square-metres", layer, column=AREA, count=int(known.sum()))
        )
    for row in np.flatnonzero(off > _TOLERANCE):
        facts = {
            "id": parcels[row].id or parcels[row].name or str(row + 1),
            "stated": f"{stated[row]:.1f}",
            "measured": f"{measured[row]:.1f}",
            "crs": "" if crs is None else crs_name(crs).en,
        }
        findings.append(Finding("boundary-area", layer, row=int(row), column=AREA, facts=facts))
    return stated, findings


def _number_or_nan(text: str) -> float:
    number = number_in(re.sub("[,，]", "", text))
    return np.nan if number is None else number


def _area_unit(text: str) -> float | None:
    lowered = text.lower()
    return next((factor for word, factor in _AREA_UNITS if word in lowered), None)
