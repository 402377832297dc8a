"""Settle in which CRS and on which datum a layer is; report every decision, guess none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import Series
from pyproj import CRS

from sitesel.crs import LON_LAT, crs_name, named_crs, refusal, to_crs
from sitesel.datum_shift import DatumShift
from sitesel.errors import UnknownCrs
from sitesel.findings import Finding
from sitesel.gauss_kruger import refused_datum, zone, zone_of
from sitesel.gcj02 import ShiftedDatum, unshift
from sitesel.language import Text
from sitesel.layers.crs_evidence import (
    Candidate,
    Coordinates,
    candidates,
    family_told,
    middles,
    most,
    near,
    neighbours,
    plausible,
    sibling,
)
from sitesel.layers.layer import CrsFrom, Layer
from sitesel.layers.neighbours import FOOT, compared_with_neighbours, compared_with_stated_areas
from sitesel.layers.shifted_datum import NAMES, suspicion

_OWN_SYSTEM = Text(zh="地方独立坐标系", en="a local system without a code")
_TOLD = Text(zh="已写明", en="told")


@dataclass(frozen=True)
class _Settled:
    """The CRS taken, and on whose word."""

    choice: Candidate
    by: CrsFrom
    findings: tuple[Finding, ...]


def georeference(
    layer: Layer,
    *,
    declared: str | None = None,
    datum: ShiftedDatum | Literal["wgs84"] | None = None,
    parameters: DatumShift | None = None,
    reference: GeoSeries | None = None,
    land: GeoSeries | None = None,
    stated_area: Series | None = None,
) -> Layer:
    """Settle the CRS of a layer: told by the file, else by the config, else by evidence.

    What is told counts only where the coordinates can be in it. Evidence is the number of a zone
    before the easting, the range of the numbers, and where the layer lies among its neighbours.

    Parameters
    ----------
    layer
        A raw layer; `frame.crs` is what the file tells. Polygons, lines and points alike.
    declared
        The CRS as the config tells it.
    datum
        `gcj02` and `bd09` are converted to WGS 84; `wgs84` says that the layer is not shifted,
        whatever the land mask suggests.
    parameters
        Of the transformation from Xi'an 1980, Beijing 1954 or a city's own system.
    reference
        Neighbours in a known CRS, near which the layer must lie.
    land
        Land polygons in a known CRS, for suspecting GCJ-02 and BD-09.
    stated_area
        Areas as stated, square metres, on the index of the frame.

    Returns
    -------
    layer
        In a known CRS, with a finding for each decision. A layer without any coordinates comes
        back as it is.

    Raises
    ------
    UnknownCrs
        Nothing settles the CRS; the message lists what it could be.
    DatumRefused
        Xi'an 1980 or Beijing 1954 without parameters.
    """
    shapes = layer.frame.geometry
    if not np.isfinite(middles(shapes)).any():
        return layer
    told, wanted = layer.frame.crs, None if declared is None else named_crs(declared)
    if layer.provenance.crs_from == "config":
        told, wanted = None, wanted or told  # the reader has passed on what the config says
    findings: list[Finding] = []
    by: CrsFrom
    if parameters is not None and told is None and wanted is None:
        shapes, by = parameters.applied(shapes), "config"
        findings.append(_transformed(layer, _OWN_SYSTEM, parameters))
    else:
        settled = _settle(layer, told, wanted, neighbours(reference))
        by = settled.by
        findings += settled.findings
        crs = settled.choice.crs
        if settled.choice.swapped:
            shapes = _turned(shapes, np.ones(len(shapes), bool))
        shapes = GeoSeries(shapes.to_numpy(), index=shapes.index, crs=crs)
        shapes, row_findings = _mend_rows(layer, shapes)
        shapes, datum_findings = _on_modern_datum(layer, shapes, parameters)
        findings += [*row_findings, *datum_findings]
    if datum in NAMES:
        shapes, finding = _unshifted(layer, shapes, datum)
        findings.append(finding)
    elif datum is None and land is not None:
        findings += _suspected(layer, shapes, land)
    findings += compared_with_neighbours(
        layer.name, shapes, neighbours(reference), land=neighbours(land)
    )
    findings += compared_with_stated_areas(layer.name, shapes, stated_area)
    frame = GeoDataFrame(layer.frame.drop(columns=layer.frame.geometry.name), geometry=shapes)
    if layer.frame.geometry.name != "geometry":
        frame = frame.rename_geometry(layer.frame.geometry.name)
    return layer.with_frame(frame[list(layer.frame.columns)], *findings).from_crs(by)


def _settle(
    layer: Layer, told: CRS | None, wanted: CRS | None, reference: GeoSeries | None
) -> _Settled:
    xy = middles(layer.frame.geometry)
    xy = xy[np.isfinite(xy).all(axis=1)]
    word = _by_word(xy, told, wanted)
    choice, by = word or (_by_evidence(layer, xy, told or wanted, reference), "evidence")
    name = crs_name(choice.crs)
    disbelieved = (told if by != "file" else None, wanted if by == "evidence" else None)
    findings = [
        _finding(layer, "crs-contradicted", _sample(xy), told=crs_name(crs), used=name)
        for crs in disbelieved
        if crs is not None
    ]
    if told is not None and wanted is not None and by == "file" and not _same(told, wanted):
        findings.append(
            _finding(layer, "crs-declared-ignored", told=crs_name(told), declared=crs_name(wanted))
        )
    original = told if by == "file" else wanted
    if by == "evidence":
        findings.append(_finding(layer, "crs-by-evidence", _sample(xy), used=name, why=choice.why))
    elif original is not None and not _same(choice.crs, original):
        findings.append(
            _finding(
                layer, "zone-number-corrected", _sample(xy), told=crs_name(original), used=name
            )
        )
    if choice.swapped:
        findings.append(_finding(layer, "axes-swapped", _sample(xy), used=name))
    return _Settled(choice, by, tuple(findings))


def _by_word(
    xy: Coordinates, told: CRS | None, wanted: CRS | None
) -> tuple[Candidate, CrsFrom] | None:
    """Return the CRS on the word of the file or of the config, where the coordinates allow it."""
    words: list[tuple[CRS, CrsFrom]] = []
    if told is not None:
        words.append((told, "file"))
    if wanted is not None:
        words.append((wanted, "config"))
    for swapped in (False, True):
        places = xy[:, ::-1] if swapped else xy
        for crs, by in words:
            if most(plausible(crs, places)) and not (crs.is_geographic and _turned_china(places)):
                return Candidate(crs, swapped, _TOLD), by
        for crs, by in words:
            other = sibling(crs, places)
            if other is not None:
                return Candidate(other, swapped, _TOLD), by
    return None


def _by_evidence(
    layer: Layer, xy: Coordinates, refuted: CRS | None, reference: GeoSeries | None
) -> Candidate:
    possible = candidates(xy, family_told(refuted))
    found = possible
    if len(found) > 1 and reference is not None:
        found = near(found, xy, reference)
    if len(found) != 1:
        raise _unknown(layer, xy, possible, refuted)
    return found[0]


def _turned_china(xy: Coordinates) -> bool:
    """Tell whether degrees make sense in China only the other way round."""
    found = candidates(xy)
    return len(found) == 1 and found[0].crs.is_geographic and found[0].swapped


def _mend_rows(layer: Layer, shapes: GeoSeries) -> tuple[GeoSeries, list[Finding]]:
    """Bring single rows of another zone or with swapped axes to the CRS of all others."""
    xy = middles(shapes)
    present = np.isfinite(xy).all(axis=1)
    odd = present & ~plausible(shapes.crs, xy)
    if not odd.any():
        return shapes, []
    findings: list[Finding] = []
    zoned = zone_of(shapes.crs)
    values = shapes.to_numpy().copy()
    for row in np.flatnonzero(odd):
        label = shapes.index[row]
        place: dict[str, Text | str] = {
            "x": _number(xy[row, 0]),
            "y": _number(xy[row, 1]),
            "used": crs_name(shapes.crs),
        }
        if plausible(shapes.crs, xy[row : row + 1, ::-1])[0]:
            values[row] = _turned(shapes.iloc[[row]], np.ones(1, bool)).iloc[0]
            findings.append(_finding(layer, "row-axes-swapped", place, row=int(label)))
            continue
        other = None
        if zoned is not None and zoned.prefixed:
            other = zone(int(xy[row, 0] // 1e6), width=zoned.width, family=zoned.family)
        if other is not None and plausible(other.crs, xy[row : row + 1])[0]:
            values[row] = to_crs(GeoSeries([values[row]], crs=other.crs), shapes.crs).iloc[0]
            findings.append(
                _finding(layer, "row-in-another-zone", place, row=int(label), zone=other.name)
            )
            continue
        values[row] = None
        findings.append(_finding(layer, "coordinates-implausible", place, row=int(label)))
    return GeoSeries(values, index=shapes.index, crs=shapes.crs), findings


def _on_modern_datum(
    layer: Layer, shapes: GeoSeries, parameters: DatumShift | None
) -> tuple[GeoSeries, list[Finding]]:
    name = crs_name(shapes.crs)
    if refused_datum(shapes.crs):
        if parameters is None:
            raise refusal(shapes.crs)
        return parameters.applied(shapes), [_transformed(layer, name, parameters)]
    if parameters is not None:
        return shapes, [_finding(layer, "parameters-unused", crs=name)]
    return shapes, []


def _unshifted(
    layer: Layer, shapes: GeoSeries, datum: ShiftedDatum | Literal["wgs84"] | None
) -> tuple[GeoSeries, Finding]:
    assert datum == "gcj02" or datum == "bd09"  # noqa: PLR1714, S101  # narrows the literal
    # web Mercator of a shifted datum is the same projection of shifted degrees
    before = to_crs(shapes, LON_LAT)
    after = unshift(before, datum)
    moved = middles(before) - middles(after)
    metres = np.hypot(moved[:, 0] * 111_320 * np.cos(np.radians(middles(after)[:, 1])),
                      moved[:, 1] * 110_950)  # fmt: skip
    return after, _finding(
        layer, "shifted-datum-undone", datum=NAMES[datum], metres=round(float(np.nanmedian(metres)))
    )


def _suspected(layer: Layer, shapes: GeoSeries, land: GeoSeries) -> Iterator[Finding]:
    found = suspicion(to_crs(shapes, LON_LAT), to_crs(land, LON_LAT))
    if found is not None:
        yield _finding(
            layer,
            "shifted-datum-suspected" if found.strong else "shifted-datum-possible",
            datum=NAMES[found.datum],
            declare=found.datum,
            ashore=found.ashore,
            seaward=found.seaward,
            before=f"{found.at_sea:.1%}",
            after=f"{found.at_sea_after:.1%}",
        )


def _turned(shapes: GeoSeries, rows: NDArray[np.bool_]) -> GeoSeries:
    values = shapes.to_numpy().copy()
    values[rows] = shapely.transform(values[rows], lambda x, y: (y, x), interleaved=False)
    return GeoSeries(values, index=shapes.index, crs=shapes.crs)


def _unknown(
    layer: Layer, xy: Coordinates, found: list[Candidate], refuted: CRS | None
) -> UnknownCrs:
    sample = _sample(xy)
    english = "; ".join(_said(candidate, "en") for candidate in found) or "nothing known here"
    chinese = ";".join(_said(candidate, "zh") for candidate in found) or "没有已知的坐标系"
    but_en = but_zh = ""
    if refuted is not None:
        but_en = f", which can't be in the CRS that was told ({crs_name(refuted).en})"
        but_zh = f"，不可能属于所写明的坐标系（{crs_name(refuted).zh}）"
        if refuted.is_projected and most(plausible(refuted, xy * FOOT)):
            but_en += " unless they are feet, in which they fit"
            but_zh += "，除非其单位为英尺（换算后相符）"
    return UnknownCrs(
        f"layer {layer.name!r}: its CRS can't be settled; its coordinates are like"
        f" {sample['x']}, {sample['y']}{but_en}. They could be: {english}. Declare the right one"
        " (`crs:`), or give a layer of the same place to compare with",
        f"图层“{layer.name}”的坐标系无法确定；其坐标形如 {sample['x']}, {sample['y']}{but_zh}。"
        f"可能为：{chinese}。请写明正确的坐标系（`crs:`），或提供同一地区的图层以供比较",
    )


def _said(candidate: Candidate, lang: Literal["zh", "en"]) -> str:
    swapped = Text(zh="，坐标轴互换", en=", axes swapped") if candidate.swapped else Text("", "")
    return crs_name(candidate.crs).say(lang) + swapped.say(lang)


def _transformed(layer: Layer, name: Text, parameters: DatumShift) -> Finding:
    return _finding(layer, "datum-transformed", crs=name, parameters=parameters.name)


def _finding(
    layer: Layer,
    code: str,
    sample: Mapping[str, Text | str] | None = None,
    *,
    row: int | None = None,
    **facts: Text | str | float,
) -> Finding:
    """Make a finding; a bilingual fact `used` fills the places `used_zh` and `used_en`."""
    plain: dict[str, str | float] = {}
    for key, fact in [*(sample or {}).items(), *facts.items()]:
        if isinstance(fact, Text):
            plain |= {f"{key}_zh": fact.zh, f"{key}_en": fact.en}
        else:
            plain[key] = fact
    return Finding(code, layer.name, row=row, facts=plain)


def _sample(xy: Coordinates) -> dict[str, Text | str]:
    return {"x": _number(float(np.median(xy[:, 0]))), "y": _number(float(np.median(xy[:, 1])))}


def _number(value: float) -> str:
    return f"{value:.6f}" if abs(value) <= 360 else f"{value:.3f}"


def _same(one: CRS, other: CRS) -> bool:
    return one.equals(other, ignore_axis_order=True) or (
        one.is_geographic and other.is_geographic and one.datum == other.datum
    )
