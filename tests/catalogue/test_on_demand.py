from types import SimpleNamespace

import numpy as np
import pytest

from sitesel.catalogue.on_demand import FIT, buildable_land, measure
from sitesel.columns import FLAG, IntervalColumn
from sitesel.errors import RequirementError
from sitesel.language import Text
from sitesel.requirement import Building, Constraint, Development, Requirement, Setbacks, WharfNeed
from tests.conftest import town_draft

HALL = Development(
    (Building(75.0, 60.0, storey_height=9.0),), setbacks=Setbacks(road=20.0, neighbour=5.0)
)


def asked(development=HALL, names=("footprint_fits",), wharf=None, sites="parcels"):
    constraints = tuple(Constraint(name, name, "is_known") for name in names)
    return Requirement(
        Text("厂房", "Hall"),
        sites=sites,
        constraints=constraints,
        development=development,
        wharf=wharf,
        rules=None,
    )


def by_id(town, column, sites="parcels"):
    ids = town.columns(sites).ids.to_pylist()
    values = column.values if hasattr(column, "values") else column.codes
    return dict(zip(ids, values.tolist(), strict=True))


def rows(town, ids="ABCDEF"):
    return np.array(sorted(town.columns().row(one) for one in ids), np.int64)


def test_what_fits_is_measured_in_metres_less_setbacks_and_wetland(town):
    found = town.measured(asked(names=("footprint_fits", "buildable_area")), rows(town))
    area = by_id(town, found["buildable_area"])
    assert area["A"] == pytest.approx(90 * 75, rel=1e-6)
    assert area["E"] == pytest.approx(45 * 75, rel=1e-6)
    fits = by_id(town, found["footprint_fits"])
    assert [FLAG[fits[one]] for one in "ABCDEF"] == ["yes", "yes", "yes", "yes", "no", "yes"]


def test_only_the_rows_asked_for_are_measured(town):
    found = town.measured(asked(names=("buildable_area", "footprint_fits")), rows(town, "BE"))
    area = by_id(town, found["buildable_area"])
    assert [one for one in "ABCDEF" if area[one] == area[one]] == ["B", "E"]
    fits = by_id(town, found["footprint_fits"])
    assert [one for one in "ABCDEF" if fits[one] >= 0] == ["B", "E"]


def test_only_what_a_requirement_names_is_measured(town):
    assert list(town.measured(asked(names=("buildings_placed",)), rows(town))) == [
        "buildings_placed"
    ]
    assert town.measured(asked(names=("area",)), rows(town)) == {}


def test_a_development_names_the_layers_it_keeps_clear_of(town):
    named = Development(HALL.buildings, clear_of=("wetland",))
    land = buildable_land(town, named, rows(town))
    assert land["E"].area == pytest.approx(5_000, rel=1e-6)
    assert land["A"].area == pytest.approx(10_000, rel=1e-6)
    assert land.crs == town.manifest.crs


def test_a_layer_that_is_not_there_is_refused_with_the_one_that_may_be_meant(town):
    misspelt = Development(HALL.buildings, clear_of=("wetlands",))
    with pytest.raises(RequirementError, match="did you mean 'wetland'"):
        buildable_land(town, misspelt, rows(town))


def test_every_attribute_of_what_fits_has_a_full_column(town):
    found = measure(town, asked(), rows(town, "A"), FIT)
    assert list(found) == list(FIT)
    for name in ("largest_rectangle_width", "largest_rectangle_depth", "largest_rectangle_area"):
        assert by_id(town, found[name])["A"] > 74
    assert by_id(town, found["buildings_placed"])["A"] == 1
    assert np.isnan(by_id(town, found["max_floor_area"])["A"])  # no density, no height limit


def test_without_a_development_nothing_is_known(town):
    found = town.measured(asked(None, FIT), rows(town))
    for name, column in found.items():
        values = by_id(town, column).values()
        assert all(value == -1 or np.isnan(value) for value in values), name


def test_halls_have_no_land_to_fit_on(town):
    found = measure(town, asked(sites="halls"), np.array([0]), ["footprint_fits"])
    assert by_id(town, found["footprint_fits"], "halls") == {"H1": -1}


def test_no_rows_give_columns_where_nothing_is_known(town):
    found = town.measured(asked(names=FIT), np.zeros(0, np.int64))
    assert set(found) == set(FIT)


def test_without_a_wharf_that_tells_what_it_offers_none_is_known_to_match(town):
    wanted = asked(
        names=("distance_to_matching_wharf", "matching_wharf"), wharf=WharfNeed(cargo="bulk")
    )
    found = town.measured(wanted, rows(town))
    assert np.isnan(by_id(town, found["distance_to_matching_wharf"])["A"])
    assert by_id(town, found["matching_wharf"])["A"] == -1


def test_any_wharf_will_do_where_nothing_is_asked_of_it(town):
    wanted = asked(names=("distance_to_matching_wharf", "matching_wharf"), wharf=WharfNeed())
    found = town.measured(wanted, rows(town, "AC"))
    distance = by_id(town, found["distance_to_matching_wharf"])
    assert distance["A"] == pytest.approx(0, abs=1e-3)
    assert distance["C"] == pytest.approx(200, rel=1e-6)
    assert np.isnan(distance["B"])
    assert found["matching_wharf"].categories == ("wharf-1",)


def test_floor_area_takes_the_upper_ends_of_what_is_permitted():
    draft = town_draft()
    parcels = draft.sites["parcels"].columns
    nan, inf, closed = np.full(6, np.nan), np.full(6, -np.inf), np.zeros(6, np.int8)
    height = IntervalColumn(inf, np.full(6, 18.0), closed, np.array([0, 0, 0, 1, 0, 0], np.int8))
    density = IntervalColumn(inf, np.full(6, 40.0), closed, closed)
    more = parcels.with_columns({"height_limit": height, "building_density": density})
    town = SimpleNamespace(columns=lambda _: more, once=lambda _, make: make())
    storey = Development((Building(50.0, 40.0, storey_height=9.0),))
    found = measure(town, asked(storey), np.arange(6), ["max_floor_area"])
    # 0.4 of 10,000 m² under two storeys of 9 m that count twice; under one where 18 m is too high
    expected = [16_000, 16_000, nan[0], 8_000, 16_000, 15_000]
    assert found["max_floor_area"].values.tolist() == pytest.approx(expected, nan_ok=True)
