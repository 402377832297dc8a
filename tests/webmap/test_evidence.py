"""What the map page tells and draws of routes, service areas, rules and buildings."""

from __future__ import annotations

import json
import re

from sitesel.catalogue.build import build
from sitesel.requirement import read_requirement
from sitesel.selection import select
from sitesel.webmap import page
from tests.catalogue.test_network_build import built, source
from tests.ruled_town import ruled_town
from tests.webmap.test_page import HOSTILE

__all__ = ["built", "source"]

BY_CAR = {"attribute": "time_to_wharf_by_car", "at_most": "60 min"}


def details(catalogue, lang, **requirement):
    wanted = read_requirement({"title": "x", **requirement}, schema=catalogue.schema)
    document = page(select(catalogue, wanted), catalogue, lang)
    told = re.search(r'id="sitesel-told">(.*?)</script>', document, re.DOTALL)
    return json.loads(told[1])["details"], document


def test_a_parcel_tells_the_way_to_each_kind_of_facility(built):
    told, _ = details(built, "en", constraints=[BY_CAR])
    ((label, time, way, who),) = told["W"]["ways"]
    assert (label, who) == ("wharf", "wharf-east")
    assert re.fullmatch(r"\d+(\.\d)? min", time)
    assert way.endswith(" · 1 by ferry")


def test_no_way_is_told_with_its_reason(built):
    told, _ = details(built, "zh", constraints=[{"attribute": "time_to_wharf_by_truck",
                                                 "at_most": "60 min"}])  # fmt: skip
    ((_, time, why, who),) = told["W"]["ways"]
    assert time == "无法到达"
    assert (why, who) == ("西岛没有可载货车的渡轮", "")


def test_the_wharf_that_meets_the_need_is_told_by_name(built):
    asked = {"attribute": "time_to_matching_wharf_by_car", "at_most": "60 min"}
    told, _ = details(built, "zh", constraints=[asked], wharf={}, rules="none")
    matching, nearest = told["W"]["ways"]
    assert matching[0] == "合用码头"
    assert (matching[1], matching[3]) == (nearest[1], nearest[3])
    told, _ = details(built, "en", constraints=[asked], wharf={"depth": "9 m"}, rules="none")
    label, time, why, who = told["W"]["ways"][0]
    assert (label, time, who) == ("matching wharf", "not known", "")
    assert why == "no wharf known to meet the need is reached, and one that is may"


def test_every_leg_is_drawn_with_its_name(built):
    told, document = details(built, "zh", constraints=[BY_CAR])
    titles = [feature["properties"]["title"] for feature in told["W"]["drawn"]]
    assert {"道路 · 西路", "道路 · 东路", "渡轮 · 渡轮"} <= set(titles)
    assert "可达范围 30 分钟" in titles
    assert "其中渡轮" in document


def test_the_service_area_lies_beneath_the_routes(built):
    told, _ = details(built, "en", constraints=[BY_CAR])
    shapes = [feature["geometry"]["type"] for feature in told["W"]["drawn"]]
    assert shapes[0] in ("Polygon", "MultiPolygon")
    assert shapes[-1] == "LineString"


def test_the_buildings_that_fit_are_drawn_in_the_land_left_for_them(town):
    told, _ = details(
        town,
        "en",
        constraints=[{"attribute": "footprint_fits", "among": True}],
        development={"buildings": [{"width": "50 m", "depth": "30 m"}]},
    )
    titles = [feature["properties"]["title"] for feature in told["A"]["drawn"]]
    assert titles[0].startswith("Buildable land ")
    assert titles[1].startswith("A building that fits 50.0 × 30.0 m · ")


def test_a_catalogue_without_network_tells_no_ways(town):
    told, document = details(town, "en", constraints=[{"attribute": "area", "at_least": 0}])
    assert told["A"]["ways"] == []
    assert told["A"]["drawn"] == []
    assert "Routes of the chosen parcel" not in document


def test_a_hostile_name_of_a_road_stays_text(tmp_path, source):
    import shutil

    from geopandas import read_file

    from sitesel.catalogue.build import build

    folder = tmp_path / "hostile"
    shutil.copytree(source, folder)
    roads = read_file(folder / "roads.gpkg")
    (folder / "roads.gpkg").unlink()
    roads.assign(mc=HOSTILE).to_file(folder / "roads.gpkg")
    catalogue = build(folder / "build.yaml", tmp_path / "store")
    told, document = details(catalogue, "zh", constraints=[BY_CAR])
    assert HOSTILE in json.dumps(told, ensure_ascii=False).replace('\\"', '"')
    assert "<img src=x" not in document


def test_a_rule_is_told_where_the_requirement_judges_by_it(tmp_path):
    ruled = build(ruled_town(tmp_path), tmp_path / "store")
    asked = [{"attribute": "area", "at_least": 0}]
    told, _ = details(ruled, "en", constraints=asked, rules={"distances": {"schools": "250 m"}})
    assert any(line.startswith("Schools 100 m") for line in told["C"]["rules"])
    left, _ = details(ruled, "en", constraints=asked, rules={"without": ["farmland"]})
    assert not any(line.startswith("Farmland") for line in left["C"]["rules"])
