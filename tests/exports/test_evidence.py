"""What lies behind an answer is in every export that can hold it."""

from __future__ import annotations

import io
import json
import math
import sqlite3
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

from sitesel.catalogue import Catalogue
from sitesel.catalogue.build import build
from sitesel.evidence import evidence as gathering
from sitesel.exports import write
from sitesel.exports.features import collection
from sitesel.requirement import read_requirement
from sitesel.selection import Selection, select
from tests.catalogue.test_network_build import built, source
from tests.ruled_town import ruled_town

__all__ = ["built", "source"]

BY_CAR = """
constraints: [{attribute: time_to_wharf_by_car, at_most: 60 min}]
near_misses: 3
"""
BY_TRUCK = """
constraints: [{attribute: area, at_least: 1}]
criteria: [{id: t, attribute: time_to_wharf_by_truck, value: {linear: {best: 0, worst: 60}}}]
"""
HALLS = """
constraints: [{attribute: area, at_least: 1}]
development: {buildings: [{width: 75 m, depth: 30 m}], yard: 300 m²}
"""
FARMLAND = "constraints: [{attribute: area, at_least: 1}]"


def answered(catalogue: Catalogue, asked: str) -> Selection:
    return select(catalogue, read_requirement(asked, catalogue.schema))


def layer(body: bytes, folder: Path, name: str) -> gpd.GeoDataFrame:
    path = folder / "a.gpkg"
    path.write_bytes(body)
    return pyogrio.read_dataframe(path, layer=name)


def told(body: bytes) -> dict:
    return json.loads(body, parse_constant=pytest.fail)


@pytest.fixture(scope="module")
def ruled(tmp_path_factory) -> Catalogue:
    folder = tmp_path_factory.mktemp("ruled")
    return build(ruled_town(folder), folder / "store")


def test_a_route_is_a_line_with_its_legs_and_what_was_measured(built, tmp_path):
    routes = layer(write(answered(built, BY_CAR), built, "gpkg"), tmp_path, "routes")
    one = routes.set_index("parcel").loc["W"]
    assert one["minutes"] == pytest.approx(33.43, abs=1e-3)
    assert one["metres"] == pytest.approx(1710, abs=1e-2)
    assert (one["crossings"], one["facility"], one["state"]) == (1, "wharf-east", "reachable")
    assert one["via"] == "西路 → 渡轮 → 东路"
    assert one["kind_label"] == "码头"
    assert one.geometry.geom_type == "MultiLineString"


def test_what_is_unreachable_has_no_number_and_the_reason_beside(built, tmp_path):
    selection = answered(built, BY_TRUCK)
    routes = layer(write(selection, built, "gpkg", lang="en"), tmp_path, "routes")
    one = routes.set_index("parcel").loc["W"]
    assert one[["minutes", "metres", "crossings"]].isna().all()
    assert (one["state"], one["reason"]) == ("no_ferry", "no vehicle ferry from 西岛")
    assert one.geometry is None
    [feature] = [
        f["properties"]
        for f in told(write(selection, built, "geojson"))["evidence"]["routes"]["features"]
        if f["properties"]["parcel"] == "W"
    ]
    assert (feature["minutes"], feature["state"], feature["legs"]) == (None, "no_ferry", [])


def test_each_leg_is_drawn_once(built, tmp_path):
    legs = layer(write(answered(built, BY_CAR), built, "gpkg"), tmp_path, "route_legs")
    own = legs[legs["parcel"] == "W"]
    assert own["leg"].tolist()[:2] == ["approach", "road"]
    assert own[own["leg"] == "ferry"]["leg_label"].tolist() == ["渡轮"]
    assert set(own["to"]) == {"码头"}


def test_service_areas_say_of_how_many_minutes(built, tmp_path):
    areas = layer(write(answered(built, BY_CAR), built, "gpkg"), tmp_path, "service_areas")
    assert set(areas["minutes"]) == {30}
    assert set(areas["mode"]) == {"car"}


def test_a_layer_tells_whom_it_is_of_and_in_which_scenario(built, tmp_path, monkeypatch):
    monkeypatch.setattr(gathering, "MOST", 1)
    body = write(answered(built, BY_TRUCK + "scenario: bridge"), built, "gpkg", lang="en")
    (tmp_path / "a.gpkg").write_bytes(body)
    with sqlite3.connect(tmp_path / "a.gpkg") as db:
        [about] = db.execute(
            "select description from gpkg_contents where table_name = 'service_areas'"
        ).fetchone()
    db.close()
    assert about.split("; ") == [
        "the first 1 of the 4 parcels listed",
        "mode: truck",
        "scenario of the network: Bridge open",
    ]


def test_every_layer_has_a_style(built, tmp_path):
    (tmp_path / "a.gpkg").write_bytes(write(answered(built, BY_CAR), built, "gpkg"))
    with sqlite3.connect(tmp_path / "a.gpkg") as db:
        styles = dict(db.execute("select f_table_name, styleQML from layer_styles"))
    db.close()
    names = {name for name, _ in pyogrio.list_layers(tmp_path / "a.gpkg")} - {"layer_styles"}
    assert set(styles) == names >= {"routes", "route_legs", "service_areas"}
    assert 'value="ferry"' in styles["route_legs"]
    assert 'label="渡轮"' in styles["route_legs"]


def test_rules_come_with_clause_and_what_is_left(ruled, tmp_path):
    selection = answered(ruled, FARMLAND)
    body = write(selection, ruled, "gpkg", lang="en")
    rules = layer(body, tmp_path, "exclusions").set_index(["parcel", "rule"])
    farm = rules.loc[("B", "farmland")]
    assert (farm["title"], farm["clause"]) == ("Farmland", "Article 1")
    assert farm["outcome_label"] == "fails"
    assert farm["area_m2"] + farm["left_m2"] == pytest.approx(10_000, abs=0.1)
    assert farm.geometry.geom_type == "MultiPolygon"
    lines = layer(body, tmp_path, "exclusion_distances").set_index(["parcel", "rule"])
    home = lines.loc[("B", "homes")]
    assert home["distance_m"] == pytest.approx(math.hypot(100, 40), abs=0.01)
    assert home.geometry.coords[0] == pytest.approx((home["from_lon"], home["from_lat"]))


def test_witness_rectangles_come_along(town, tmp_path):
    selection = answered(town, HALLS)
    shapes = layer(write(selection, town, "gpkg"), tmp_path, "footprints")
    own = shapes[shapes["parcel"] == "A"].set_index("kind")
    assert own.loc["building", "width_m"] == pytest.approx(75, abs=0.01)
    assert own.loc["building", "kind_label"] == "放得下的建筑"
    drawn = told(write(selection, town, "geojson"))["evidence"]["footprints"]["features"]
    assert {f["properties"]["kind"] for f in drawn} == {"buildable", "yard", "building"}


def test_a_reader_of_geojson_still_sees_one_feature_a_parcel(built, tmp_path):
    selection = answered(built, BY_CAR)
    path = tmp_path / "a.geojson"
    path.write_bytes(write(selection, built, "geojson"))
    seen = gpd.read_file(path)
    listed = [c.parcel for c in selection.candidates] + [n.parcel for n in selection.near_misses]
    assert seen["id"].tolist() == listed
    behind = told(path.read_bytes())["evidence"]
    assert (behind["mode"], behind["scenario"], behind["parcels"]) == ("car", None, listed)


def test_a_workbook_lists_every_mode_and_kind(built):
    body = write(answered(built, BY_TRUCK), built, "xlsx", lang="en")
    rows = list(openpyxl.load_workbook(io.BytesIO(body))["Routes"].iter_rows(values_only=True))
    by_truck = {row[0]: row for row in rows if row[2] == "truck"}
    assert by_truck["W"][4:] == ("",) + (None,) * 5 + ("unreachable: no vehicle ferry from 西岛",)
    by_car = {row[0]: row for row in rows if row[2] == "car"}
    assert by_car["W"][3:5] == ("wharf", "wharf-east")
    assert by_car["W"][5:9] == pytest.approx((33.43, 1.71, 1, 10), abs=1e-2)


def test_a_workbook_cites_the_clause_of_each_rule(ruled):
    body = write(answered(ruled, FARMLAND), ruled, "xlsx", lang="en")
    rows = list(openpyxl.load_workbook(io.BytesIO(body))["Rules"].iter_rows(values_only=True))
    own = {(row[0], row[2]): row for row in rows}
    assert own["B", "Farmland"][3] == "fails"
    assert own["B", "Farmland"][9:11] == ("Ordinance", "Article 1")
    wind = own["B", "Wind"]
    assert wind[4] in ("yes", "no")
    assert wind[5] is None


def test_a_threshold_of_the_requirement_stands_in_every_export(ruled, tmp_path):
    selection = answered(ruled, FARMLAND + "\nrules: {distances: {schools: 150 m}}")
    body = write(selection, ruled, "gpkg", lang="en")
    rules = layer(body, tmp_path, "exclusions").set_index(["parcel", "rule"])
    far, near = rules.loc[("B", "schools")], rules.loc[("C", "schools")]
    assert (far["threshold"], far["outcome"], near["outcome"]) == (150, "holds", "fails")
    assert near["state_label"] == "asked by the requirement"
    body = write(selection, ruled, "xlsx", lang="zh")
    rows = list(openpyxl.load_workbook(io.BytesIO(body))["管控"].iter_rows(values_only=True))
    own = {(row[0], row[2]): row for row in rows}
    assert own["C", "学校"][3:6] == ("不符合", pytest.approx(100, abs=0.01), 150)
    assert own["C", "学校"][12] == "需求要求"


def test_a_workbook_names_the_scenario_of_its_network(built, town):
    def about(catalogue, asked):
        body = write(answered(catalogue, asked), catalogue, "xlsx", lang="en")
        rows = openpyxl.load_workbook(io.BytesIO(body))["About"].iter_rows(values_only=True)
        return {row[0]: row[1] for row in rows}.get("Scenario of the network")

    assert about(built, BY_TRUCK + "scenario: bridge") == "Bridge open"
    assert about(built, BY_TRUCK) == "network as it is"
    assert about(town, FARMLAND) is None


def test_without_a_network_and_rules_a_workbook_has_no_such_sheets(town):
    body = write(answered(town, HALLS), town, "xlsx", lang="en")
    assert not {"Routes", "Rules"} & set(openpyxl.load_workbook(io.BytesIO(body)).sheetnames)


@pytest.mark.parametrize("form", ["gpkg", "geojson", "xlsx"])
def test_the_same_selection_gives_the_same_bytes(built, form):
    selection = answered(built, BY_CAR)
    assert write(selection, built, form) == write(selection, built, form)


def test_a_feature_has_neither_nan_nor_infinity():
    frame = gpd.GeoDataFrame(
        {"a": [float("nan")], "b": [[{"c": float("inf")}]]},
        geometry=[shapely.box(0, 0, 1, 1)],
        crs="OGC:CRS84",
    )
    [feature] = collection(frame)["features"]
    assert feature["properties"] == {"a": None, "b": [{"c": None}]}
    assert shapely.from_geojson(json.dumps(feature["geometry"])).exterior.is_ccw
