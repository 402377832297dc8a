from __future__ import annotations

import numpy as np
import pytest
import shapely
from geopandas import GeoSeries
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from sitesel.attributes.in_area import ACROSS, INSIDE, NOWHERE, OUTSIDE, share_inside, sides
from sitesel.crs import named_crs, to_crs

CRS = named_crs("EPSG:4550")
LONLAT = "OGC:CRS84"
RING = Polygon(
    [(122.0, 30.0), (122.1, 30.02), (122.12, 30.1), (122.05, 30.05), (121.98, 30.09)],
    [[(122.04, 30.02), (122.06, 30.03), (122.05, 30.04)]],
)


def parcels(*shapes: shapely.Geometry | None) -> np.ndarray:
    return np.array(shapes, object)


@pytest.mark.parametrize(
    ("area", "boxes", "expected"),
    [
        (box(0, 0, 5, 5), [[1, 1, 2, 2], [6, 6, 7, 7], [4, 4, 6, 6]], [INSIDE, OUTSIDE, ACROSS]),
        # around the area, touching it from outside and from inside
        (box(1, 1, 2, 2), [[0, 0, 9, 9], [2, 1, 3, 2], [1, 1, 1.5, 1.5]], [ACROSS] * 3),
        # in its hole, and over the hole's edge
        (box(0, 0, 9, 9) - box(3, 3, 6, 6), [[4, 4, 5, 5], [5, 5, 7, 7]], [OUTSIDE, ACROSS]),
        # in the second of two, and between both
        (MultiPolygon([box(0, 0, 1, 1), box(4, 0, 6, 2)]), [[5, 1, 5, 1], [2, 0, 3, 1]], [1, 0]),
        # a long slanted edge passes by the box without meeting it
        (Polygon([(0, 0), (10, 10), (0, 10)]), [[6, 1, 8, 3], [2, 6, 4, 8]], [OUTSIDE, INSIDE]),
        (box(0, 0, 5, 5), [[np.nan] * 4], [NOWHERE]),
    ],
)
def test_on_which_side_of_the_outline_a_box_lies(area, boxes, expected):
    assert sides(np.array(boxes, float), area).tolist() == expected


coordinates = st.integers(0, 20).map(float)


@given(
    st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=12),
    st.lists(st.tuples(coordinates, coordinates, st.integers(0, 4), st.integers(0, 4))),
)
def test_sides_agree_with_geos(corners, given_boxes):
    area = shapely.make_valid(Polygon(corners))
    area = shapely.MultiPolygon([p for p in shapely.get_parts(area) if isinstance(p, Polygon)])
    if area.is_empty or not area.is_valid:
        return
    boxes = np.array([[x, y, x + w, y + h] for x, y, w, h in given_boxes], float).reshape(-1, 4)
    shapes = shapely.box(*boxes.T)
    points = (boxes[:, :2] == boxes[:, 2:]).all(axis=1)
    shapes[points] = shapely.points(boxes[points, :2])
    outline = shapely.intersects(area.boundary, shapes)
    inside = shapely.covers(area, shapes)
    expected = np.where(outline, ACROSS, np.where(inside, INSIDE, OUTSIDE))
    told = sides(boxes, area)
    clear = ~points & (boxes[:, :2] == boxes[:, 2:]).any(axis=1)  # a box without width: as GEOS
    assert told[~clear].tolist() == expected[~clear].tolist()


def test_half_a_parcel_inside_is_fifty_per_cent():
    west = box(122.0, 30.0, 122.01, 30.01)
    assert share_inside(parcels(west), box(122.005, 29, 123, 31)) == pytest.approx(50.0, abs=1e-3)


def test_the_share_is_that_of_geos_in_the_measuring_crs():
    rng = np.random.default_rng(7)
    corners = rng.uniform((121.97, 29.99), (122.13, 30.11), (300, 2))
    sizes = rng.uniform(0.0005, 0.01, (300, 2))
    boxes = [box(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
    told = share_inside(parcels(*boxes), RING)
    # straight in longitude and latitude: many points along each edge say so to GEOS
    area = to_crs(GeoSeries([shapely.segmentize(RING, 0.0005)], crs=LONLAT), CRS).iloc[0]
    plane = to_crs(GeoSeries(boxes, crs=LONLAT), CRS)
    expected = plane.intersection(area).area / plane.area * 100
    assert told == pytest.approx(expected.to_numpy(), abs=0.02)
    assert 0 in told
    assert 100 in told
    assert ((told > 1) & (told < 99)).sum() > 40


def test_a_long_edge_is_straight_in_degrees_as_geojson_has_it():
    # 4° of longitude along 30° N: the straight line in the plane lies hundreds of metres off
    area = box(120.0, 30.0, 124.0, 31.0)
    below = box(122.0, 29.999, 122.001, 29.9999)
    assert share_inside(parcels(below), area).tolist() == [0.0]
    above = box(122.0, 30.0001, 122.001, 30.001)
    assert share_inside(parcels(above), area).tolist() == [100.0]


def test_a_point_is_inside_or_not_and_on_the_edge_it_is_inside():
    points = [Point(122.01, 30.005), Point(122.3, 30.5), Point(122.0, 30.0), Point(122.05, 30.03)]
    assert share_inside(parcels(*points), RING).tolist() == [100, 0, 100, 0]


def test_a_parcel_that_is_cut_in_pieces_counts_with_all_of_them():
    area = MultiPolygon([box(122.0, 30.0, 122.001, 30.01), box(122.003, 30.0, 122.004, 30.01)])
    told = share_inside(parcels(box(122.0, 30.002, 122.004, 30.004)), area)
    assert told == pytest.approx([50.0], abs=1e-3)


def test_a_parcel_with_a_hole_is_measured_without_it():
    ring = box(122.0, 30.0, 122.004, 30.004) - box(122.0, 30.001, 122.002, 30.003)
    told = share_inside(parcels(ring), box(122.0, 29.0, 122.002, 31.0))
    assert told == pytest.approx([100 / 3], abs=1e-2)


def test_the_other_rows_change_no_bit_of_a_share():
    shapes = [box(122.0 + k / 100, 30.0, 122.008 + k / 100, 30.03) for k in range(9)]
    whole = share_inside(parcels(*shapes), RING)
    for k, shape in enumerate(shapes):
        assert share_inside(parcels(shape), RING)[0] == whole[k]


def test_the_whole_world_is_soon_laid_over():
    world = box(-180, -90, 180, 90)
    assert share_inside(parcels(box(122, 30, 122.1, 30.1)), world).tolist() == [100.0]
