"""A raw layer: rows as the source has them, what was noticed, and where they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Self

from geopandas import GeoDataFrame

from sitesel.findings import Finding

CrsFrom = Literal["file", "config", "evidence"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One of the files that make up a source, by name and content."""

    name: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Take the digest of a file."""
        with path.open("rb") as file:
            return cls(path.name, hashlib.file_digest(file, "sha256").hexdigest())


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a layer comes from, so that anyone can tell whether it is still the same.

    Parameters
    ----------
    source
        Name of the file, or the database's URL without its password.
    format
        Name of the GDAL driver, or of sitesel's own reader.
    files
        All files that were read, in the order of their names.
    layer
        Name of the layer, sheet or table inside the source; None where there is but one.
    encoding
        The encoding that text was decoded with; None where the format leaves no choice.
    crs_from
        Who told the CRS: the file, the config, the evidence; None when nobody did.
    """

    source: str
    format: str
    files: tuple[SourceFile, ...] = ()
    layer: str | None = None
    encoding: str | None = None
    crs_from: CrsFrom | None = None

    @property
    def sha256(self) -> str:
        """One digest of all files, names and contents.

        >>> Provenance("a.txt", "TXT").sha256[:8]
        'e3b0c442'
        """
        lines = sorted(f"{file.name}\0{file.sha256}\n" for file in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Layer:
    """One raw layer.

    Parameters
    ----------
    name
        As the findings name it: the file's name without its suffix, or as the config says.
    frame
        A `GeoDataFrame` whose index is the row in the source, from 0. A geometry may be None. The
        CRS is None when it was not told.
    findings
        What was noticed while reading, and what was done about it.
    provenance
        Where it comes from.
    """

    name: str
    frame: GeoDataFrame
    findings: tuple[Finding, ...]
    provenance: Provenance

    def with_frame(self, frame: GeoDataFrame, *findings: Finding) -> Layer:
        """Return the layer with other rows and some more findings."""
        return replace(self, frame=frame, findings=(*self.findings, *findings))

    def with_findings(self, findings: Iterable[Finding]) -> Layer:
        """Return the layer with some more findings."""
        return replace(self, findings=(*self.findings, *findings))

    def from_crs(self, crs_from: CrsFrom | None) -> Layer:
        """Return the layer with another account of who told its CRS."""
        return replace(self, provenance=replace(self.provenance, crs_from=crs_from))


@dataclass(frozen=True)
class ReadOptions:
    """What a person tells about a source because the file doesn't, or tells wrong.

    Parameters
    ----------
    name
        The layer's name in findings; None takes the file's name without its suffix.
    layer
        Which layer of a container, sheet of a workbook, member of a zip, or table of a database
        (`schema.table`). Needed where there are several.
    encoding
        The encoding of text, by its Python name; None decides by evidence.
    crs
        The CRS by authority code or WKT, for files that don't tell; None where unknown.
    columns
        The columns to read; None reads all.
    wkt, lon, lat
        Columns of a table that hold the geometry as WKT, or as longitude and latitude (easting
        and northing). None looks for columns with the usual names.
    header
        Row of a table that holds the names of its columns, from 1; 0 when there is none; None
        finds it.
    names
        The names of the columns of a table without a header.
    id_column
        The column of a table that holds the parcel's id.
    join
        How a table without geometry is joined to its parcels: by id or by row order. None for a
        table that has a geometry.
    query, parameters
        A query in place of a table, and the values of its `:name` places.
    tags
        Tags of OpenStreetMap to read as columns, where the extract's layer has none for them.
    """

    name: str | None = None
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    columns: tuple[str, ...] | None = None
    wkt: str | None = None
    lon: str | None = None
    lat: str | None = None
    header: int | None = None
    names: tuple[str, ...] | None = None
    id_column: str | None = None
    join: Literal["id", "row"] | None = None
    query: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    def name_for(self, path: Path) -> str:
        """Return the name of the layer read from a file.

        >>> ReadOptions().name_for(Path("raw/地块.shp"))
        '地块'
        """
        return self.name or path.stem
