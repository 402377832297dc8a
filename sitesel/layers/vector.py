"""Vector files that GDAL reads, with what GDAL would pass over in silence."""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from contextlib import ExitStack, closing
from pathlib import Path

import pyogrio

from sitesel.errors import LayerError
from sitesel.findings import Finding
from sitesel.layers.encoding import Bytes, Decision, decide
from sitesel.layers.features import Features, features, frame, unreadable
from sitesel.layers.formats import Format
from sitesel.layers.geojson import as_utf8, lost_text, settle_crs
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile
from sitesel.layers.other_tags import with_tags
from sitesel.layers.shapefile import redecoded

TEXT_FORMATS: tuple[Format, ...] = ("GeoJSON", "TopoJSON", "KML")
_LINEAR = "4° of arc"  # OGR's default


def layer_names(path: Path) -> list[str]:
    """Return the names of the layers of a container that GDAL reads.

    Raises
    ------
    LayerError
        GDAL can't open it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        except pyogrio.errors.DataSourceError as error:
            raise unreadable(path, str(error)) from error


def read_vector(path: Path, format_: Format, options: ReadOptions) -> Layer:
    """Read one layer of a vector file.

    Every row comes along: a geometry that is not well-formed is None and a finding. Heights and
    measures are dropped, curves made straight, types mixed as they come.

    Raises
    ------
    LayerError
        The file can't be read, or it has several layers and none is named.
    """
    name = options.name_for(path)
    findings: list[Finding] = []
    with ExitStack() as stack:
        source, decision, text = path, Decision("utf-8", plain=True), ""
        if format_ in TEXT_FORMATS:
            source, text, decision = stack.enter_context(as_utf8(path, declared=options.encoding))
            findings += lost_text(text, decision, name)
        elif format_ == "GeoPackage":
            source = _still(path, stack)
        chosen = _chosen(layer_names(source), options.layer, path)
        raw, decision, more = _features(source, chosen, decision, options.encoding, name)
        findings += more
        if format_ == "GeoPackage":
            findings += _curves(source, chosen, name)
    rows, more = frame(raw, name)
    if format_ == "OSM":
        rows = with_tags(rows, options.tags)
    if format_ == "GeoJSON":
        rows, also = settle_crs(rows, text, name)
        more = [finding for finding in more if finding.code != "crs-not-understood"] + also
    elif raw.crs is None:
        more.append(Finding("crs-not-told", name))
    provenance = Provenance(
        path.name,
        format_,
        files_of(path),
        layer=chosen,
        encoding=None if decision.plain else decision.codec,
        crs_from="file" if rows.crs is not None else None,
    )
    return Layer(name, rows, (*findings, *more), provenance)


def files_of(path: Path) -> tuple[SourceFile, ...]:
    """Return the files that make up a source: itself, or all in a folder."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return tuple(SourceFile.of(file) for file in files if file.is_file())


def _chosen(names: list[str], wanted: str | None, path: Path) -> str | None:
    if wanted is not None and wanted not in names:
        raise no_such_layer(path, wanted, names)
    if wanted is None and len(names) > 1:
        raise several_layers(path, names)
    return wanted or (names[0] if names else None)


def several_layers(path: Path, names: list[str]) -> LayerError:
    """Return the error for a source with several layers where none is named."""
    return LayerError(
        f"{path.name} has {len(names)} layers; say which with `layer`: {', '.join(names)}",
        f"{path.name} 有 {len(names)} 个图层；请用 layer 指明：{'、'.join(names)}",
    )


def no_such_layer(path: Path, wanted: str, names: list[str]) -> LayerError:
    """Return the error for a layer that a source doesn't have."""
    return LayerError(
        f"{path.name} has no layer {wanted!r}; it has {', '.join(names) or 'none'}",
        f"{path.name} 没有图层 {wanted!r}；现有：{'、'.join(names) or '无'}",
    )


def _features(
    source: Path, layer: str | None, decision: Decision, declared: str | None, name: str
) -> tuple[Features, Decision, list[Finding]]:
    try:
        return features(source, layer=layer), decision, []
    except UnicodeDecodeError:  # a container of UTF-8 by its standard, filled by careless software
        raw = features(source, layer=layer, encoding="ISO-8859-1")
        sample = [
            Bytes(value.encode("latin-1"))
            for column, kind in zip(raw.columns, raw.kinds, strict=True)
            if kind == "object"
            for value in column[:20_000]
            if isinstance(value, str)
        ]
        sample += [Bytes(column.encode("latin-1")) for column in raw.names]
        decision = decide(sample, declared=declared, told="UTF-8")
        decoded, findings = redecoded(raw, (), decision, name)
        return decoded, decision, [*decision.findings(name), *findings]


def _still(path: Path, stack: ExitStack) -> Path:
    """Return a GeoPackage that opening doesn't write beside: a copy if it has a write-ahead log."""
    with path.open("rb") as file:
        logged = file.read(20)[18:20] == b"\x02\x02"
    if not logged:
        return path
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    for suffix in ("", "-wal"):
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            (folder / companion.name).write_bytes(companion.read_bytes())
    return folder / path.name


def _curves(path: Path, layer: str | None, name: str) -> list[Finding]:
    """Look for curves, which GDAL makes straight without a word."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        try:
            ((kind, column),) = database.execute(
                "SELECT geometry_type_name, column_name FROM gpkg_geometry_columns "
                "WHERE table_name = ?",
                (layer,),
            ).fetchall()
        except (ValueError, sqlite3.Error):
            return []
    curved = {"CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE"}
    if kind not in curved or column is None:
        return []
    return [Finding("curves-linearised", name, facts={"tolerance": _LINEAR})]
