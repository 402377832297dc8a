from __future__ import annotations

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import LineString, Point, box

from sitesel.tiles.ground import Ground
from sitesel.tiles.ground_layer import GroundLayer
from tests.tiles.conftest import decoded, in_units, tile_of

LON, LAT = 122.1, 30.0


def layer_of(geometries, **columns) -> GroundLayer:
    return GroundLayer.of(GeoDataFrame(columns, geometry=list(geometries), crs="OGC:CRS84"))


def told(layer: GroundLayer, place) -> list[dict]:
    return decoded(layer.tile("x", place)).get("x", {"features": []})["features"]


def test_what_lies_around_the_town_is_there(town):
    ground = Ground(town)
    assert list(ground.layers) == ["land", "constraints", "roads", "facilities", "places"]
    tile = decoded(ground.tile((0, 0, 0)))
    words = {
        name: [f["properties"] for f in layer["features"]]
        for name, layer in tile.items()
        if name != "places"
    }
    assert words == {
        "land": [{"name": "主岛"}],
        "constraints": [{"layer": "wetland", "name": "东湿地"}],
        "roads": [{"kind": "road", "name": "滨海路"}],
        "facilities": [
            {"kind": "wharf", "id": "wharf-1", "name_zh": "小镇码头", "name_en": "Town wharf"}
        ],
    }
    [place] = tile["places"]["features"]
    assert place["properties"] == {"name": "主岛", "area": 2_000_000}


def test_a_line_is_cut_to_the_tile_and_comes_back_into_it():
    z, x, y = tile_of(LON, LAT, 12)
    west, north = x * 360 / 2**z - 180, LAT + 0.02
    tooth = 0.05  # leaves the tile by the west and comes back
    line = LineString(
        [
            (west + 0.04, north),
            (west - tooth, north),
            (west - tooth, north - 0.01),
            (west + 0.04, north - 0.01),
        ]
    )
    [feature] = told(layer_of([line]), (z, x, y))
    drawn = shapely.geometry.shape(feature["geometry"])
    expected = in_units(line, z, x, y).intersection(box(-64, -64, 4160, 4160))
    assert drawn.geom_type == "MultiLineString"
    assert len(drawn.geoms) == 2
    assert drawn.hausdorff_distance(expected) < 1


def test_a_line_that_turns_back_on_itself_keeps_its_end():
    line = LineString([(LON, LAT), (LON + 0.01, LAT), (LON + 0.005, LAT)])
    place = tile_of(LON, LAT, 10)
    [feature] = told(layer_of([line]), place)
    assert len(feature["geometry"]["coordinates"]) == 3


def test_a_line_shorter_than_a_unit_is_the_shortest_line():
    line = LineString([(LON, LAT), (LON + 1e-8, LAT)])
    [feature] = told(layer_of([line]), tile_of(LON, LAT, 3))
    drawn = shapely.geometry.shape(feature["geometry"])
    assert drawn.length == 1


def test_the_lines_of_a_collection_and_its_points_are_both_there():
    collection = shapely.from_wkt(
        f"GEOMETRYCOLLECTION (POINT ({LON} {LAT}), LINESTRING ({LON} {LAT}, {LON + 1} {LAT}), "
        f"MULTIPOLYGON ((({LON} {LAT}, {LON + 1} {LAT}, {LON} {LAT + 1}, {LON} {LAT}))))"
    )
    layer = layer_of([collection, None, Point()], name=["a", "b", "c"])
    found = told(layer, (0, 0, 0))
    assert layer.geometry() == ("point", "line", "polygon")
    assert {f["geometry"]["type"] for f in found} == {"Point", "LineString", "Polygon"}
    assert {f["properties"]["name"] for f in found} == {"a"}


def test_a_layer_of_nothing_is_nothing():
    assert layer_of([]).tile("x", (0, 0, 0)) == b""


def test_where_points_crowd_they_are_told_together_and_none_is_lost(monkeypatch):
    monkeypatch.setattr("sitesel.tiles.ground_layer._MANY", 100)
    monkeypatch.setattr("sitesel.tiles.ground_layer._MOST_POINTS", 50)
    rng = np.random.default_rng(3)
    where = rng.normal((LON, LAT), 0.05, (600, 2))
    kinds = np.where(rng.random(600) < 0.3, "school", "wharf")
    layer = layer_of(shapely.points(where), kind=kinds, id=[f"F{i}" for i in range(600)])
    assert 8 < layer.from_zoom < 16
    for z in range(17):
        places = {tile_of(*one, z) for one in where}
        found = [f["properties"] for place in places for f in told(layer, place)]
        if z < layer.from_zoom:
            cells = shapely.get_coordinates(in_units(shapely.points(where), z, 0, 0, 16)) // 1
            assert len(found) == len({*zip(kinds.tolist(), *cells.T.tolist(), strict=True)})
            for kind in ("school", "wharf"):
                count = sum(f["count"] for f in found if f["kind"] == kind)
                assert count == np.count_nonzero(kinds == kind)
            assert all(("id" in f) == (f["count"] == 1) for f in found)
        else:
            assert {f["id"] for f in found} == {f"F{i}" for i in range(600)}


def test_where_areas_crowd_those_below_a_pixel_become_one_square_of_their_sort(monkeypatch):
    monkeypatch.setattr("sitesel.tiles.ground_layer._MANY", 100)
    rng = np.random.default_rng(5)
    where = rng.normal((LON, LAT), 0.02, (500, 2))
    large = box(LON - 0.1, LAT - 0.1, LON + 0.1, LAT + 0.1)
    areas = [large, *(box(x, y, x + 1e-4, y + 1e-4) for x, y in where)]
    sorts = np.where(np.arange(501) % 2, "building", "wetland")
    names = [f"N{i}" for i in range(501)]
    layer = layer_of(areas, layer=sorts, name=names)
    for z in (0, 6, 9, 11):
        for place in {tile_of(*one, z) for one in where}:
            content = layer.tile("x", place)
            found = decoded(content)["x"]
            assert found["extent"] == 1024
            shapes = {
                sort: shapely.unary_union(
                    [
                        shapely.make_valid(shapely.geometry.shape(f["geometry"]))
                        for f in found["features"]
                        if f["properties"]["layer"] == sort
                    ]
                )
                for sort in ("building", "wetland")
            }
            for area, sort in zip(areas, sorts, strict=True):
                here = in_units(area, *place, 1024)
                inside = shapely.box(0, 0, 1024, 1024)
                if here.intersects(inside):
                    assert shapes[sort].distance(here.intersection(inside)) <= 2
    assert len(told(layer, (0, 0, 0))) <= 4
    assert {f["properties"].get("name") for f in told(layer, tile_of(LON, LAT, 16))} <= {*names}


def frame(kinds: list[str], names: list[str], **more) -> GeoDataFrame:
    lines = [LineString([(LON, LAT + k), (LON + 1, LAT + k)]) for k in range(len(kinds))]
    return GeoDataFrame({"kind": kinds, "name": names, **more}, geometry=lines, crs="OGC:CRS84")


class Drawn:
    """A catalogue of which only the context and the ways are known."""

    manifest = type("M", (), {"crs": "EPSG:4550"})

    def __init__(self, context: GeoDataFrame, ways: GeoDataFrame | None = None) -> None:
        self.context = lambda: context
        self.network = lambda: ways
        self.ways = lambda: ways

    def constraint_areas(self) -> GeoDataFrame:
        return GeoDataFrame({"layer": [], "name": []}, geometry=[], crs="OGC:CRS84")

    def facilities(self) -> GeoDataFrame:
        columns = {name: [] for name in ("kind", "id", "name", "name_zh", "name_en")}
        return GeoDataFrame(columns, geometry=[], crs="OGC:CRS84")


@pytest.mark.parametrize("kind", ["harbour_basin", "railway"])
def test_a_kind_that_only_one_config_knows_is_among_the_others(kind):
    tile = decoded(Ground(Drawn(frame([kind], ["甲"]))).tile((0, 0, 0)))
    assert tile["others"]["features"][0]["properties"] == {"kind": kind, "name": "甲"}


def test_what_the_network_draws_is_not_drawn_twice():
    context = frame(["road", "bridge", "railway"], ["旧路", "旧桥", "铁路"])
    ways = frame(
        ["road", "bridge", "quay"],
        ["新路", "在建桥", "码头"],
        road_class=["primary", "motorway", "quay"],
        closed=[False, True, False],
    )
    tile = decoded(Ground(Drawn(context, ways)).tile((0, 0, 0)))
    told = {
        name: [
            (f["properties"]["name"], f["properties"].get("road_class")) for f in layer["features"]
        ]
        for name, layer in tile.items()
    }
    assert sorted(told.pop("roads")) == [("新路", "primary"), ("码头", "quay")]
    assert told == {
        "bridges": [("旧桥", None)],
        "planned_bridges": [("在建桥", None)],
        "others": [("铁路", None)],
    }
