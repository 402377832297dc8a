"""The raw shores, berths, wind and chemical parks: complete, and marked as illustrative."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import yaml

from sitesel.datasets import dataset


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_stretches_of_shore_follow_the_coast(zhoushan: Path) -> None:
    stretches = gpd.read_file(zhoushan / "raw/shoreline.geojson").to_crs(4529)
    coast = gpd.read_file(zhoushan / "raw/land.geojson").to_crs(4529).boundary.union_all()
    assert len(stretches) > 50
    assert stretches.within(coast.buffer(1)).all()
    assert all("示意" in name for name in stretches["name"])


def test_stretches_of_shore_have_every_type_of_the_schema(zhoushan: Path) -> None:
    words = yaml.safe_load(dataset("schema/shore.yaml").read_text("utf-8"))
    stretches = gpd.read_file(zhoushan / "raw/shoreline.geojson")
    assert set(stretches["type"]) == set(words["types"])


def test_every_front_has_its_stretch_with_its_depth(
    zhoushan: Path, outlines: gpd.GeoSeries
) -> None:
    stretches = gpd.read_file(zhoushan / "raw/shoreline.geojson").to_crs(4529)
    fronts = [row for row in table(zhoushan / "invented/parcels.csv") if row["front_depth"]]
    assert len(fronts) > 15
    for row in fronts:
        beside = stretches[stretches.distance(outlines[row["number"]]) < 3]
        assert float(row["front_depth"]) in set(beside["depth"]), row["number"]


def test_deep_water_lies_in_the_sea(zhoushan: Path) -> None:
    lines = gpd.read_file(zhoushan / "raw/deep_water.geojson").to_crs(4529)
    land = gpd.read_file(zhoushan / "raw/land.geojson").to_crs(4529).union_all()
    assert len(lines) > 15
    assert (lines.distance(land) > 50).all()


def test_every_wharf_and_terminal_has_its_berth(zhoushan: Path) -> None:
    facilities = table(zhoushan / "raw/facilities.csv")
    berthed = {row["id"] for row in facilities if row["cargo"]}
    kinds = ("wharf", "container_terminal", "oil_terminal")
    assert berthed == {row["id"] for row in facilities if row["kind"] in kinds}


def test_winds_of_16_points_and_calm_make_the_whole(zhoushan: Path) -> None:
    winds = table(zhoushan / "raw/wind.csv")
    assert len(winds) == 17
    assert sum(float(wind["frequency"]) for wind in winds) == 100


def test_a_recognised_chemical_park_is_told_apart_as_illustrative(zhoushan: Path) -> None:
    parks = gpd.read_file(zhoushan / "raw/constraints/chemical_park.geojson")
    assert all("示意" in name for name in parks["name"])
