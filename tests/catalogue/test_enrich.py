from __future__ import annotations

import numpy as np
import pytest
from geopandas import GeoDataFrame, GeoSeries
from shapely import Point, box

from sitesel.attributes.overlay import dissolve
from sitesel.catalogue.enrich import Facilities, Surroundings, measured

CRS = "EPSG:4550"
WEST, SOUTH = 413_000.0, 3_320_000.0


def square(x: float, y: float = 0.0, side: float = 100.0):
    return box(WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side)


def metric(shapes, index=None) -> GeoSeries:
    return GeoSeries(shapes, index=index, crs=CRS)


SITES = metric([square(0), square(200), square(1000)], list("ABC"))


@pytest.fixture
def around() -> Surroundings:
    wetland = metric([square(50), square(60)])
    farmland = metric([square(0, 50)])
    return Surroundings(
        facilities={
            "wharf": Facilities(
                ("w1", "w2"),
                metric([Point(WEST - 30, SOUTH + 50), Point(WEST + 250, SOUTH + 50)]),
                (500.0,),
            ),
            "junction": Facilities((), metric([])),
        },
        covers={"wetland": dissolve(wetland), "farmland": dissolve(farmland)},
        excluding=("wetland", "farmland"),
        excluded=dissolve(wetland, farmland),
        land=GeoDataFrame(
            {"name": ["主岛"], "fixed_link": ["bridged"]},
            geometry=[square(-500, -500, 2000)],
            crs=CRS,
        ),
    )


def values(columns, name):
    return columns[name].values.tolist()


def words(columns, name):
    column = columns[name]
    return [None if code < 0 else column.categories[code] for code in column.codes.tolist()]


def test_distances_are_from_edge_to_edge(around):
    columns = measured(SITES, around)
    assert values(columns, "distance_to_wharf") == [30, 0, 750]
    assert words(columns, "nearest_wharf") == ["w1", "w2", "w2"]
    assert values(columns, "count_wharf_within_500m") == [2, 2, 0]


def test_a_kind_without_facilities_is_not_known(around):
    columns = measured(SITES, around)
    assert np.isnan(values(columns, "distance_to_junction")).all()
    assert words(columns, "nearest_junction") == [None] * 3


def test_areas_under_constraints_count_once(around):
    columns = measured(SITES, around)
    assert values(columns, "area_in_wetland") == pytest.approx([5000, 0, 0])
    assert values(columns, "share_in_wetland") == pytest.approx([50, 0, 0])
    assert values(columns, "remaining_area") == pytest.approx([2500, 10_000, 10_000])


def test_one_excluding_layer_leaves_what_it_does_not_cover(around):
    wetland = around.covers["wetland"]
    alone = Surroundings(covers={"wetland": wetland}, excluding=("wetland",))
    assert values(measured(SITES, alone), "remaining_area") == pytest.approx([5000, 1e4, 1e4])


def test_without_excluding_layers_what_remains_is_not_known():
    assert "remaining_area" not in measured(SITES, Surroundings())


def test_the_island_and_its_link_are_told(around):
    columns = measured(SITES, around)
    assert words(columns, "landmass") == ["主岛"] * 3
    assert words(columns, "fixed_link") == ["bridged"] * 3
    assert values(columns, "landmass_area") == pytest.approx([4e6] * 3, rel=1e-3)


def test_shapes_are_measured():
    columns = measured(SITES, Surroundings())
    assert values(columns, "area") == pytest.approx([10_000] * 3)
    assert values(columns, "perimeter") == pytest.approx([400] * 3)
    assert values(columns, "width") == pytest.approx([100] * 3)
    assert values(columns, "inscribed_diameter") == pytest.approx([100] * 3, rel=1e-3)


def test_a_hall_known_as_a_point_has_distances_and_no_shape(around):
    halls = metric([Point(WEST + 110, SOUTH + 50), square(0)], ["H1", "H2"])
    columns = measured(halls, around)
    assert values(columns, "distance_to_wharf") == [140, 30]
    assert words(columns, "nearest_wharf") == ["w1", "w1"]
    assert values(columns, "count_wharf_within_500m") == [2, 2]
    assert np.isnan(values(columns, "area")).tolist() == [True, False]
    assert np.isnan(values(columns, "share_in_wetland")).tolist() == [True, False]


def test_partitions_are_measured_as_the_whole_is(around):
    whole = measured(SITES, around)
    parts = [measured(SITES.iloc[a:b], around) for a, b in ((0, 1), (1, 3))]
    for name in ("area", "distance_to_wharf", "area_in_wetland", "remaining_area"):
        assert values(whole, name) == values(parts[0], name) + values(parts[1], name)


def test_no_sites_are_no_trouble(around):
    assert values(measured(metric([]), around), "distance_to_wharf") == []
