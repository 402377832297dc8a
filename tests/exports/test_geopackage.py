from __future__ import annotations

import sqlite3

import geopandas as gpd
import pyogrio
import pytest

from sitesel.exports import write
from sitesel.requirement import read_requirement
from sitesel.selection import select


@pytest.fixture
def path(selection, town, tmp_path):
    path = tmp_path / "selection.gpkg"
    path.write_bytes(write(selection, town, "gpkg"))
    return path


def test_every_parcel_is_in_one_of_two_layers(path):
    candidates = gpd.read_file(path, layer="candidates")
    others = gpd.read_file(path, layer="others")
    assert sorted([*candidates["parcel"], *others["parcel"]]) == list("ABCDEF")
    assert dict(zip(others["parcel"], others["disposition"], strict=True)) == {
        "C": "undecided",
        "D": "undecided",
        "E": "rejected",
        "F": "rejected",
    }


def test_the_layers_carry_styles_that_qgis_takes_as_default(path):
    with sqlite3.connect(path) as db:
        styles = dict(db.execute("select f_table_name, styleQML from layer_styles"))
        defaults = [flag for (flag,) in db.execute("select useAsDefault from layer_styles")]
    db.close()
    assert set(styles) == {"candidates", "others", "constraint_areas", "facilities"}
    assert 'type="marker"' in styles["facilities"]
    assert 'attr="suitability"' in styles["candidates"]
    assert set(defaults) == {1}


def test_reasons_stand_beside_the_rejected(path):
    others = gpd.read_file(path, layer="others").set_index("parcel")
    assert others.loc["E", "failing"] == "share_in_wetland ≤ 10 %"


def test_facilities_and_constraint_areas_come_along(path):
    layers = {name for name, _ in pyogrio.list_layers(path)}
    assert {"facilities", "constraint_areas"} <= layers


def test_the_others_carry_name_and_reasons_in_words(path):
    others = gpd.read_file(path, layer="others").set_index("parcel")
    assert others.loc["E", "name"] == "甲五"
    assert others.loc["E", "reasons"].endswith("至多 10%；实为 50%，超出 40%")


def test_every_layer_is_in_the_lon_lat_that_each_gis_knows(path):
    for name, _ in pyogrio.list_layers(path):
        if name != "layer_styles":
            layer = gpd.read_file(path, layer=name)
            assert layer.crs.to_epsg() == 4326
            assert layer.total_bounds[0] > 90  # longitude first


def test_criteria_whose_ids_differ_by_a_capital_both_have_a_column(town, tmp_path):
    price = {"attribute": "price", "value": {"linear": {"best": 0, "worst": 500}}, "weight": 1}
    criteria = [{"id": "P", **price}, {"id": "p", **price}, {"id": "in_wetland", **price}]
    wanted = read_requirement({"criteria": criteria}, schema=town.schema)
    path = tmp_path / "selection.gpkg"
    path.write_bytes(write(select(town, wanted), town, "gpkg"))
    names = pyogrio.read_info(path, layer="candidates")["fields"].tolist()
    assert {"share_P", "share_p_2", "share_in_wetland", "share_in_wetland_2"} <= set(names)
