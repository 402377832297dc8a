import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries, sjoin_nearest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from sitesel.attributes import kernel
from sitesel.attributes.proximity import count_within, nearest
from sitesel.attributes.rings import WrongCrs, rings

PARCEL = GeoSeries({"A1": box(0, 0, 20, 50)})
HOLED = Polygon(box(0, 0, 20, 20).exterior, [box(5, 5, 15, 15).exterior])


def distance(parcel, *facilities):
    return nearest(GeoSeries([parcel]), GeoSeries(list(facilities)))["distance"].item()


def test_a_point_is_measured_from_the_nearest_edge_not_from_the_centre():
    assert nearest(PARCEL, GeoSeries([Point(23, 25)])).loc["A1"].tolist() == [3, 0]


def test_a_corner_is_measured_aslant():
    assert distance(box(0, 0, 20, 50), Point(23, 54)) == 5


@pytest.mark.parametrize(
    "facility",
    [
        Point(5, 5),
        Point(20, 25),
        Point(20, 50),
        LineString([(-9, 5), (99, 5)]),
        LineString([(20, -9), (20, 9)]),
        LineString([(5, 5), (6, 6)]),
        box(-9, -9, 99, 99),
        box(5, 5, 6, 6),
        box(20, 0, 30, 50),
    ],
)
def test_what_lies_inside_around_or_touching_is_at_distance_zero(facility):
    assert distance(box(0, 0, 20, 50), facility) == 0


def test_a_facility_in_a_hole_is_as_far_as_the_ring_of_the_hole():
    assert distance(HOLED, Point(10, 8)) == 3
    assert distance(HOLED, box(8, 8, 12, 11)) == 3


def test_a_parcel_in_the_hole_of_a_facility_is_as_far_as_its_ring():
    assert distance(box(9, 9, 11, 11), HOLED) == 4


def test_the_nearest_part_of_many_parts_counts_on_both_sides():
    parts = MultiPolygon([box(0, 0, 1, 1), box(100, 0, 101, 1)])
    assert distance(parts, MultiPoint([(50, -500), (104, 1)])) == 3


def test_of_equally_near_facilities_the_first_is_named():
    around = [Point(-3, 25), Point(23, 25), Point(10, 53), Point(10, -3)]
    assert nearest(PARCEL, GeoSeries(around))["nearest"].item() == 0
    assert nearest(PARCEL, GeoSeries([Point(99, 99), *around[::-1]]))["nearest"].item() == 1


def test_of_several_facilities_inside_the_first_is_named():
    inside = GeoSeries([Point(50, 50), box(-9, -9, 99, 99), Point(5, 5), box(-99, -99, 99, 99)])
    assert nearest(PARCEL, inside)["nearest"].item() == 1
    assert nearest(PARCEL, inside.iloc[[2, 1]])["nearest"].item() == 0


def test_without_a_known_facility_the_distance_is_missing_and_never_zero():
    for nothing in (GeoSeries([]), GeoSeries([None, Point()])):
        found = nearest(PARCEL, nothing)
        assert np.isnan(found["distance"].item())
        assert found["nearest"].item() == -1
        assert np.isnan(count_within(PARCEL, nothing, 10).item())


def test_a_parcel_without_geometry_has_no_distance_and_stops_no_other():
    parcels = GeoSeries({"A1": None, "A2": box(0, 0, 1, 1), "A3": Polygon()})
    found = nearest(parcels, GeoSeries([Point(3, 0)]))
    assert found.index.tolist() == ["A1", "A2", "A3"]
    np.testing.assert_array_equal(found["distance"], [np.nan, 2, np.nan])
    np.testing.assert_array_equal(found["nearest"], [-1, 0, -1])
    np.testing.assert_array_equal(
        count_within(parcels, GeoSeries([Point(3, 0)]), 2), [np.nan, 1, np.nan]
    )


def test_a_facility_without_geometry_keeps_the_positions_of_the_others():
    assert nearest(PARCEL, GeoSeries([None, Point(30, 0), Point(25, 0)]))["nearest"].item() == 2


def test_two_crs_are_refused():
    with pytest.raises(WrongCrs):
        nearest(PARCEL.set_crs(4550), GeoSeries([Point(0, 0)], crs=4549))


def test_a_facility_exactly_at_the_radius_counts_and_one_inside_too():
    stops = GeoSeries([Point(30, 0), Point(30.001, 0), Point(5, 5), box(-9, -9, 99, 99), None])
    assert count_within(PARCEL, stops, 10).to_dict() == {"A1": 3}


def test_a_facility_of_many_parts_counts_once():
    assert count_within(PARCEL, GeoSeries([MultiPoint([(21, 0), (22, 0), (23, 0)])]), 10)["A1"] == 1


def test_a_road_of_many_segments_counts_once():
    road = LineString([(25, y) for y in range(0, 60, 5)])
    assert count_within(PARCEL, GeoSeries([road, road]), 10)["A1"] == 2


# numpy reference of the kernel ----------------------------------------------------------------


def squared(points, starts, ends):
    """Squared distances of each point to each segment, the kernel's formula in numpy."""
    along = ends - starts
    to = points[:, None] - starts
    length = (along**2).sum(axis=-1)
    t = np.clip((to * along).sum(axis=-1) / np.where(length == 0, 1, length), 0, 1)
    return ((to - t[..., None] * along) ** 2).sum(axis=-1)


def test_the_kernel_agrees_with_its_numpy_reference():
    rng = np.random.default_rng(5)
    facilities = rng.uniform(-200, 200, (300, 2))
    for _ in range(40):
        angle = np.sort(rng.uniform(0, 2 * np.pi, 9))
        outline = np.c_[np.cos(angle), np.sin(angle)] * rng.uniform(1, 30)
        parcel = Polygon(outline)
        outside = facilities[~shapely.contains_xy(parcel, facilities)]
        expected = squared(outside, outline, np.roll(outline, -1, axis=0)).min(axis=1)
        found = nearest(GeoSeries([parcel]), GeoSeries(shapely.points(outside)))
        assert found["distance"].item() == pytest.approx(np.sqrt(expected.min()), rel=1e-14)
        assert found["nearest"].item() == expected.argmin()


# GEOS as an independent oracle -----------------------------------------------------------------

_small = st.integers(-12, 12)
_corner = st.tuples(_small, _small)
_boxes = st.builds(
    lambda at, w, h: box(*at, at[0] + w, at[1] + h), _corner, st.integers(1, 9), st.integers(1, 9)
)
_holed = st.builds(
    lambda at: shapely.difference(
        box(*at, at[0] + 8, at[1] + 8), box(at[0] + 2, at[1] + 2, at[0] + 5, at[1] + 6)
    ),
    _corner,
)
_turned = st.builds(shapely.affinity.rotate, _boxes, st.integers(0, 90))
_pairs = st.builds(shapely.union, _boxes, _boxes)
_parcels = st.one_of(_boxes, _holed, _turned, _pairs)
_lines = st.lists(_corner, min_size=2, max_size=5, unique=True).map(LineString)
_facilities = st.one_of(_corner.map(Point), _lines, _parcels)
_offsets = st.sampled_from([(0, 0), (40_500_000, 3_300_000), (-7.5e5, 4.1e7)])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_parcels, min_size=1, max_size=4),
    st.lists(_facilities, min_size=1, max_size=9),
    _offsets,
)
def test_distance_and_count_agree_with_geos(parcels, facilities, offset):
    land = GeoSeries(parcels).translate(*offset)
    kind = GeoSeries(facilities).translate(*offset)
    exact = shapely.distance(land.to_numpy()[:, None], kind.to_numpy())
    found = nearest(land, kind)
    # the coordinates themselves stand on a grid of 7e-9 m at 4e7 m
    np.testing.assert_allclose(found["distance"], exact.min(axis=1), rtol=1e-12, atol=3e-8)
    chosen = exact[np.arange(len(land)), found["nearest"]]
    np.testing.assert_allclose(chosen, exact.min(axis=1), rtol=1e-12, atol=3e-8)
    radius = 3.25
    clear = (np.abs(exact - radius) > 1e-6).all(axis=1)
    expected = (exact <= radius).sum(axis=1)
    np.testing.assert_array_equal(count_within(land, kind, radius)[clear], expected[clear])


def scattered(n, seed):
    rng = np.random.default_rng(seed)
    xy = np.array((4.1e7, 3.3e6)) + rng.uniform(0, 3000, (n, 2))
    low, high = xy - rng.uniform(5, 30, (n, 2)), xy + rng.uniform(5, 30, (n, 2))
    return GeoSeries(shapely.box(*low.T, *high.T)).rotate(17)


def test_sjoin_nearest_agrees_over_many_facilities():
    parcels = scattered(400, 1)
    facilities = GeoSeries(shapely.points(scattered(900, 2).centroid.get_coordinates()))
    joined = sjoin_nearest(
        GeoDataFrame(geometry=parcels), GeoDataFrame(geometry=facilities), distance_col="d"
    )
    expected = joined["d"].groupby(level=0).first()
    found = nearest(parcels, facilities)
    np.testing.assert_allclose(found["distance"], expected, rtol=1e-12, atol=1e-8)


def test_any_partition_of_the_rows_gives_the_same_bits(monkeypatch):
    parcels, facilities = scattered(300, 3), scattered(60, 4)
    whole, flat = nearest(parcels, facilities), rings(parcels)
    pieces = [nearest(parcels.iloc[a : a + 7], facilities) for a in range(0, 300, 7)]
    assert np.concatenate([p.to_numpy() for p in pieces]).tobytes() == whole.to_numpy().tobytes()
    monkeypatch.setattr(kernel, "ALONE", 10)
    monkeypatch.setattr(kernel, "BLOCK", 13)
    assert nearest(flat, facilities).equals(whole)
    assert count_within(flat, facilities, 90).equals(count_within(parcels, facilities, 90))


def test_the_order_of_facilities_changes_no_distance():
    parcels, facilities = scattered(50, 5), scattered(80, 6)
    shuffled = np.random.default_rng(1).permutation(80)
    there, here = nearest(parcels, facilities), nearest(parcels, facilities.iloc[shuffled])
    assert here["distance"].equals(there["distance"])
    assert (shuffled[here["nearest"]] == there["nearest"]).all()
