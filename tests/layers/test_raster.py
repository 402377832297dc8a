from __future__ import annotations

import zipfile

import numpy as np
import pytest

from sitesel.errors import LayerError
from sitesel.layers import raster as module
from sitesel.layers.raster import opened_raster

rasterio = pytest.importorskip("rasterio")


def written(path, *, crs="EPSG:4550", transform=None, **profile):
    with rasterio.open(
        path, "w", driver="GTiff", height=3, width=4, count=1, dtype="int16", crs=crs,
        transform=transform or rasterio.Affine(10, 0, 500_000, 0, -5, 3_320_000), **profile,
    ) as made:  # fmt: skip
        made.write(np.arange(12, dtype=np.int16).reshape(3, 4), 1)
    return path


def refusal(path) -> str:
    with pytest.raises(LayerError) as refused, opened_raster(path):
        pass
    assert refused.value.say("zh") != refused.value.say("en")
    return refused.value.say("en")


def test_a_window_may_reach_beyond_the_raster(tmp_path):
    with opened_raster(written(tmp_path / "dem.tif", nodata=5)) as raster:
        assert (raster.step_x, raster.step_y) == (10, 5)
        assert (raster.west, raster.north) == (500_000, 3_320_000)
        found = raster.read((-1, 3), (0, 3))
    assert np.isnan(found[0]).all()
    assert found[1].tolist() == [0, 1, 2]
    assert np.isnan(found[2, 1])  # nodata
    assert found[3].tolist() == [8, 9, 10]


def test_feet_become_metres(tmp_path):
    path = written(tmp_path / "dem.tif")
    with rasterio.open(path, "r+") as made:
        made.units = ("ft",)
    with opened_raster(path) as raster:
        assert raster.read((0, 1), (0, 2)).tolist() == [[0, 0.3048]]


def test_a_zip_of_one_raster_is_that_raster(tmp_path):
    written(tmp_path / "dem.tif")
    with zipfile.ZipFile(tmp_path / "dem.zip", "w") as archive:
        archive.write(tmp_path / "dem.tif", "folder/dem.tif")
        archive.writestr("read me.txt", "x")
    with opened_raster(tmp_path / "dem.zip") as raster:
        assert raster.read((1, 2), (0, 2)).tolist() == [[4, 5]]
        assert raster.name == "dem.zip"


def test_an_hgt_needs_no_unpacking(tmp_path):
    # a tile of 3 seconds tells its place by its name
    tile = np.full((1201, 1201), 7, dtype=">i2")
    tile[0, 0] = -32768
    (tmp_path / "N30E122.hgt").write_bytes(tile.tobytes())
    with zipfile.ZipFile(tmp_path / "N30E122.hgt.zip", "w") as archive:
        archive.write(tmp_path / "N30E122.hgt", "N30E122.hgt")
    for name in ("N30E122.hgt", "N30E122.hgt.zip"):
        with opened_raster(tmp_path / name) as raster:
            corner = raster.read((0, 1), (0, 2))
            assert np.isnan(corner[0, 0])
            assert corner[0, 1] == 7
            assert raster.west == pytest.approx(122, abs=0.001)
            assert raster.north == pytest.approx(31, abs=0.001)


def test_a_zip_of_several_rasters_is_refused_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "dem.zip", "w") as archive:
        archive.writestr("a.tif", "x")
        archive.writestr("b.tif", "x")
    assert "a.tif, b.tif" in refusal(tmp_path / "dem.zip")


def test_no_file_is_told(tmp_path):
    assert "no raster" in refusal(tmp_path / "dem.tif")


def test_what_is_no_raster_is_told(tmp_path):
    (tmp_path / "dem.tif").write_text("nothing")
    assert "can't be read as a raster" in refusal(tmp_path / "dem.tif")


def test_a_raster_without_a_crs_is_refused(tmp_path):
    assert "no CRS" in refusal(written(tmp_path / "dem.tif", crs=None))


def test_a_turned_raster_is_refused(tmp_path):
    turned = rasterio.Affine(10, 1, 500_000, 1, -10, 3_320_000)
    assert "north up" in refusal(written(tmp_path / "dem.tif", transform=turned))


def test_without_rasterio_the_way_out_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    assert "sitesel[terrain]" in refusal(written(tmp_path / "dem.tif"))
