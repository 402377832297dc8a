"""A raw layer that a build config names: where it lies, and what it doesn't tell itself."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from sitesel.catalogue.mapping import ColumnMapping, OneOrMany, Strict


class Source(Strict):
    """A raw layer: where it lies and what it doesn't tell itself.

    Parameters
    ----------
    path
        A file, relative to the config's folder; or the URL of a database.
    name
        How findings call it; the file's name when not told.
    layer, encoding, crs, datum, transformation
        Layer, sheet or table; encoding of text; CRS; `gcj02` or `bd09` where coordinates are
        shifted, `wgs84` where they are not, whatever it looks like; parameters to CGCS2000 for
        Xian 1980, Beijing 1954 and local systems.
    wkt, lon, lat, header, names, query, parameters
        For tables: columns with the geometry, the row of the header, names where there is none,
        a query and its values.
    where
        Keep only rows whose column has one of these values; the others are counted as set aside.
    columns
        From attribute to column.
    licence, date
        Of the data.
    """

    path: str = Field(min_length=1)
    name: str | None = None
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    datum: Literal["gcj02", "bd09", "wgs84"] | None = None
    transformation: dict[str, str] | None = None
    wkt: str | None = None
    lon: str | None = None
    lat: str | None = None
    header: int | None = None
    names: tuple[str, ...] | None = None
    query: str | None = None
    parameters: dict[str, str] = Field(default_factory=dict)
    where: dict[str, OneOrMany] = Field(default_factory=dict)
    columns: dict[str, ColumnMapping] = Field(default_factory=dict)
    licence: str | None = None
    date: str | None = None

    @property
    def is_url(self) -> bool:
        """Whether it is a database and not a file."""
        return "://" in self.path

    @property
    def called(self) -> str:
        """How findings call it."""
        return self.name or (self.path.split("://")[0] if self.is_url else Path(self.path).stem)
