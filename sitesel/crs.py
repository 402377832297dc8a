"""Coordinate reference systems: the zones of CGCS2000, the datums that are refused, reprojection.

Everything here has easting or longitude first, whatever the authority's own axis order is.

CGCS2000 and WGS 84 agree to a few centimetres at their epochs and are used as one; PROJ has no
transformation between them other than that. Between Xi'an 1980 or Beijing 1954 and either of them
PROJ does nothing (or worse, something for another region) and says nothing, which is off by up to
a hundred metres: `to_crs` refuses them without parameters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
import shapely
from geopandas import GeoSeries
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from sitesel.datum_shift import DatumShift
from sitesel.errors import DatumRefused, UnknownCrs
from sitesel.language import Text

LON_LAT = "OGC:CRS84"
CGCS2000 = "EPSG:4490"
Family = Literal["cgcs2000", "xian80", "beijing54"]
DATUM_NAMES: dict[Family, Text] = {
    "cgcs2000": Text(zh="2000国家大地坐标系", en="CGCS2000"),
    "xian80": Text(zh="1980西安坐标系", en="Xi'an 1980"),
    "beijing54": Text(zh="1954北京坐标系", en="Beijing 1954"),
}
WIDTHS: tuple[Literal[3, 6], ...] = (3, 6)

# EPSG codes of the first zone: family, width of the zone, zone number in the easting
_FIRST_CODE: dict[tuple[Family, int, bool], int] = {
    ("cgcs2000", 3, True): 4513,
    ("cgcs2000", 3, False): 4534,
    ("cgcs2000", 6, True): 4491,
    ("cgcs2000", 6, False): 4502,
    ("xian80", 3, True): 2349,
    ("xian80", 3, False): 2370,
    ("xian80", 6, True): 2327,
    ("xian80", 6, False): 2338,
    ("beijing54", 3, True): 2401,
    ("beijing54", 3, False): 2422,
    ("beijing54", 6, True): 21413,
    ("beijing54", 6, False): 21453,
}
_FIRST_ZONE, _LAST_ZONE = {3: 25, 6: 13}, {3: 45, 6: 23}

# rough on purpose and generous at sea: near the border a UTM zone measures as well
_CHINA = shapely.Polygon(
    [(73.4, 39.5), (80, 30.5), (86, 27.8), (92, 26.8), (97.3, 27.6), (97.8, 23.8), (101.2, 21.1),
     (105.5, 22.9), (107.9, 21.5), (107.5, 17), (112, 14), (118, 20), (123, 21), (124.5, 31),
     (124, 39), (126.5, 41.5), (131, 42.5), (131.3, 44.8), (135.2, 48.5), (127.5, 50.5),
     (125, 53.6), (119.8, 53), (117, 49.5), (119.8, 46.8), (112, 43.6), (105, 41.6), (96.4, 42.7),
     (91, 45.2), (87.7, 49.2), (82.5, 47), (80.2, 43)]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GaussKruger:
    """A Gauss-Krüger zone of one of the Chinese datums.

    Parameters
    ----------
    family
        The datum.
    width
        Degrees from edge to edge, 3 or 6.
    meridian
        The central meridian, degrees east.
    prefixed
        The zone's number stands before the easting: 41,500,000 on the central meridian instead of
        500,000.
    """

    family: Family
    width: Literal[3, 6]
    meridian: int
    prefixed: bool

    @property
    def number(self) -> int:
        """The number of the zone.

        >>> GaussKruger("cgcs2000", 3, 123, True).number
        41
        """
        return self.meridian // 3 if self.width == 3 else (self.meridian + 3) // 6

    @property
    def false_easting(self) -> int:
        """The easting of the central meridian, metres."""
        return 500_000 + 1_000_000 * self.number * self.prefixed

    @property
    def epsg(self) -> int:
        """The EPSG code.

        >>> GaussKruger("cgcs2000", 3, 123, True).epsg, GaussKruger("xian80", 3, 120, False).epsg
        (4529, 2385)
        """
        first = _FIRST_CODE[self.family, self.width, self.prefixed]
        return first + self.number - _FIRST_ZONE[self.width]

    @property
    def crs(self) -> CRS:
        """The zone as a CRS."""
        return _epsg(self.epsg)

    @property
    def name(self) -> Text:
        """The zone in words."""
        datum = DATUM_NAMES[self.family]
        number = f"第{self.number}带" if self.prefixed else ""
        zone = f" zone {self.number}" if self.prefixed else ""
        return Text(
            zh=f"{datum.zh} {self.width}度带{number}"
            f"（中央经线{self.meridian}°E），EPSG:{self.epsg}",
            en=f"{datum.en} {self.width}-degree Gauss-Krüger{zone}, central meridian"
            f" {self.meridian}°E, EPSG:{self.epsg}",
        )


def zone(
    number: int, *, width: Literal[3, 6] = 3, prefixed: bool = True, family: Family = "cgcs2000"
) -> GaussKruger | None:
    """Return the Gauss-Krüger zone of a number; None where China has no such zone.

    >>> zone(41).epsg, zone(21, width=6).epsg, zone(99)
    (4529, 4499, None)
    """
    if not _FIRST_ZONE[width] <= number <= _LAST_ZONE[width]:
        return None
    meridian = 3 * number if width == 3 else 6 * number - 3
    return GaussKruger(family, width, meridian, prefixed)


def zone_of(crs: CRS | None) -> GaussKruger | None:
    """Recognise a Gauss-Krüger zone of a Chinese datum, also from an ESRI `.prj`.

    A 6-degree zone without number and the 3-degree zone of its central meridian give the same
    coordinates; the name decides which is said.

    >>> zone_of(CRS(4550)).meridian
    123
    """
    family = None if crs is None else family_of(crs)
    operation = None if crs is None else crs.coordinate_operation
    if crs is None or family is None or operation is None:
        return None
    if not {"transverse mercator", "gauss-kruger"} & {operation.method_name.lower()}:
        return None
    found = {parameter.name.lower(): float(parameter.value) for parameter in operation.params}
    meridian = found.get("longitude of natural origin", math.nan)
    easting = found.get("false easting", math.nan)
    scale = found.get("scale factor at natural origin", 1)
    if scale != 1 or found.get("false northing", 0) != 0 or easting % 1_000_000 != 500_000:
        return None
    prefix = int(easting // 1_000_000)
    for width in (6, 3) if "3" not in crs.name.split("zone")[0].split("CM")[0] else (3, 6):
        candidate = zone(
            int((meridian + 3) // 6 if width == 6 else meridian // 3),
            width=width,
            prefixed=prefix > 0,
            family=family,
        )
        if candidate and candidate.meridian == meridian and candidate.false_easting == easting:
            return candidate
    return None


def family_of(crs: CRS) -> Family | None:
    """Return which Chinese datum a CRS is on, by the datum's name or, failing that, its ellipsoid.

    >>> family_of(CRS(2365)), family_of(CRS(4214)), family_of(CRS(4490)), family_of(CRS(4326))
    ('xian80', 'beijing54', 'cgcs2000', None)
    """
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None:
        return None
    datum = geodetic.datum.name.lower().replace("_", " ").replace("'", "")
    names = f"{datum} {geodetic.name} {crs.name}".lower().replace("_", " ").replace("'", "")
    if "china 2000" in datum or "cgcs2000" in names or "cgcs 2000" in names:
        return "cgcs2000"
    if any(word in names for word in ("xian 1980", "xian80", "西安")):
        return "xian80"
    if any(word in names for word in ("beijing 1954", "new beijing", "北京")):
        return "beijing54"
    if crs.ellipsoid is not None and "unknown" in datum:
        # the IAG 1975 ellipsoid is used by no other datum; Krassowsky's by many
        if abs(crs.ellipsoid.semi_major_metre - 6_378_140) < 0.5:
            return "xian80"
        area = _meridian(crs)
        if abs(crs.ellipsoid.semi_major_metre - 6_378_245) < 0.5 and 73 <= area <= 135:
            return "beijing54"
    return None


def refused_datum(crs: CRS) -> Family | None:
    """Return the datum when PROJ can't transform it to CGCS2000, None for all others."""
    family = family_of(crs)
    return None if family == "cgcs2000" else family


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
        return Transformer.from_crs(
            source,
            target,
            always_xy=True,
            allow_ballpark=same_family or (_is_world(source) and _is_world(target)),
        )
    except ProjError as error:
        raise refusal(source if _is_world(target) else target) from error


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
        " seven parameters (`parameters:`), or the layer already transformed to CGCS2000",
        f"{name.zh}：PROJ 没有由该坐标系到 CGCS2000 或 WGS 84 的有效转换，会原样保留坐标，"
        "偏差可达百米；请提供四参数或七参数（`parameters:`），或先将数据转换到 CGCS2000",
    )


def _meridian(crs: CRS) -> float:
    operation = crs.coordinate_operation
    for parameter in operation.params if operation else ():
        if parameter.name.lower() == "longitude of natural origin":
            return float(parameter.value)
    return math.nan


@cache
def _epsg(code: int) -> CRS:
    return CRS.from_epsg(code)
