"""Raw layers made byte by byte, and a PostGIS of their own for the tests that need one."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from shapely import box

from tests.postgresql_server import postgis_server

Column = tuple[bytes, str, int]


def _dbf(columns: Sequence[Column], rows: Sequence[Sequence[bytes]], language_driver: int) -> bytes:
    length = 1 + sum(width for _, _, width in columns)
    head = struct.pack(
        "<B3BIHH17xBxx", 3, 124, 1, 1, len(rows), 33 + 32 * len(columns), length, language_driver
    )
    fields = b"".join(
        struct.pack("<11sc4xB15x", name, kind.encode(), width) for name, kind, width in columns
    )
    body = b"".join(
        b" " + b"".join(v.ljust(w)[:w] for v, (_, _, w) in zip(row, columns, strict=True))
        for row in rows
    )
    return head + fields + b"\r" + body + b"\x1a"


@pytest.fixture
def dbf() -> Callable[..., bytes]:
    """Return a writer of dBASE tables in any bytes: `dbf(columns, rows, language_driver)`."""
    return _dbf


WriteShapefile = Callable[..., Path]


@pytest.fixture
def shapefile(tmp_path: Path) -> WriteShapefile:
    """Return a writer of shapefiles of unit squares with any bytes for a table."""

    def write(
        columns: Sequence[Column],
        rows: Sequence[Sequence[bytes]],
        *,
        cpg: str | bytes | None = None,
        language_driver: int = 0,
        name: str = "parcels",
    ) -> Path:
        squares = gpd.GeoDataFrame(
            {"x": range(len(rows))},
            geometry=[box(i, 0, i + 1, 1) for i in range(len(rows))],
            crs="EPSG:4490",
        )
        path = tmp_path / f"{name}.shp"
        pyogrio.write_dataframe(squares, path)
        path.with_suffix(".cpg").unlink()
        if cpg is not None:
            told = cpg if isinstance(cpg, bytes) else cpg.encode()
            path.with_suffix(".cpg").write_bytes(told)
        path.with_suffix(".dbf").write_bytes(_dbf(columns, rows, language_driver))
        return path

    return write


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """Return three parcels side by side with Chinese names, one of them without geometry."""
    return gpd.GeoDataFrame(
        {"名称": ["定海工业园", "普陀港区", None], "面积": [1.5, 2.25, 3.0], "宗数": [1, 2, 3]},
        geometry=[box(122.0, 30.0, 122.1, 30.1), box(122.1, 30.0, 122.2, 30.1), None],
        crs="EPSG:4490",
    )


@pytest.fixture(scope="session")
def postgis() -> Iterator[str]:
    """Return the URL of a PostGIS: `SITESEL_TEST_POSTGIS`, else a throw-away cluster, else skip."""
    with postgis_server() as url:
        if url is None:
            pytest.skip("neither SITESEL_TEST_POSTGIS nor PostGIS's own programs are here")
        yield url
