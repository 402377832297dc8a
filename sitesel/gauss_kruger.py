"""The Gauss-Krüger zones of the Chinese datums, and recognising which one a CRS is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pyproj import CRS

from sitesel.language import Text

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


def _meridian(crs: CRS) -> float:
    operation = crs.coordinate_operation
    for parameter in operation.params if operation else ():
        if parameter.name.lower() == "longitude of natural origin":
            return float(parameter.value)
    return math.nan


@cache
def _epsg(code: int) -> CRS:
    return CRS.from_epsg(code)
