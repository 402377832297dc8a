import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from shapely import MultiPolygon, Point, Polygon, affinity, box

from sitesel.attributes.footprint import footprint, seated
from sitesel.attributes.rings import WrongCrs

FAR = (400_000, 3_300_000)
L = Polygon([(0, 0), (300, 0), (300, 100), (100, 100), (100, 300), (0, 300)])
DONUT = Polygon(box(0, 0, 300, 300).exterior, [box(100, 100, 200, 200).exterior])
BOW_TIE = Polygon(
    [(0, 0), (80, 45), (120, 45), (200, 0), (200, 100), (120, 55), (80, 55), (0, 100)]
)
SLIVER = Polygon([(0, 0), (2000, 3), (2000, 15), (0, 12)])
RIGHT_ANGLE = Polygon([(0, 0), (90, 0), (0, 90)])
HALVES = MultiPolygon([box(0, 0, 50, 40), box(50.5, 0, 100, 40)])


def fits(shape, width, depth):
    found = footprint(GeoSeries([shape]), width, depth)
    witness, answer = found.geometry.iloc[0], found["fits"].iloc[0]
    assert (witness is not None) == (answer is True or answer is np.True_)
    if witness is not None:
        assert witness.within(shape)
        assert_rectangle(witness, width, depth)
    return answer


def assert_rectangle(witness, width, depth):
    xy = shapely.get_coordinates(witness)
    sides = np.hypot(*np.diff(xy, axis=0).T)
    assert np.sort(sides) == pytest.approx(np.sort([width, depth] * 2), abs=0.0012)
    assert np.hypot(*(xy[2] - xy[0])) == pytest.approx(np.hypot(*(xy[3] - xy[1])), abs=1e-6)


@pytest.mark.parametrize("turn", [0, 37, 90, 123.4])
@pytest.mark.parametrize(
    ("shape", "width", "depth", "expected"),
    [
        (box(0, 0, 205, 125), 200, 120, True),
        (box(0, 0, 205, 125), 120, 200, True),
        (box(0, 0, 205, 125), 206, 120, False),
        (box(0, 0, 205, 125), 205, 125, True),
        (box(0, 0, 200, 120), 200, 120, True),
        (box(0, 0, 199.99, 120), 200, 120, False),
        (box(0, 0, 100, 100), 138, 2, True),
        (box(0, 0, 100, 100), 140, 2, False),
        (L, 300, 100, True),
        (L, 100, 300, True),
        (L, 300, 101, False),
        (L, 141, 99, True),
        (DONUT, 300, 100, True),
        (DONUT, 300, 101, False),
        (DONUT, 101, 101, False),
        (BOW_TIE, 40, 10, True),
        (BOW_TIE, 47, 47, True),
        (BOW_TIE, 55, 55, False),
        (BOW_TIE, 200, 9, True),
        (BOW_TIE, 200, 10.5, False),
        (SLIVER, 40, 11.9, True),
        (SLIVER, 1990, 11.9, True),
        (SLIVER, 40, 12.05, False),
        (RIGHT_ANGLE, 45, 45, True),
        (RIGHT_ANGLE, 46, 46, False),
        (RIGHT_ANGLE, 60, 33.6, True),
        (RIGHT_ANGLE, 60, 34, False),
        (HALVES, 50, 40, True),
        (HALVES, 60, 10, False),
        (Point(0, 0).buffer(100), 140, 140, True),
        (Point(0, 0).buffer(100), 142, 142, False),
    ],
)
def test_a_shape_drawn_by_hand_holds_a_rectangle_or_not(shape, width, depth, expected, turn):
    moved = affinity.translate(affinity.rotate(shape, turn, origin=(0, 0)), *FAR)
    assert fits(moved, width, depth) == expected


def test_only_a_slanting_rectangle_fits_where_no_edge_has_its_direction():
    cross = Polygon([(0, 50), (30, 0), (100, 50), (70, 100)])
    slanted = [(0, 8), (8, 0), (100, 92), (92, 100)]  # a 130 m corridor from corner to corner
    assert fits(Polygon(slanted), 125, 10)
    assert fits(cross, 55, 50)
    assert not fits(cross, 80, 60)


def test_the_corner_of_a_square_cut_off_stops_what_fitted_exactly():
    cut = Polygon([(0, 0), (60, 0), (60, 38), (58, 40), (0, 40)])
    assert fits(box(0, 0, 60, 40), 60, 40)
    assert not fits(cut, 60, 40)
    assert fits(cut, 58, 40)


def test_410_mu_hold_a_hall_and_gross_area_alone_does_not():
    square = box(0, 0, (410 * 2000 / 3) ** 0.5, (410 * 2000 / 3) ** 0.5)
    strip = box(0, 0, 2733.3, 100)
    assert square.area == pytest.approx(strip.area, rel=1e-4)
    assert fits(square, 200, 120)
    assert not fits(strip, 200, 120)


def test_parcels_without_geometry_are_not_known_and_keep_their_place():
    parcels = GeoSeries({"A1": None, "A2": box(0, 0, 20, 10), "A3": Polygon()}, crs=4550)
    found = footprint(parcels, 10, 10)
    assert found["fits"].isna().tolist() == [True, False, False]
    assert found["fits"]["A2"]
    assert not found["fits"]["A3"]
    assert found.crs == parcels.crs


def test_corners_are_drawn_in_by_what_rounding_takes_and_by_no_more():
    land = np.array([box(0, 0, 20, 10)] * 3)
    over = [0.0, 2e-6, 0.01]
    corners = np.array([[(0, 0), (20 + by, 0), (20 + by, 10), (0, 10)] for by in over])
    made = seated(corners, land, 0.001)
    assert shapely.is_missing(made).tolist() == [False, False, True]
    assert shapely.within(made[:2], land[:2]).all()
    assert made[0].area == 200
    assert made[1].area == pytest.approx(200, abs=1e-3)


def test_a_parcel_of_the_very_size_far_from_the_origin_is_not_lost_to_rounding():
    parcel = box(400_080.16, 3_300_055.49, 400_180.96, 3_300_191.09)
    assert footprint(GeoSeries([parcel]), 100.8, 135.6)["fits"].item()


def test_no_parcels_give_no_answers():
    assert len(footprint(GeoSeries([], crs=4550), 10, 10)) == 0


def test_the_answer_is_the_same_alone_and_among_many():
    parcels = GeoSeries([affinity.rotate(box(0, 0, 30 + k / 10, 20), k) for k in range(100)])
    together = footprint(parcels, 34.95, 20)
    alone = [footprint(parcels.iloc[[k]], 34.95, 20)["fits"].item() for k in range(100)]
    assert together["fits"].tolist() == alone
    assert sum(alone) == 50


def test_a_disc_of_very_many_corners_is_given_up_and_not_called_a_no():
    disc = Point(0, 0).buffer(100, quad_segs=90)
    assert footprint(GeoSeries([disc]), 160, 119.9)["fits"].item()
    assert footprint(GeoSeries([disc]), 160, 120.0)["fits"].isna().item()


@pytest.mark.parametrize("size", [(0, 10), (10, -1), (np.nan, 10), (np.inf, 10)])
def test_a_rectangle_without_a_size_is_refused(size):
    with pytest.raises(ValueError, match="no footprint"):
        footprint(GeoSeries([box(0, 0, 1, 1)]), *size)


def test_degrees_are_refused():
    with pytest.raises(WrongCrs):
        footprint(GeoSeries([box(122, 30, 122.1, 30.1)], crs=4326), 10, 10)
