"""GeoJSON, TopoJSON and KML: text whose encoding and CRS GDAL would take on trust."""

from __future__ import annotations

import codecs
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS
from pyproj.exceptions import CRSError

from sitesel.findings import Finding
from sitesel.layers.encoding import Decision, decode_text
from sitesel.layers.features import known_crs

_MEMBER = re.compile(r'"crs"\s*:\s*(null|\{(?:[^{}]|\{[^{}]*\})*\})')
_PROLOG = re.compile(r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["']([^"']+)["']""")


@contextmanager
def as_utf8(path: Path, *, declared: str | None) -> Iterator[tuple[Path, str, Decision]]:
    """Open a text file for a reader that knows UTF-8 only.

    Yields the path to read (the file itself, or a copy in UTF-8 that is gone afterwards), its text,
    and which encoding it is in.
    """
    data = path.read_bytes()
    # RFC 8259 8.1 and XML 1.0 4.3.3: UTF-8 unless told otherwise
    prolog = _PROLOG.search(data[:200].decode("latin-1"))
    text, decision = decode_text(data, declared=declared, told=prolog[2] if prolog else "UTF-8")
    same = decision.codec == "utf-8" and not data.startswith(codecs.BOM_UTF8)
    if decision.plain or (same and (prolog is None or prolog[2].lower() == "utf-8")):
        yield path, text, decision
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_text(_PROLOG.sub(r"\1", text, count=1), "utf-8")
        yield copy, text, decision


def told_crs(text: str) -> tuple[CRS | None, str | None]:
    """Return the CRS that a GeoJSON tells in its `crs` member (GeoJSON 2008, still met).

    Returns
    -------
    crs
        None where there is no member, or it says null, or it is not understood.
    member
        What it says; None where there is none.

    Examples
    --------
    >>> told_crs('{"crs": {"type": "name", "properties": {"name": "EPSG:4528"}}}')[1]
    'EPSG:4528'
    """
    for match in _MEMBER.finditer(text):
        if match[1] == "null":
            return None, "null"
        try:
            member = json.loads(match[1])
        except json.JSONDecodeError:
            continue
        name = (member.get("properties") or {}).get("name")
        if isinstance(name, str) and member.get("type") in {"name", "EPSG", None}:
            try:
                return known_crs(CRS.from_user_input(name).to_wkt()), name
            except CRSError:
                return None, name
    return None, None


def settle_crs(frame: GeoDataFrame, text: str, layer: str) -> tuple[GeoDataFrame, list[Finding]]:
    """Give a GeoJSON the CRS that it tells, or that its standard means; else none.

    RFC 7946 means degrees WGS 84 where nothing is told. Coordinates that can't be degrees show
    that it isn't meant.
    """
    crs, member = told_crs(text)
    if crs is not None:
        return _with(frame, crs), []
    if member == "null":
        return _with(frame, None), [Finding("crs-not-told", layer)]
    if member is not None:
        return _with(frame, None), [Finding("crs-not-understood", layer, facts={"told": member})]
    points = shapely.get_coordinates(frame.geometry.to_numpy())
    points = points[np.isfinite(points).all(axis=1)]
    beyond = points[(np.abs(points[:, 0]) > 360) | (np.abs(points[:, 1]) > 360)]
    if len(beyond):
        facts = {"x": float(beyond[0, 0]), "y": float(beyond[0, 1])}
        return _with(frame, None), [Finding("crs-not-degrees", layer, facts=facts)]
    return _with(frame, CRS.from_user_input("OGC:CRS84")), []


def _with(frame: GeoDataFrame, crs: CRS | None) -> GeoDataFrame:
    shapes = GeoSeries(frame.geometry.to_numpy(), index=frame.index, crs=crs)
    return GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes)


def lost_text(text: str, decision: Decision, layer: str) -> list[Finding]:
    """Report the encoding that was taken, and bytes that don't fit it."""
    findings = decision.findings(layer)
    where = text.find("\ufffd")
    if where >= 0 and not decision.plain:
        facts = {"sample": text[max(where - 8, 0) : where + 8]}
        count = text.count("\ufffd")
        findings.append(Finding("text-undecodable", layer, column="*", count=count, facts=facts))
    return findings
