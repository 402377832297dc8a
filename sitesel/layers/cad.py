"""DXF drawings, through ezdxf: GDAL garbles Chinese layer names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers.encoding import Decision, decode_text
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile

TOLERANCE = 0.01
"""How far a straight segment may be off its curve, in drawing units."""
# $INSUNITS; a drawing without a unit (0) is taken to be in metres, as cadastral ones are
_UNITS = {
    1: ("in", 0.0254), 2: ("ft", 0.3048), 3: ("mile", 1609.344), 4: ("mm", 0.001),
    5: ("cm", 0.01), 7: ("km", 1000.0), 14: ("dm", 0.1), 21: ("US ft", 1200 / 3937),
}  # fmt: skip
_CURVED = {"ARC", "CIRCLE", "ELLIPSE", "SPLINE"}


def read_dxf(path: Path, options: ReadOptions) -> Layer:
    """Read the entities of a drawing's model space.

    Closed lines become polygons, texts become points with a column `text`; blocks are taken apart.
    Columns are `layer`, `entity`, `text` and `handle`. A drawing doesn't tell its CRS.

    Parameters
    ----------
    options
        `layer` names a layer of the drawing; without it all are read.

    Raises
    ------
    LayerError
        ezdxf is not installed, the drawing can't be read, or has no such layer.
    """
    name = options.name_for(path)
    drawing, decision, findings = _open(path, options.encoding, name)
    rows, skipped, curves = [], Counter[str](), 0
    for entity in _entities(drawing.modelspace()):
        shape = _shape(entity)
        if shape is None:
            skipped[entity.dxftype()] += 1
            continue
        curves += entity.dxftype() in _CURVED or bool(getattr(entity, "has_arc", False))
        rows.append((entity.dxf.layer, entity.dxftype(), _text(entity), entity.dxf.handle, shape))
    frame = _frame(rows, drawing.header.get("$INSUNITS", 0), findings, name)
    if options.layer is not None:
        frame = _only(frame, options.layer, path)
    findings += decision.findings(name)
    if curves:
        facts = {"tolerance": f"≤ {TOLERANCE}"}
        findings.append(Finding("curves-linearised", name, count=curves, facts=facts))
    findings += [
        Finding("entities-skipped", name, count=count, facts={"kind": kind})
        for kind, count in sorted(skipped.items())
    ]
    findings.append(Finding("crs-not-told", name))
    encoding = None if decision.plain else decision.codec
    provenance = Provenance(
        path.name, "DXF", (SourceFile.of(path),), layer=options.layer, encoding=encoding
    )
    return Layer(name, frame, tuple(findings), provenance)


def drawing_layers(path: Path) -> list[str]:
    """Return the layers of a drawing that entities are on."""
    frame = read_dxf(path, ReadOptions()).frame
    return sorted(frame["layer"].dropna().unique())


def _open(path: Path, declared: str | None, name: str) -> tuple[Any, Decision, list[Finding]]:
    if find_spec("ezdxf") is None:
        raise LayerError(
            "reading DXF needs ezdxf, which is not installed; install sitesel[cad], or save the "
            "drawing as a shapefile",
            "读取 DXF 需要 ezdxf，尚未安装；请安装 sitesel[cad],或将图纸另存为 Shapefile",
        )
    from ezdxf import DXFError, DXFStructureError, readfile, recover  # noqa: PLC0415  # an extra

    data = path.read_bytes()
    decision = Decision("utf-8", told="UTF-8")
    encoding = None
    if not data.startswith(b"AutoCAD Binary"):
        version = re.search(rb"\$ACADVER\s+1\s+(AC\d+)", data)
        page = re.search(rb"\$DWGCODEPAGE\s+3\s+(\S+)", data)
        if version is None or version[1] < b"AC1021":  # R2007 and later are UTF-8
            told = page[1].decode("ascii", "replace") if page else None
            _, decision = decode_text(data, declared=declared, told=told)
            encoding = decision.codec
    try:
        try:
            drawing = readfile(path, encoding=encoding)
            faults = len(drawing.audit().errors)
        except DXFStructureError:  # not as it should be, but perhaps not lost
            drawing, auditor = recover.readfile(path)
            faults = len(auditor.errors) + 1
    except (DXFError, OSError, ValueError) as error:
        raise LayerError(
            f"{path.name} can't be read as DXF: {error}; save it again as DXF 2010 or later",
            f"{path.name} 无法作为 DXF 读取：{error}；请另存为 DXF 2010 或更高版本",
        ) from error
    return drawing, decision, [Finding("drawing-damaged", name, count=faults)] if faults else []


def _entities(space: Any) -> Iterator[Any]:  # noqa: ANN401  # ezdxf comes without a promise of types
    for entity in space:
        if entity.dxftype() == "INSERT":
            yield from _entities(entity.virtual_entities())
        else:
            yield entity


def _text(entity: Any) -> str | None:  # noqa: ANN401
    if entity.dxftype() == "MTEXT":
        return str(entity.plain_text())
    return str(entity.dxf.text) if entity.dxftype() in {"TEXT", "ATTRIB"} else None


def _shape(entity: Any) -> BaseGeometry | None:  # noqa: ANN401
    kind = entity.dxftype()
    if kind == "POINT":
        return shapely.Point(entity.dxf.location.x, entity.dxf.location.y)
    if kind in {"TEXT", "MTEXT", "ATTRIB"}:
        return shapely.Point(entity.dxf.insert.x, entity.dxf.insert.y)
    if kind == "HATCH":
        return _hatch(entity)
    from ezdxf import path as paths  # noqa: PLC0415

    try:
        line = paths.make_path(entity)
    except TypeError:
        return None
    points = [(point.x, point.y) for point in line.flattening(TOLERANCE)]
    if len(points) < 2:
        return None
    closed = points[0] == points[-1] or bool(getattr(entity, "closed", False))
    if closed and len({*points}) > 2:
        return shapely.Polygon(points)
    return shapely.LineString(points)


def _hatch(entity: Any) -> BaseGeometry | None:  # noqa: ANN401
    from ezdxf import path as paths  # noqa: PLC0415

    rings = [
        [(point.x, point.y) for point in line.flattening(TOLERANCE)]
        for line in paths.from_hatch(entity)
    ]
    areas = [shapely.Polygon(ring) for ring in rings if len({*ring}) > 2]
    # rings inside rings are holes, by the even-odd rule of hatches
    whole = shapely.Polygon()
    for area in areas:
        whole = whole.symmetric_difference(shapely.make_valid(area))
    return None if whole.is_empty else whole


def _frame(
    rows: list[tuple[Any, ...]], unit: int, findings: list[Finding], name: str
) -> GeoDataFrame:
    layers, entities, texts, handles, shapes = zip(*rows, strict=True) if rows else ((),) * 5
    geometry = gpd.GeoSeries(list(shapes), index=pd.RangeIndex(len(rows)))
    if unit in _UNITS:
        word, factor = _UNITS[unit]
        geometry = geometry.scale(factor, factor, origin=(0, 0))
        findings.append(Finding("drawing-unit", name, facts={"unit": word, "factor": factor}))
    columns = {"layer": layers, "entity": entities, "text": texts, "handle": handles}
    data = {key: pd.Series(list(values), dtype="str") for key, values in columns.items()}
    return GeoDataFrame(pd.DataFrame(data), geometry=geometry)


def _only(frame: GeoDataFrame, layer: str, path: Path) -> GeoDataFrame:
    known = sorted(frame["layer"].unique())
    if layer not in known:
        listed = ", ".join(known) or "–"
        raise LayerError(
            f"{path.name} has no entities on a layer {layer!r}; its layers are {listed}",
            f"{path.name} 没有含对象的图层 {layer!r}；现有：{listed}",
        )
    return frame[frame["layer"] == layer].reset_index(drop=True)
