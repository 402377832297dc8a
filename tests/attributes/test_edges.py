import numpy as np
from geopandas import GeoSeries
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box

from sitesel.attributes.edges import edges_of_rings, edges_of_shapes
from sitesel.attributes.rings import rings


def test_points_lines_and_polygons_give_their_edges_with_their_owner():
    shapes = np.array(
        [Point(1, 2), None, LineString([(0, 0), (3, 0), (3, 4)]), box(0, 0, 1, 1)], object
    )
    edges = edges_of_shapes(shapes)
    assert np.bincount(edges.owner).tolist() == [1, 0, 2, 4]
    assert edges.ends[edges.owner == 0].tolist() == [[1, 2, 1, 2]]


def test_collections_are_opened():
    inner = GeometryCollection([MultiPoint([(0, 0), (1, 1)]), LineString([(0, 0), (2, 0)])])
    edges = edges_of_shapes(np.array([GeometryCollection([inner, Point(9, 9)])], object))
    assert len(edges.ends) == 4
    assert edges.owner.tolist() == [0, 0, 0, 0]


def test_a_layer_of_nothing_has_no_edges():
    for nothing in ([], [None], [Point()], [Polygon()], [Point(np.inf, 0)]):
        assert len(edges_of_shapes(np.array(nothing, object)).ends) == 0


def test_each_box_holds_all_under_it_and_each_edge_stands_in_one_leaf():
    rng = np.random.default_rng(3)
    lines = [LineString(rng.uniform(0, 99, (rng.integers(2, 30), 2))) for _ in range(50)]
    edges = edges_of_shapes(np.array(lines, object))
    low = np.minimum(edges.ends[:, :2], edges.ends[:, 2:])
    high = np.maximum(edges.ends[:, :2], edges.ends[:, 2:])
    for box_, (first, last) in zip(edges.boxes, edges.span, strict=True):
        np.testing.assert_array_equal(box_[:2], low[first:last].min(axis=0))
        np.testing.assert_array_equal(box_[2:], high[first:last].max(axis=0))
    leaves = np.flatnonzero(edges.skip == np.arange(len(edges.skip)) + 1)
    spans = edges.span[leaves]
    assert spans[0, 0] == 0
    assert spans[-1, 1] == len(edges.ends)
    assert (spans[1:, 0] == spans[:-1, 1]).all()


def test_rings_without_their_closing_vertex_twice():
    holed = Polygon(box(0, 0, 9, 9).exterior, [box(2, 2, 4, 4).exterior])
    edges = edges_of_rings(rings(GeoSeries([box(20, 0, 21, 1), holed])))
    assert np.bincount(edges.owner).tolist() == [4, 8]
    assert (edges.ends[:, :2] != edges.ends[:, 2:]).any(axis=1).all()
