import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, affinity, box

from sitesel.attributes import kernel
from sitesel.attributes.overlay import dissolve, overlap_area, remaining_area, share
from sitesel.attributes.rings import WrongCrs, rings

SQUARE = box(0, 0, 20, 20)
HOLED = Polygon(box(0, 0, 20, 20).exterior, [box(5, 5, 15, 15).exterior])
OFFSETS = [(0, 0), (500_000, 3_300_000), (40_500_000, 3_300_000)]


def overlap(parcel, *layer, offset=(0, 0)):
    parcels, areas = GeoSeries([parcel]), GeoSeries(list(layer))
    return overlap_area(parcels.translate(*offset), areas.translate(*offset)).item()


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (box(10, 0, 30, 20), 200),
        (box(10, 10, 30, 30), 100),
        (box(5, 5, 15, 15), 100),
        (box(-5, 8, 25, 12), 80),
        (box(8, -5, 12, 25), 80),
        (box(-5, -5, 25, 25), 400),
        (SQUARE, 400),
        (box(20, 0, 40, 20), 0),
        (box(0, 20, 20, 40), 0),
        (box(-20, 5, 0, 15), 0),
        (box(20, 20, 40, 40), 0),
        (box(99, 0, 120, 20), 0),
        (box(0, 99, 20, 120), 0),
        (box(0, 0, 20, 10), 200),
        (box(5, 0, 15, 20), 200),
        (Polygon([(0, 0), (20, 0), (0, 20)]), 200),
        (Polygon([(10, -10), (30, 10), (10, 30), (-10, 10)]), 400),
        (Polygon([(10, 0), (20, 10), (10, 20), (0, 10)]), 200),
        (HOLED, 300),
        (MultiPolygon([box(-5, -5, 5, 5), box(15, 15, 25, 25)]), 50),
        (shapely.difference(box(-50, -50, 50, 50), SQUARE), 0),
        (shapely.difference(box(-50, -50, 50, 50), box(-9, -9, 10, 29)), 200),
    ],
)
def test_area_of_a_square_under_a_polygon_drawn_by_hand(layer, expected, offset):
    assert overlap(SQUARE, layer, offset=offset) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("offset", OFFSETS)
def test_land_just_outside_shared_edges_is_exactly_none_and_the_same_land_exactly_all(offset):
    slanted = affinity.rotate(SQUARE, 31, origin=(0, 0))
    beside = affinity.rotate(box(20, -7, 40, 33), 31, origin=(0, 0))
    assert overlap(slanted, beside, offset=offset) == 0
    parcels = GeoSeries([slanted]).translate(*offset)
    assert overlap_area(parcels, parcels).item() == parcels.area.item()
    assert share(parcels, parcels).item() == 100
    assert remaining_area(parcels, [parcels]).item() == 0


def test_polygons_that_overlap_each_other_count_once():
    assert overlap(SQUARE, box(10, 0, 30, 20), box(15, 0, 40, 20), box(10, 0, 30, 20)) == 200


def test_a_hole_of_the_parcel_does_not_count():
    assert overlap(HOLED, box(0, 0, 10, 20)) == 150


def test_a_hole_exactly_filled_is_no_overlap():
    assert overlap(HOLED, box(5, 5, 15, 15)) == 0


def test_rings_drawn_the_wrong_way_round_measure_the_same():
    assert overlap(HOLED.reverse(), box(0, 0, 10, 20).reverse()) == 150


def test_all_parts_of_a_parcel_count():
    parts = MultiPolygon([box(0, 0, 10, 10), box(100, 0, 110, 10)])
    assert overlap(parts, box(5, 0, 105, 10)) == 100


def test_an_invalid_constraint_polygon_covers_what_it_encloses():
    bow_tie = Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])
    assert overlap(SQUARE, bow_tie) == 200


def test_lines_points_and_missing_geometry_cover_nothing():
    mixed = GeometryCollection([LineString([(0, 0), (9, 9)]), box(0, 0, 1, 1)])
    assert overlap(SQUARE, None, Point(1, 1), LineString([(0, 0), (9, 9)]), mixed) == 1


def test_a_layer_without_polygons_covers_nothing():
    parcels = GeoSeries({"A1": SQUARE})
    for nothing in (GeoSeries([]), GeoSeries([None])):
        assert overlap_area(parcels, nothing).to_dict() == {"A1": 0}
    assert remaining_area(parcels, []).to_dict() == {"A1": 400}


def test_an_edge_that_rises_over_the_box_by_less_than_rounding_can_hold_is_level():
    south, north = -1e9, 1.0
    layer = Polygon([(0, south), (20, south), (20, north), (0, np.nextafter(north, 2))])
    parcel = box(0, south, 20, north)
    assert overlap(parcel, layer) == parcel.area


def test_a_parcel_without_geometry_is_missing_and_stops_no_other():
    parcels = GeoSeries({"A1": None, "A2": SQUARE, "A3": Polygon()})
    layer = GeoSeries([box(0, 0, 10, 20)])
    for measure, expected in (
        (overlap_area(parcels, layer), 200),
        (share(parcels, layer), 50),
        (remaining_area(parcels, [layer]), 200),
    ):
        assert measure.index.tolist() == ["A1", "A2", "A3"]
        np.testing.assert_array_equal(measure, [np.nan, expected, np.nan])


def test_what_remains_counts_land_under_two_layers_once():
    water, farms = GeoSeries([box(10, 0, 30, 20)]), GeoSeries([box(15, 0, 30, 20), box(0, 0, 5, 5)])
    assert remaining_area(GeoSeries([SQUARE]), [water, farms]).item() == 175


def test_two_crs_are_refused():
    parcels = GeoSeries([SQUARE], crs=4550)
    with pytest.raises(WrongCrs):
        overlap_area(parcels, GeoSeries([SQUARE], crs=4549))
    with pytest.raises(WrongCrs):
        overlap_area(parcels, dissolve(GeoSeries([SQUARE], crs=4549)))


def test_the_layer_is_left_as_it_was():
    layer = GeoSeries([Polygon([(0, 0), (20, 20), (20, 0), (0, 20)]), None])
    before = layer.to_wkb()
    dissolve(layer)
    assert layer.to_wkb().equals(before)


# GEOS as an oracle -----------------------------------------------------------------------------

_small = st.integers(-6, 6)
_corner = st.tuples(_small, _small)
_boxes = st.builds(
    lambda at, w, h: box(*at, at[0] + w, at[1] + h), _corner, st.integers(1, 9), st.integers(1, 9)
)
_stars = st.builds(
    lambda at, radii: Polygon(
        np.array(at)
        + [
            (r * np.cos(angle), r * np.sin(angle))
            for r, angle in zip(radii, np.arange(len(radii)) * 2 * np.pi / len(radii), strict=True)
        ]
    ),
    _corner,
    st.lists(st.integers(1, 9), min_size=3, max_size=12),
)  # fmt: skip
_triangles = (
    st.lists(_corner, min_size=3, max_size=3, unique=True).map(Polygon).filter(lambda p: p.area > 0)
)
_simple = st.one_of(_boxes, _stars, _triangles)
_cut = st.builds(shapely.difference, _simple, _simple)
_joined = st.builds(shapely.union, _simple, _simple)
_shapes = st.one_of(_simple, _cut, _joined).filter(lambda p: p.area > 1e-3)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_shapes, min_size=1, max_size=3),
    st.lists(_shapes, min_size=1, max_size=5),
    st.sampled_from([0, 0, 30, 33.3]),
    st.sampled_from(OFFSETS[:2]),
)
def test_overlap_agrees_with_geos_to_a_billionth_of_the_parcel(parcels, layer, angle, offset):
    land = GeoSeries(parcels).rotate(angle, origin=(0, 0)).translate(*offset)
    areas = GeoSeries(layer).rotate(angle, origin=(0, 0)).translate(*offset)
    union = areas.union_all()
    found = overlap_area(land, areas)
    # the nodes of GEOS stand on the grid of the coordinates: 5e-10 m at 3.3e6 m
    grid = 0 if offset == (0, 0) else 5e-10 * (land.length + areas.length.sum())
    exact = (found - land.intersection(union).area).abs() <= 2e-9 * land.area + grid
    # now and then GEOS loses a polygon whose edge lies on another's; on a coarse grid it does not
    snapped = shapely.area(shapely.intersection(land.to_numpy(), union, grid_size=1e-7))
    near = (found - snapped).abs() <= 1e-6 * (land.length + areas.length.sum())
    lost = (land.intersection(union).area - snapped).abs() > 1e-3
    assert near.all()
    assert (exact | lost).all()


def test_a_parcel_along_the_edge_of_an_area_is_not_lost_as_geos_loses_it():
    parcels = GeoSeries([box(-2, -6, -1, -3)]).rotate(30, origin=(0, 0))
    area = GeoSeries([Polygon([(0, -6), (0, -2), (-2, -2), (-2, -6)])]).rotate(30, origin=(0, 0))
    # GEOS 3.14 finds two points here
    assert overlap_area(parcels, area).item() == pytest.approx(3)


def scattered(n, vertices, mean, seed):
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = rng.uniform(0.4, 1.4, (n, vertices)) * mean
    xy = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    return GeoSeries(shapely.polygons(xy + rng.uniform(0, 2000, (n, 1, 2)) + (5e5, 3.3e6)))


def test_many_parcels_under_areas_of_a_thousand_edges_agree_with_geos():
    parcels, layer = scattered(400, 9, 30, 1), scattered(30, 1000, 160, 2)
    expected = parcels.intersection(layer.union_all()).area
    found = overlap_area(parcels, layer)
    assert ((found - expected).abs() <= 1e-9 * parcels.area).all()
    assert (found > 0).sum() > 50


def test_a_parcel_cut_in_two_has_the_overlap_of_its_halves():
    parcels, layer = scattered(60, 9, 30, 3), scattered(40, 50, 200, 4)
    cover = dissolve(layer)
    west = parcels.intersection(box(0, 0, 501_000, 9e9))
    east = parcels.intersection(box(501_000, 0, 9e9, 9e9))
    halves = overlap_area(west, cover).fillna(0) + overlap_area(east, cover).fillna(0)
    np.testing.assert_allclose(halves, overlap_area(parcels, cover), atol=1e-9 * 2000)


def test_any_partition_of_the_rows_gives_the_same_bits(monkeypatch):
    parcels, cover = scattered(300, 9, 30, 5), dissolve(scattered(40, 50, 100, 6))
    whole, flat = overlap_area(parcels, cover), rings(parcels)
    pieces = [overlap_area(parcels.iloc[a : a + 7], cover) for a in range(0, 300, 7)]
    assert np.concatenate([p.to_numpy() for p in pieces]).tobytes() == whole.to_numpy().tobytes()
    monkeypatch.setattr(kernel, "ALONE", 10)
    monkeypatch.setattr(kernel, "BLOCK", 13)
    assert overlap_area(flat, cover).equals(whole)
