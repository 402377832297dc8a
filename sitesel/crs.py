"""Coordinate reference systems: where to measure, what they are called, reprojection.

Everything here has easting or longitude first, whatever the authority's own axis order is.

CGCS2000 and WGS 84 agree to a few centimetres at their epochs and are used as one; PROJ has no
transformation between them other than that. Between Xi'an 1980 or Beijing 1954 and either of them
PROJ does nothing (or worse, something for another region) and says nothing, which is off by up to
a hundred metres: `to_crs` refuses them without parameters.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from sitesel.datum_shift import DatumShift
from sitesel.errors import DatumRefused, UnknownCrs
from sitesel.gauss_kruger import DATUM_NAMES, GaussKruger, family_of, refused_datum, zone_of
from sitesel.language import Text

LON_LAT = "OGC:CRS84"
CGCS2000 = "EPSG:4490"

# rough on purpose and generous at sea: near the border a UTM zone measures as well
_CHINA = shapely.Polygon(
    [(73.4, 39.5), (80, 30.5), (86, 27.8), (92, 26.8), (97.3, 27.6), (97.8, 23.8), (101.2, 21.1),
     (105.5, 22.9), (107.9, 21.5), (107.5, 17), (112, 14), (118, 20), (123, 21), (124.5, 31),
     (124, 39), (126.5, 41.5), (131, 42.5), (131.3, 44.8), (135.2, 48.5), (127.5, 50.5),
     (125, 53.6), (119.8, 53), (117, 49.5), (119.8, 46.8), (112, 43.6), (105, 41.6), (96.4, 42.7),
     (91, 45.2), (87.7, 49.2), (82.5, 47), (80.2, 43)]
)  # fmt: skip


def named_crs(name: str) -> CRS:
    """Return the CRS that a person named: `EPSG:4529`, `4529`, WKT, a PROJ string.

    Raises
    ------
    UnknownCrs
        PROJ knows no such CRS.
    """
    try:
        return CRS.from_user_input(int(name) if name.strip().isdigit() else name)
    except CRSError as error:
        raise UnknownCrs(
            f"{name!r} is no coordinate reference system that PROJ knows; write an EPSG code such"
            " as EPSG:4529, or WKT",
            f"PROJ 不认识坐标系 {name!r}；请写 EPSG 代码（如 EPSG:4529）或 WKT",
        ) from error


def within_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Tell whether places lie in China, roughly: the outline is generous at sea.

    >>> within_china([122.1, 76.0, 127.0], [30.0, 31.6, 37.5]).tolist()
    [True, False, False]
    """
    return np.asarray(shapely.contains_xy(_CHINA, lon, lat))


def measuring_crs(lon: float, lat: float) -> CRS:
    """Return the CRS in which areas and distances around a place are measured, in metres.

    In China the CGCS2000 3-degree zone by central meridian, in which cadastral areas are stated;
    elsewhere the UTM zone (polar stereographic beyond 84° N and 80° S).

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84.

    Examples
    --------
    >>> measuring_crs(122.1, 30.0).to_epsg(), measuring_crs(-76.6, 39.3).to_epsg()
    (4550, 32618)
    """
    if within_china(lon, lat):
        return GaussKruger("cgcs2000", 3, 3 * min(max(round(lon / 3), 25), 45), prefixed=False).crs
    if lat >= 84:
        return _epsg(5041)
    if lat < -80:
        return _epsg(5042)
    number = int((lon + 180) // 6) % 60 + 1
    return _epsg((32600 if lat >= 0 else 32700) + number)


def measuring_crs_of(shapes: GeoSeries) -> CRS:
    """Return the measuring CRS at the middle of the shapes, which are in a known CRS."""
    bounds = shapes.bounds.to_numpy()
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return _epsg(4326)
    middle = np.median(np.column_stack([bounds[:, [0, 2]].mean(1), bounds[:, [1, 3]].mean(1)]), 0)
    return measuring_crs(*transform_xy(middle[:1], middle[1:], shapes.crs, LON_LAT)[:, 0])


def crs_name(crs: CRS) -> Text:
    """Return what a CRS is called, with its code where it has one.

    >>> crs_name(CRS(4529)).en
    'CGCS2000 3-degree Gauss-Krüger zone 41, central meridian 123°E, EPSG:4529'
    >>> crs_name(CRS(32651)).zh
    'WGS 84 UTM 51N 带，EPSG:32651'
    """
    known = zone_of(crs)
    if known is not None:
        return known.name
    authority = crs.to_authority()
    code = "" if authority is None else ":".join(authority)
    english = f"{crs.name}, {code}" if code else crs.name
    if crs.is_geographic:
        family = family_of(crs)
        datum = crs.name.split(" (")[0] if family is None else DATUM_NAMES[family].zh
        chinese = f"{datum} 经纬度"
    elif crs.utm_zone:
        chinese = f"{crs.name.split(' / ')[0]} UTM {crs.utm_zone} 带"
    else:
        chinese = crs.name
    return Text(zh=f"{chinese}，{code}" if code else chinese, en=english)


def to_crs(shapes: GeoSeries, crs: CRS | str, *, shift: DatumShift | None = None) -> GeoSeries:
    """Reproject, and refuse where PROJ would do nothing and say nothing.

    Parameters
    ----------
    shapes
        In a known CRS. Missing geometries stay missing; a height is dropped.
    crs
        Where to.
    shift
        The parameters of the datum's transformation, needed for Xi'an 1980 and Beijing 1954 and
        for city systems of their own.

    Raises
    ------
    UnknownCrs
        The shapes' CRS is not told.
    DatumRefused
        The datum needs parameters, or PROJ has no transformation for it.
    """
    if shapes.crs is None:
        raise UnknownCrs(
            "the shapes have no coordinate reference system; settle it before they are reprojected",
            "图形没有坐标系；须先确定坐标系再投影",
        )
    if shift is not None:
        shapes = shift.applied(shapes)
    target = CRS.from_user_input(crs)
    if shapes.crs.equals(target, ignore_axis_order=True):
        return GeoSeries(shapes.to_numpy(), index=shapes.index, name=shapes.name, crs=target)

    def columns(x: NDArray[np.float64], y: NDArray[np.float64]) -> Any:  # noqa: ANN401
        return transformer.transform(x, y)

    transformer = _transformer(shapes.crs, target)
    moved = shapely.transform(shapes.to_numpy(), columns, interleaved=False)
    return GeoSeries(moved, index=shapes.index, name=shapes.name, crs=target)


def transform_xy(
    x: NDArray[np.float64], y: NDArray[np.float64], source: CRS | str, target: CRS | str
) -> NDArray[np.float64]:
    """Reproject coordinates, easting or longitude first; two rows, infinite where undefined."""
    transformer = _transformer(CRS.from_user_input(source), CRS.from_user_input(target))
    return np.asarray(transformer.transform(x, y), np.float64)


@lru_cache(maxsize=128)
def _transformer(source: CRS, target: CRS) -> Transformer:
    same_family = family_of(source) is not None and family_of(source) == family_of(target)
    for crs in (source, target):
        if refused_datum(crs) and not same_family:
            raise refusal(crs)
    try:
        made = Transformer.from_crs(
            source,
            target,
            always_xy=True,
            allow_ballpark=same_family or (_is_world(source) and _is_world(target)),
        )
    except ProjError as error:
        raise refusal(source if _is_world(target) else target) from error
    # each thread makes its own of it, which by two CRS takes half a second, by its steps nothing
    return Transformer.from_pipeline(made.definition) if _is_settled(made) else made


def _is_settled(transformer: Transformer) -> bool:
    """Tell whether the same steps serve every place: PROJ may choose among several by the place."""
    return transformer.definition.startswith("proj=")


def _is_world(crs: CRS) -> bool:
    """Tell whether a CRS is on WGS 84 or on what agrees with it."""
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None or crs.ellipsoid is None:
        return False
    datum = geodetic.datum.name.lower()
    modern = abs(crs.ellipsoid.semi_major_metre - 6_378_137) < 0.5
    world = any(word in datum for word in ("world geodetic", "wgs 84", "wgs84", "wgs_1984"))
    return world or family_of(crs) == "cgcs2000" or (modern and "unknown" in datum)


def refusal(crs: CRS) -> DatumRefused:
    """Return the error for a datum that can't be transformed without parameters."""
    name = crs_name(crs)
    return DatumRefused(
        f"{name.en}: PROJ has no valid transformation from this datum to CGCS2000 or WGS 84 and"
        " would leave the coordinates as they are, up to a hundred metres off; give the four or"
        " seven parameters (`transformation:`), or the layer already transformed to CGCS2000",
        f"{name.zh}：PROJ 没有由该坐标系到 CGCS2000 或 WGS 84 的有效转换，会原样保留坐标，"
        "偏差可达百米；请提供四参数或七参数（`transformation:`），或先将数据转换到 CGCS2000",
    )


@cache
def _epsg(code: int) -> CRS:
    return CRS.from_epsg(code)
