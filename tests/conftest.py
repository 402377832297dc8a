"""What all tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import settings
from shapely import LineString, Point, box
from xdist.scheduler import LoadFileScheduling

from sitesel.catalogue import Catalogue, ConstraintLayer, Draft, Manifest, Sites, Store
from sitesel.columns import (
    FLAG,
    CategoryColumn,
    Columns,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
)
from sitesel.language import Text
from sitesel.schema import default_schema, family

# a busy machine is no fault, and the same tests fail for everybody
settings.register_profile("sitesel", deadline=None, derandomize=True)
settings.load_profile("sitesel")

pytest_plugins = ["tests.databases", "tests.demonstration"]

LONGEST = ("browser", "zhoushan", "real", "properties", "proposal", "api", "catalogue")
"""Folders of tests that take long: begun first, so that no worker is left with them at the end."""
SHARED = Path(__file__).parents[2] / "shared" / "data"


class OneBrowser(LoadFileScheduling):
    """Give each file to one worker, and all of the browser's to the same.

    Two browsers that draw with the processor take it from each other until a click takes a minute.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "tests/browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> OneBrowser:
    return OneBrowser(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; within a folder all stays as it is."""

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent.parent).parts[:2]
        known = folder[0] == "tests" and folder[1] in LONGEST
        return LONGEST.index(folder[1]) if known else len(LONGEST)

    items.sort(key=place)


@pytest.fixture
def shared() -> Path:
    """Return the folder of real data sets; skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the real data sets are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def published_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the catalogue `town`: copy it, and write nothing into it."""
    folder = tmp_path_factory.mktemp("published") / "town"
    Store(folder).publish(town_draft())
    return folder


@pytest.fixture
def town(published_town: Path, tmp_path: Path) -> Catalogue:
    """Return a published catalogue of six parcels A–F of 100 × 100 m in a row, and a hall.

    A: third-class industry, 1.0–2.0, listed. B: second class, plot ratio from 0.7. C: class not
    known. D: use not known, sold. E lies half in the wetland. F: logistics, name `<b>甲</b>`.
    A wharf touches A's west side, so that the distances are 0, 100, 200, … metres.
    """
    # publishing takes twenty times as long
    return Store(shutil.copytree(published_town, tmp_path / "town")).current()


def town_draft() -> Draft:
    """Return the content of the catalogue `town`."""
    schema = (
        default_schema()
        .with_attributes(family("facilities", facility=("wharf", Text("码头", "wharf"))))
        .with_attributes(family("constraints", layer=("wetland", Text("湿地", "wetland"))))
    )
    nan, inf = np.nan, np.inf
    nobody = np.zeros(6, np.int8)
    parcels = Columns(
        "parcels",
        pa.array(list("ABCDEF")),
        {
            "name": TextColumn(pa.array(["甲一", "甲二", "甲三", "甲四", "甲五", "<b>甲</b>"])),
            "stated_area": QuantityColumn(np.array([10000, 10000, 12000, nan, 10000, 10000.0])),
            "area": QuantityColumn(np.full(6, 10_000.0)),
            "planning_use": CategoryColumn(
                np.array([2, 1, 0, -1, 2, 3], np.int32), ("1001", "100102", "100103", "110101")
            ),
            "plot_ratio": IntervalColumn(
                np.array([1.0, 0.7, nan, -inf, 1.0, 1.0]),
                np.array([2.0, inf, nan, 3.0, 2.0, 1.5]),
                nobody,
                np.array([1, 0, 0, 0, 0, 0], np.int8),
            ),
            "status": CategoryColumn(np.array([0, 0, -1, 1, 0, 0], np.int32), ("listed", "sold")),
            "available_from": QuantityColumn(np.array([20454, nan, nan, 20454, 20819, 20454.0])),
            "price": QuantityColumn(np.array([375, 300, nan, 450, 375, 420.0])),
            "levelled": CategoryColumn(np.array([1, 1, -1, 0, 1, 1], np.int32), FLAG),
            "bearing_capacity": QuantityColumn(np.array([180, 80, nan, nan, 180, 120.0])),
            "distance_to_wharf": QuantityColumn(np.arange(6) * 100.0),
            "nearest_wharf": CategoryColumn(np.zeros(6, np.int32), ("wharf-1",)),
            "area_in_wetland": QuantityColumn(np.array([0, 0, 0, 0, 5000, 0.0])),
            "share_in_wetland": QuantityColumn(np.array([0, 0, 0, 0, 50, 0.0])),
            "remaining_area": QuantityColumn(np.array([1, 1, 1, 1, 0.5, 1]) * 10_000),
        },
        schema.of("parcels"),
    )
    halls = Columns(
        "halls",
        pa.array(["H1"]),
        {
            "name": TextColumn(pa.array(["一号厂房"])),
            "floor_area": QuantityColumn(np.array([4000.0])),
            "clear_height": QuantityColumn(np.array([8.0])),
            "status": CategoryColumn(np.array([0], np.int32), ("to_let",)),
            "distance_to_wharf": QuantityColumn(np.array([20.0])),
        },
        schema.of("halls"),
    )
    west, south = 413_000.0, 3_320_000.0
    row = [box(west + 100 * i, south, west + 100 * (i + 1), south + 100) for i in range(6)]

    def frame(geometry: list[object], **columns: list[object]) -> GeoDataFrame:
        return GeoDataFrame(columns, geometry=geometry, crs="EPSG:4550")

    return Draft(
        manifest=Manifest(
            title=Text("小镇", "Small town"),
            crs="EPSG:4550",
            schema=schema,
            version="0",
            illustrative=True,
            notice=Text("地块为示意。", "The parcels are illustrative."),
            date="2026-01-01",
            licence="CC0-1.0",
            facility_kinds={"wharf": Text("码头", "wharf")},
            constraint_layers={"wetland": ConstraintLayer(Text("湿地", "wetland"), excludes=True)},
        ),
        sites={
            "parcels": Sites(parcels, GeoSeries(row, crs="EPSG:4550")),
            "halls": Sites(
                halls, GeoSeries([box(west + 20, south, west + 70, south + 80)], crs="EPSG:4550")
            ),
        },
        facilities=frame(
            [Point(west, south + 50)],
            id=["wharf-1"],
            kind=["wharf"],
            name=["小镇码头"],
            name_zh=["小镇码头"],
            name_en=["Town wharf"],
            source=["drawn"],
            accuracy_m=[5.0],
        ),
        constraint_areas=frame(
            [box(west + 450, south, west + 500, south + 100)], layer=["wetland"], name=["东湿地"]
        ),
        context=frame(
            [
                box(west - 500, south - 500, west + 1500, south + 500),
                LineString([(west, south - 10), (west + 600, south - 10)]),
            ],
            kind=["land", "road"],
            name=["主岛", "滨海路"],
        ),
    )
