"""Elevation rasters: any that GDAL reads, a window at a time, so that none has to fit memory.

rasterio comes with the extra `terrain` and is imported only when a raster is opened.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from sitesel.errors import LayerError
from sitesel.layers.layer import SourceFile

Floats = NDArray[np.float64]

_SUFFIXES = (".hgt", ".tif", ".tiff", ".asc", ".img", ".vrt", ".dem", ".bil", ".flt", ".nc")
_FEET = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937}


@dataclass(frozen=True, eq=False)
class Raster:
    """An opened raster of elevations; north up, one band.

    Parameters
    ----------
    name
        How findings call it.
    crs
        Of its coordinates, east or longitude first.
    west, north
        The corner of the first cell.
    width, height
        Columns and rows.
    step_x, step_y
        Size of a cell in units of the CRS, both above 0.
    dataset, scale
        What to read from, and what makes its numbers metres.
    """

    name: str
    crs: CRS
    west: float
    north: float
    width: int
    height: int
    step_x: float
    step_y: float
    dataset: Any
    scale: float = 1.0

    def read(self, rows: tuple[int, int], columns: tuple[int, int]) -> Floats:
        """Return the elevations of a window in metres, NaN where there are none.

        Parameters
        ----------
        rows, columns
            First, and one after the last; what lies beyond the raster is NaN.
        """
        found = np.full((rows[1] - rows[0], columns[1] - columns[0]), np.nan)
        top, bottom = max(rows[0], 0), min(rows[1], self.height)
        left, right = max(columns[0], 0), min(columns[1], self.width)
        if top < bottom and left < right:
            window = ((top, bottom), (left, right))
            inside = self.dataset.read(1, window=window, masked=True)
            values = np.ma.filled(inside.astype(np.float64), np.nan) * self.scale
            values[~np.isfinite(values)] = np.nan
            found[top - rows[0] : bottom - rows[0], left - columns[0] : right - columns[0]] = values
        return found


@contextmanager
def opened_raster(path: Path) -> Iterator[Raster]:
    """Open a raster of elevations: GeoTIFF, `.hgt`, `.hgt.zip`, a zip of one raster, ….

    Raises
    ------
    LayerError
        rasterio is not installed; the file is not there, or is no raster, or tells no CRS, or is
        not north up.
    """
    if find_spec("rasterio") is None:
        raise LayerError(
            f"{path.name}: reading a raster needs rasterio; install sitesel[terrain]",
            f"{path.name}：读取栅格需要 rasterio；请安装 sitesel[terrain]",
        )
    import rasterio  # noqa: PLC0415  # an extra
    from rasterio.errors import RasterioError  # noqa: PLC0415

    if not path.is_file():
        raise LayerError(
            f"no raster {path}; check the name and the folder",
            f"没有栅格文件 {path}；请检查文件名和路径",
        )
    try:
        dataset = rasterio.open(_address(path))
    except RasterioError as error:
        raise _unreadable(path, str(error)) from error
    with dataset:
        try:
            yield _described(path, dataset)
        except RasterioError as error:
            raise _unreadable(path, str(error)) from error


def raster_file(path: Path) -> SourceFile:
    """Return name, size and digest of the file of a raster."""
    return SourceFile.of(path)


def _unreadable(path: Path, why: str) -> LayerError:
    return LayerError(
        f"{path.name} can't be read as a raster: {why}", f"{path.name} 不能作为栅格读取：{why}"
    )


def _address(path: Path) -> str:
    """Return what GDAL opens: of a zip its only raster."""
    if not zipfile.is_zipfile(path):
        return str(path)
    with zipfile.ZipFile(path) as archive:
        members = [name for name in archive.namelist() if name.lower().endswith(_SUFFIXES)]
    if len(members) != 1:
        held = ", ".join(sorted(members)) or "–"
        raise LayerError(
            f"{path.name} should hold one raster and holds {len(members)} ({held}); unpack it and "
            "name the one that is meant",
            f"{path.name} 应只含一个栅格，实有 {len(members)} 个（{held}）；请解压后指定其中一个",
        )
    return f"/vsizip/{path}/{members[0]}"


def _described(path: Path, dataset: Any) -> Raster:  # noqa: ANN401  # rasterio has no types here
    if dataset.crs is None:
        raise LayerError(
            f"{path.name} tells no CRS; write one into it, e.g. with gdal_edit -a_srs",
            f"{path.name} 没有坐标系；请先写入，例如用 gdal_edit -a_srs",
        )
    try:
        crs = CRS.from_wkt(dataset.crs.to_wkt())
    except CRSError as error:
        raise _unreadable(path, str(error)) from error
    affine = dataset.transform
    if affine.b or affine.d or affine.a <= 0 or affine.e >= 0:
        raise LayerError(
            f"{path.name} is turned or runs south to north; warp it north up, e.g. with gdalwarp",
            f"{path.name} 有旋转或上下颠倒；请先转为正北向上，例如用 gdalwarp",
        )
    unit = (dataset.units[0] or "m").strip().lower()
    return Raster(
        name=path.name,
        crs=crs,
        west=affine.c,
        north=affine.f,
        width=dataset.width,
        height=dataset.height,
        step_x=affine.a,
        step_y=-affine.e,
        dataset=dataset,
        scale=_FEET.get(unit, 1.0),
    )
