from __future__ import annotations

import json

import geopandas as gpd
import pytest

from tests.catalogue.test_network_build import built, source

__all__ = ["built", "source"]


@pytest.fixture
def store(built):
    return built.path.parents[1]


def words(capsys) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_the_way_to_each_kind_is_told_with_its_ferry(sitesel, store, capsys):
    assert sitesel("routes", "W", "--mode", "car", store=store) == 0
    shown = words(capsys)
    assert "W · 小汽车 · 现状路网" in shown
    assert "码头 wharf-east 33.4 分钟 1.71 千米 1 西路 → 渡轮（渡轮 30 分钟） → 东路" in shown


@pytest.mark.parametrize(
    ("parcel", "lang", "said"),
    [
        ("W", "zh", "码头 – 无法到达 西岛没有可载货车的渡轮"),
        ("W", "en", "wharf – unreachable no vehicle ferry from 西岛"),
        ("FAR", "en", "wharf – not known outside the network data"),
        ("I", "en", "wharf – unreachable no road to join on 小屿"),
    ],
)
def test_what_is_not_reached_is_an_answer_with_its_reason(
    sitesel, store, capsys, parcel, lang, said
):
    assert sitesel("routes", parcel, "--lang", lang, store=store) == 0
    assert said in words(capsys)


def test_a_scenario_may_be_asked_for(sitesel, store, capsys):
    asked = ("routes", "W", "--kind", "wharf", "--scenario", "bridge", "--lang", "en")
    assert sitesel(*asked, store=store) == 0
    shown = words(capsys)
    assert "truck · Bridge open" in shown
    assert "西路 → 大桥 → 东路" in shown


def test_routes_are_written_to_files(sitesel, store, tmp_path):
    for suffix in ("geojson", "gpkg"):
        path = tmp_path / f"routes.{suffix}"
        assert sitesel("routes", "W", "--mode", "car", "-o", path, store=store) == 0
    [feature] = json.loads((tmp_path / "routes.geojson").read_text("utf-8"))["features"]
    assert feature["properties"]["legs"][0]["leg"] == "approach"
    legs = gpd.read_file(tmp_path / "routes.gpkg", layer="route_legs")
    assert "ferry" in set(legs["leg"])
    assert len(gpd.read_file(tmp_path / "routes.gpkg", layer="routes")) == 1


def test_service_areas_are_told_and_written(sitesel, store, capsys, tmp_path):
    asked = ("service-area", "W", "--mode", "car", "--minutes", "2", "--minutes", "33")
    assert sitesel(*asked, store=store) == 0
    shown = words(capsys)
    assert "2 分钟 " in shown
    assert "33 分钟 " in shown
    for suffix in ("geojson", "gpkg"):
        path = tmp_path / f"area.{suffix}"
        assert sitesel(*asked, "-o", path, store=store) == 0
        layer = "service_areas" if suffix == "gpkg" else None
        assert gpd.read_file(path, layer=layer)["minutes"].tolist() == [2, 33]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("routes", "X"), 5),
        (("routes", "W", "--mode", "bus"), 3),
        (("routes", "W", "--kind", "warf"), 3),
        (("routes", "W", "--scenario", "brige"), 3),
        (("routes", "W", "-o", "a.shp"), 2),
        (("service-area", "W", "--minutes", "0"), 2),
        (("service-area", "I"), 3),
    ],
)
def test_exit_codes_are_those_of_other_commands(sitesel, store, asked, code, capsys):
    assert sitesel(*asked, store=store) == code
    assert capsys.readouterr().err


def test_a_catalogue_without_a_network_says_so(sitesel, capsys):
    assert sitesel("routes", "A", "--lang", "en") == 3
    assert "no network" in capsys.readouterr().err
