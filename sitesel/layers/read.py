"""The door to raw layers: any source in, one layer out, by what the source is."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pyogrio

from sitesel.errors import LayerError, UnknownFormat
from sitesel.findings import Finding
from sitesel.layers.archive import Unpacked, unpacked
from sitesel.layers.boundary_txt import read_boundary_txt
from sitesel.layers.cad import drawing_layers, read_dxf
from sitesel.layers.database import database_layers, is_database, read_database
from sitesel.layers.features import known_crs
from sitesel.layers.formats import Format, format_of, misnamed
from sitesel.layers.geoparquet import read_geoparquet
from sitesel.layers.layer import Layer, ReadOptions, SourceFile
from sitesel.layers.shapefile import read_shapefile
from sitesel.layers.spreadsheet import read_spreadsheet
from sitesel.layers.vector import layer_names, no_such_layer, read_vector, several_layers


def read_layer(source: str | Path, options: ReadOptions | None = None) -> Layer:
    """Read one layer of any source: a file, a folder, a zip of files, a database.

    Nothing beside the source is changed. Every row of the source is a row of the layer; what was
    noticed, mended or lost is in its findings.

    Parameters
    ----------
    source
        A path, or a database's URL.
    options
        What the source doesn't tell.

    Raises
    ------
    LayerError
        The source can't be read, or which of its layers is meant is not said.
    UnknownFormat
        It is of no format that sitesel reads.
    """
    options = options or ReadOptions()
    if isinstance(source, str) and is_database(source):
        layer = read_database(source, options)
    else:
        layer = _read_file(Path(source), options)
    if layer.frame.empty:
        layer = layer.with_findings([Finding("empty-layer", layer.name)])
    return _declared_crs(_selected(layer, options), options)


def _read_file(path: Path, options: ReadOptions) -> Layer:
    found = format_of(path)
    if found == "zip":
        return _read_archive(path, options)
    if found == "Shapefile":
        layer = read_shapefile(path, options)
    elif found == "GeoParquet":
        layer = read_geoparquet(path, options)
    elif found == "DXF":
        layer = read_dxf(path, options)
    elif found == "boundary TXT":
        layer = read_boundary_txt(path, options)
    elif found in {"CSV", "Excel"}:
        layer = read_spreadsheet(path, options)
    else:
        layer = read_vector(path, found, options)
    if misnamed(path, found):
        facts = {"suffix": path.suffix, "format": found}
        layer = layer.with_findings([Finding("misnamed", layer.name, facts=facts)])
    return layer


def _read_archive(path: Path, options: ReadOptions) -> Layer:
    with unpacked(path) as archive:
        member, inner = _member(archive, options.layer, path)
        layer = _read_file(archive.folder / member, replace(options, layer=inner))
    within = layer.provenance.layer
    name = f"{member}/{within}" if within and within != Path(member).stem else member
    provenance = replace(
        layer.provenance, source=path.name, layer=name, files=(SourceFile.of(path),)
    )
    return replace(layer, provenance=provenance)


def _member(archive: Unpacked, wanted: str | None, path: Path) -> tuple[str, str | None]:
    if not archive.members:
        raise UnknownFormat(
            f"{path.name} holds no file that sitesel reads", f"{path.name} 中没有可读取的文件"
        )
    found = archive.find(wanted) if wanted else None
    if found is not None:
        return found
    if len(archive.members) == 1:
        return archive.members[0], wanted
    if wanted is None:
        raise several_layers(path, list(archive.members))
    raise no_such_layer(path, wanted, list(archive.members))


def _selected(layer: Layer, options: ReadOptions) -> Layer:
    if options.columns is None:
        return layer
    known = [str(column) for column in layer.frame.columns if column != "geometry"]
    for column in options.columns:
        if column not in known:
            near = get_close_matches(column, known, 1)
            hint = (f"; did you mean {near[0]!r}?", f"，是否指 {near[0]!r}？") if near else ("", "")
            raise LayerError(
                f"{layer.name} has no column {column!r}{hint[0]} It has {', '.join(known)}",
                f"{layer.name} 没有列 {column!r}{hint[1]} 现有：{'、'.join(known)}",
            )
    return replace(layer, frame=layer.frame[[*options.columns, "geometry"]])


def _declared_crs(layer: Layer, options: ReadOptions) -> Layer:
    """Give a layer that doesn't tell its CRS the one that a person declares."""
    if options.crs is None or layer.frame.crs is not None:
        return layer
    crs = known_crs(options.crs)
    if crs is None:
        raise LayerError(
            f"no CRS is called {options.crs!r}; write a code such as EPSG:4528, or WKT",
            f"没有坐标系 {options.crs!r}；请写代号（如 EPSG:4528）或 WKT",
        )
    return replace(layer, frame=layer.frame.set_crs(crs)).from_crs("config")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source holds, told without reading it whole.

    Parameters
    ----------
    name
        As `ReadOptions.layer` wants it.
    format
        What it is.
    rows
        How many; None where only reading tells.
    geometry
        The kind of geometry; None where there is none or only reading tells.
    crs
        Its code, or its name; None where it is not told.
    """

    name: str
    format: str
    rows: int | None = None
    geometry: str | None = None
    crs: str | None = None


def list_layers(source: str | Path) -> list[Listing]:
    """List the layers of a source, in its own order.

    Raises
    ------
    LayerError
        The source can't be opened.
    UnknownFormat
        It is of no format that sitesel reads.
    """
    if isinstance(source, str) and is_database(source):
        return [Listing(name, "PostGIS") for name in database_layers(source)]
    path = Path(source)
    found = format_of(path)
    if found != "zip":
        return list(_listed(path, found))
    with unpacked(path) as archive:
        listings = []
        for member in archive.members:
            inner = list_layers(archive.folder / member)
            for one in inner:
                name = member if len(inner) == 1 else f"{member}/{one.name}"
                listings.append(replace(one, name=name))
        return listings


def _listed(path: Path, found: Format) -> Iterable[Listing]:
    if found == "GeoParquet":
        return [Listing(path.stem, found, pq.ParquetFile(path).metadata.num_rows)]
    if found == "Excel":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that we don't read
            book = openpyxl.load_workbook(path, read_only=True)
        try:
            return [Listing(sheet, found) for sheet in book.sheetnames]
        finally:
            book.close()
    if found == "DXF":
        return [Listing(layer, found) for layer in drawing_layers(path)]
    if found in {"CSV", "boundary TXT"}:
        return [Listing(path.stem, found)]
    if found == "Shapefile" or found in {"GeoJSON", "TopoJSON", "KML"}:
        return [_summary(path, found, name) for name in _names(path, found)]
    return [_about(path, found, name) for name in layer_names(path)]


def _names(path: Path, found: Format) -> list[str | None]:
    return [None] if found in {"Shapefile", "GeoJSON"} else [*layer_names(path)]


def _summary(path: Path, found: Format, name: str | None) -> Listing:
    """Read the layer, since what GDAL says of it unread is not to be trusted."""
    layer = _read_file(path, ReadOptions(layer=name))
    kinds = sorted(layer.frame.geom_type.dropna().unique())
    crs = layer.frame.crs
    code = None if crs is None else crs.to_string() if crs.to_authority() else crs.name
    return Listing(name or path.stem, found, len(layer.frame), ", ".join(kinds) or None, code)


def _about(path: Path, found: Format, name: str) -> Listing:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        about = pyogrio.read_info(path, layer=name)
    crs = known_crs(about["crs"])
    code = None if crs is None else crs.to_string() if crs.to_authority() else crs.name
    rows = about["features"] if about["features"] >= 0 else None
    return Listing(name, found, rows, about["geometry_type"], code)
