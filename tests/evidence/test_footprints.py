import numpy as np
import pytest
from geopandas import GeoSeries

from sitesel.evidence.footprints import COLUMNS, footprints
from sitesel.language import Text
from sitesel.requirement import Building, Constraint, Development, Requirement, Setbacks

TWO_HALLS = Development(
    (Building(75.0, 30.0), Building(40.0, 20.0, count=2)),
    yard=300.0,
    setbacks=Setbacks(road=20.0, neighbour=5.0),
)


def asked(development=TWO_HALLS, names=(), sites="parcels"):
    constraints = tuple(Constraint(name, name, "is_known") for name in names)
    words = Text("厂房", "Halls")
    return Requirement(words, sites, constraints, development=development, rules=None)


def test_everything_that_stands_on_a_parcel_is_drawn_in_degrees(town):
    row = town.columns().row("A")
    drawn = footprints(town, asked(), np.array([row]))
    assert drawn.crs == "OGC:CRS84"
    assert list(drawn.columns) == [*COLUMNS, "geometry"]
    assert drawn["kind"].tolist() == ["buildable", "yard", "building", "building", "building"]
    assert drawn["number"].tolist() == [0, 0, 1, 2, 2]
    assert drawn["width"].tolist()[2:] == pytest.approx([75, 40, 40], abs=0.002)
    assert drawn["area"].tolist() == pytest.approx([6750, 300, 2250, 800, 800], rel=1e-3)
    metric = drawn.to_crs(4550)
    land = metric.geometry.iloc[0].buffer(0.001)
    assert all(one.within(land) for one in metric.geometry.iloc[1:])
    parcel = GeoSeries(town.geometry("parcels", np.array([row]))).to_crs(4550).item()
    assert land.within(parcel)


def test_parcels_come_in_the_order_asked_for(town):
    rows = np.array([town.columns().row(one) for one in "CA"])
    drawn = footprints(town, asked(Development((Building(50.0, 50.0),))), rows)
    assert drawn["parcel"].tolist() == ["C", "C", "A", "A"]


def test_what_was_drawn_before_is_what_is_drawn_at_once(town):
    deep = Development((Building(49.0, 51.0),))
    rows = np.array([town.columns().row(one) for one in "CA"])
    some = [footprints(town, asked(deep), rows[n : n + 1]) for n in (1, 0)]
    both = footprints(town, asked(deep), rows)
    again = footprints(town, asked(deep, names=("area",)), rows)  # another requirement, drawn anew
    assert both.equals(again)
    assert both.crs == again.crs
    assert [len(one) for one in some] == [2, 2]


def test_the_largest_rectangle_is_drawn_where_it_is_asked_for(town):
    row = np.array([town.columns().row("A")])
    named = footprints(town, asked(names=("largest_rectangle_area",)), row)
    assert "largest" in named["kind"].tolist()
    assert "largest" not in footprints(town, asked(), row)["kind"].tolist()


def test_what_does_not_fit_is_not_drawn_and_the_land_is(town):
    huge = Development((Building(500.0, 500.0),))
    drawn = footprints(town, asked(huge), np.array([0]))
    assert drawn["kind"].tolist() == ["buildable"]


@pytest.mark.parametrize("requirement", [asked(None), asked(sites="halls")])
def test_without_a_development_of_land_there_is_nothing_to_draw(town, requirement):
    drawn = footprints(town, requirement, np.array([0]))
    assert len(drawn) == 0
    assert list(drawn.columns) == [*COLUMNS, "geometry"]


def test_without_parcels_there_is_nothing_to_draw(town):
    assert len(footprints(town, asked(), np.zeros(0, np.int64))) == 0


def test_setbacks_that_leave_no_land_leave_nothing_to_draw(town):
    rows = np.array([town.columns().row("A")])
    deep = Development((Building(5.0, 5.0),), setbacks=Setbacks(neighbour=5_000.0))
    assert len(footprints(town, asked(deep), rows)) == 0
