import pytest

from sitesel.evidence.evidence import evidence, looked_at, travel_mode
from sitesel.requirement import read_requirement
from sitesel.selection import select


def asked(catalogue, *constraints, **more):
    wanted = {"title": "x", "constraints": list(constraints), **more}
    return read_requirement(wanted, schema=catalogue.schema)


BY_CAR = {"attribute": "time_to_wharf_by_car", "at_most": "60 min"}
ANY = {"attribute": "area", "at_least": 0}


def test_routes_travel_as_the_requirement_does(built):
    assert travel_mode(asked(built, ANY, BY_CAR), built) == "car"


def test_routes_travel_by_truck_where_the_requirement_does_not_say(built):
    assert travel_mode(asked(built, ANY), built) == "truck"


def test_a_catalogue_without_network_has_no_routes(town):
    wanted = asked(town, ANY)
    shown = evidence(select(town, wanted), town)
    assert shown.mode is None
    assert len(shown.routes) == len(shown.service_areas) == 0


def test_candidates_and_near_misses_have_their_routes(built):
    shown = evidence(select(built, asked(built, BY_CAR)), built)
    assert set(shown.routes["parcel"]) == {"W", "E"}
    assert shown.service_areas["minutes"].tolist() == [30.0, 30.0]
    assert shown.routes.crs == shown.service_areas.crs == "OGC:CRS84"


def test_near_misses_are_looked_at_before_the_last_candidates(town):
    wanted = asked(town, {"attribute": "distance_to_wharf", "at_most": "250 m"})
    answer = select(town, wanted)
    best = [candidate.parcel for candidate in answer.candidates]
    near = [miss.parcel for miss in answer.near_misses]
    assert (len(best), len(near)) == (3, 3)
    assert looked_at(answer, 9) == best + near
    assert looked_at(answer, 4) == best[:2] + near[:2]


def test_what_joins_no_road_has_no_route_and_hides_no_other(built):
    shown = evidence(select(built, asked(built, BY_CAR)), built, ["I", "E"])
    assert set(shown.routes["parcel"]) == {"E"}


def test_routes_are_those_of_the_scenario(built):
    now = evidence(select(built, asked(built, BY_CAR)), built, ["W"])
    later = evidence(select(built, asked(built, BY_CAR, scenario="bridge")), built, ["W"])
    assert "ferry" in set(now.routes["leg"])
    assert "bridge" in set(later.routes["leg"])
    assert "ferry" not in set(later.routes["leg"])


def test_minutes_of_the_legs_add_up_to_the_attribute(built):
    shown = evidence(select(built, asked(built, BY_CAR)), built, ["W"])
    columns = built.columns()
    time = columns.value("time_to_wharf_by_car", columns.row("W"))
    assert shown.routes["minutes"].sum() == pytest.approx(time)


def test_ways_are_drawn_once_for_all_answers_that_list_a_parcel(built, monkeypatch):
    first = evidence(select(built, asked(built, BY_CAR)), built, ["W"])
    monkeypatch.setattr("sitesel.evidence.routes.routes", None)
    again = evidence(select(built, asked(built, BY_CAR, limit=1)), built, ["W"])
    assert again.routes.equals(first.routes)
    assert again.service_areas.equals(first.service_areas)
