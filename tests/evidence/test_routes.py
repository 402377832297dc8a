from __future__ import annotations

from itertools import pairwise

import pytest
from shapely import Point

from sitesel.errors import ParcelNotFound, UnknownScenario
from sitesel.evidence.routes import routes
from sitesel.evidence.service_areas import service_areas
from sitesel.evidence.travelling import NoWay


def test_a_route_leads_over_road_and_sea(built):
    legs = routes(built, "parcels", "W", mode="car")
    assert legs["leg"].tolist()[:2] == ["approach", "road"]
    assert [leg for leg in legs["leg"] if leg == "ferry"] == ["ferry"]
    assert set(legs["facility"]) == {"wharf-east"}
    assert legs[legs["leg"] == "ferry"]["name"].tolist() == ["渡轮"]
    assert legs.crs == "OGC:CRS84"


def test_its_legs_add_up_to_what_is_measured(built):
    columns = built.columns()
    row = columns.row("W")
    legs = routes(built, "parcels", "W", mode="car")
    measured = columns.value("time_to_wharf_by_car", row)
    assert legs["minutes"].sum() == pytest.approx(measured, abs=1e-6)
    metres = columns.value("road_distance_to_wharf_by_car", row)
    assert legs["metres"].sum() == pytest.approx(metres, abs=1e-3)


def test_each_leg_starts_where_the_one_before_ends(built):
    lines = routes(built, "parcels", "W", mode="car").to_crs("EPSG:4550").geometry
    for before, after in pairwise(lines):
        assert before.coords[-1] == pytest.approx(after.coords[0], abs=1e-3)
    assert lines.iloc[0].coords[0][1] == pytest.approx(3_320_000, abs=1e-3)


def test_what_is_not_reached_has_no_route(built):
    assert routes(built, "parcels", "W", mode="truck").empty
    assert routes(built, "parcels", "W", mode="truck", scenario="suspended").empty


def test_a_scenario_has_its_own_routes(built):
    legs = routes(built, "parcels", "W", mode="truck", scenario="bridge")
    assert legs["leg"].tolist() == ["approach", "road", "bridge", "road", "approach"]


def test_halls_have_routes(built):
    assert "ferry" in set(routes(built, "halls", "H", mode="car")["leg"])


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"parcel_id": "I", "mode": "car"}, "I joins no road"),
        ({"parcel_id": "FAR", "mode": "car"}, "FAR lies outside of the road data"),
        ({"parcel_id": "W", "mode": "bus"}, "'bus'; known are car, truck"),
        ({"parcel_id": "W", "mode": "foot"}, "not built for the mode 'foot'"),
        ({"parcel_id": "W", "mode": "car", "kinds": ["warf"]}, "did you mean 'wharf'"),
    ],
)
def test_what_can_not_be_drawn_is_said(built, ask, said):
    with pytest.raises(NoWay) as error:
        routes(built, "parcels", **ask)
    assert said in error.value.say("en")


def test_unknown_names_are_told(built):
    with pytest.raises(ParcelNotFound):
        routes(built, "parcels", "X", mode="car")
    with pytest.raises(UnknownScenario):
        routes(built, "parcels", "W", mode="car", scenario="x")


def test_a_catalogue_without_a_network_says_so(town):
    for ask in (routes, service_areas):
        with pytest.raises(NoWay, match="no network"):
            ask(town, "parcels", "A", mode="car")


def test_service_areas_grow_and_cross_the_sea_by_ferry(built):
    areas = service_areas(built, "parcels", "W", mode="car", minutes=[33, 1.5])
    assert areas["minutes"].tolist() == [1.5, 33]
    near, far = areas.to_crs("EPSG:4550").geometry
    assert far.buffer(0.01).contains(near)
    east = 413_000 + 2050
    assert near.bounds[2] < east < far.bounds[2]
    assert not far.intersects(Point(413_000 + 1500, 3_320_000 - 10))


def test_service_areas_are_of_the_times_of_the_catalogue(built):
    areas = service_areas(built, "parcels", "E", mode="truck")
    assert areas["minutes"].tolist() == [30]
    with pytest.raises(NoWay, match="joins no road"):
        service_areas(built, "parcels", "I", mode="truck")
