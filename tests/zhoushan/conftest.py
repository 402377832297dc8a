"""The demonstration's raw layers and its catalogue."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from geopandas import GeoSeries, read_file

from sitesel.catalogue import Catalogue, Store
from sitesel.datasets import dataset
from sitesel.layers.boundary_txt import read_boundary_txt
from sitesel.layers.layer import ReadOptions
from sitesel.layers.read import read_layer


@pytest.fixture(scope="session")
def zhoushan() -> Path:
    return dataset("zhoushan")


@pytest.fixture(scope="session")
def demonstration(demonstration_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    own = shutil.copytree(demonstration_store, tmp_path_factory.mktemp("store") / "demonstration")
    return Store(own).current()


@pytest.fixture(scope="session")
def outlines(zhoushan: Path) -> GeoSeries:
    """Return the outlines of the parcels as the districts hold them, the repeated row once."""
    raw = zhoushan / "raw"
    parts = [
        read_layer(raw / "dinghai.shp").frame.set_index("地块编号"),
        read_boundary_txt(raw / "putuo.txt", ReadOptions()).frame.set_index("编号"),
        *(read_file(raw / f"{name}.geojson").set_index("编号") for name in ("daishan", "shengsi")),
    ]
    shapes = [part.geometry.to_crs(4529) for part in parts]
    every = GeoSeries({i: s for part in shapes for i, s in part.items()}, crs=4529)
    assert sum(len(part) for part in shapes) == len(every) + 1
    return every.make_valid()
