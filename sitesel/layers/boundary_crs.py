"""What a land-boundary TXT tells of its CRS: by its header, and by its eastings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from pyproj import CRS

from sitesel.crs import CGCS2000
from sitesel.findings import Finding
from sitesel.gauss_kruger import Family, zone
from sitesel.layers.boundary_lines import number_in

_OLD_GEOGRAPHIC: dict[Family, str] = {"xian80": "EPSG:4610", "beijing54": "EPSG:4214"}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the header says of the CRS."""

    family: Family | None
    width: Literal[3, 6] | None
    number: int | None


def _told(header: Mapping[str, str]) -> _Told:
    system = re.sub(r"\s", "", header.get("坐标系", header.get("坐标系统", ""))).upper()
    family: Family | None = None
    if "西安" in system or "XIAN" in system or re.fullmatch(r"(19)?80.*", system):
        family = "xian80"
    elif "北京" in system or "BEIJING" in system or re.fullmatch(r"(19)?54.*", system):
        family = "beijing54"
    elif "2000" in system or "CGCS" in system:
        family = "cgcs2000"
    degrees = number_in(header.get("几度分带", header.get("分带", "")))
    number = number_in(header.get("带号", ""))
    width: Literal[3, 6] | None = 3 if degrees == 3 else 6 if degrees == 6 else None
    return _Told(family, width, None if number is None else int(number))


def boundary_crs(
    layer: str, header: Mapping[str, str], shapes: Sequence[shapely.Geometry | None]
) -> tuple[CRS | None, list[Finding]]:
    """Return the CRS by the header and the eastings; None where they leave it open.

    Parameters
    ----------
    layer
        For the findings.
    header
        The entries of the file's header.
    shapes
        The parcels, easting first.
    """
    told = _told(header)
    eastings = shapely.get_coordinates([shape for shape in shapes if shape is not None])[:, 0]
    if told.family is None or not len(eastings):
        return None, []
    middle = float(np.median(eastings))
    if abs(middle) <= 180:
        return CRS.from_user_input(_OLD_GEOGRAPHIC.get(told.family, CGCS2000)), []
    prefix = int(middle // 1e6)
    number = prefix or told.number
    findings = []
    facts = {"told": told.number, "number": prefix, "easting": f"{middle:.3f}"}
    if prefix and told.number is None:
        findings.append(Finding("boundary-zone-from-easting", layer, facts=facts))
    elif prefix and told.number != prefix:
        findings.append(Finding("boundary-zone-contradicted", layer, facts=facts))
    found = None
    if number is not None:
        width = _width(number, told.width)
        found = zone(number, width=width, prefixed=prefix > 0, family=told.family)
        if told.width is not None and width != told.width:
            facts = {"told": told.width, "width": width, "number": number}
            findings.append(Finding("boundary-zone-width", layer, facts=facts))
    if found is not None:
        return found.crs, findings
    # the datum is told though its zone is not: an old one must not pass for CGCS2000
    old = _OLD_GEOGRAPHIC.get(told.family)
    return None if old is None else CRS.from_user_input(old), findings


def _width(number: int, told: Literal[3, 6] | None) -> Literal[3, 6]:
    """Return the width of a zone: the numbers of China's 3 and 6 degree zones don't meet."""
    if told is not None and zone(number, width=told) is not None:
        return told
    return 3 if number >= 25 else 6
