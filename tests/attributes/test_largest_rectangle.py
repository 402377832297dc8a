import numpy as np
import pytest
from geopandas import GeoSeries
from shapely import Point, Polygon, affinity, box

from sitesel.attributes.largest_rectangle import largest_rectangle

L = Polygon([(0, 0), (300, 0), (300, 100), (100, 100), (100, 300), (0, 300)])
DONUT = Polygon(box(0, 0, 300, 300).exterior, [box(100, 100, 200, 200).exterior])
RIGHT_ANGLE = Polygon([(0, 0), (90, 0), (0, 90)])


@pytest.mark.parametrize("turn", [0, 37, 123.4])
@pytest.mark.parametrize(
    ("shape", "aspect", "depth"),
    [
        (box(0, 0, 205, 125), 1, 125),
        (box(0, 0, 200, 120), 2, 100),
        (box(0, 0, 120, 200), 5 / 3, 120),
        (box(0, 0, 100, 100), 3, 100 * 2**0.5 / 4),  # from corner to corner: 3 h + h
        (L, 3, 100),
        (L, 1, 100),
        (DONUT, 3, 100),
        (RIGHT_ANGLE, 1, 45),
        (RIGHT_ANGLE, 2, 90 * 2**0.5 / 4),  # on the long side: 2 h + h + h
        (Point(0, 0).buffer(100, quad_segs=64), 1, 100 * 2**0.5),
    ],
)
def test_the_largest_rectangle_in_a_shape_drawn_by_hand(shape, aspect, depth, turn):
    moved = affinity.translate(affinity.rotate(shape, turn, origin=(0, 0)), 4e5, 3.3e6)
    found = largest_rectangle(GeoSeries([moved]), aspect).iloc[0]
    assert found["depth"] == pytest.approx(depth, abs=0.012)
    assert found["depth"] <= depth + 1e-6
    assert found["width"] == pytest.approx(found["depth"] * aspect)
    assert found["area"] == pytest.approx(found["width"] * found["depth"])
    assert found.geometry.within(moved)
    assert found.geometry.area == pytest.approx(found["area"], rel=1e-4)


@pytest.mark.parametrize(
    ("shape", "area"),
    [(box(0, 0, 205, 125), 205 * 125), (L, 30_000), (RIGHT_ANGLE, 2_025), (DONUT, 30_000)],
)
def test_of_any_aspect_the_largest_is_found_in_plain_shapes(shape, area):
    found = largest_rectangle(GeoSeries([affinity.rotate(shape, 20)])).iloc[0]
    assert area * 0.995 < found["area"] <= area * (1 + 1e-9)
    assert found["width"] >= found["depth"]


def test_without_geometry_there_is_none_and_the_index_stays():
    found = largest_rectangle(GeoSeries({"A1": None, "A2": box(0, 0, 20, 10)}, crs=4550), 2)
    assert np.isnan(found["area"]["A1"])
    assert found.geometry["A1"] is None
    assert found["area"]["A2"] == pytest.approx(200, rel=1e-2)


@pytest.mark.parametrize("aspect", [0.5, np.nan, np.inf])
def test_an_aspect_below_one_is_refused(aspect):
    with pytest.raises(ValueError, match="aspect"):
        largest_rectangle(GeoSeries([box(0, 0, 1, 1)]), aspect)
