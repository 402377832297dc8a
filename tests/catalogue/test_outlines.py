from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from sitesel.catalogue.outlines import Outlines
from sitesel.errors import CatalogueError

HOLED = Polygon(
    [(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)], [(4, 4), (5, 4), (5, 5)]]
)
TWO_PARTS = MultiPolygon([box(20, 0, 21, 1), HOLED])
MIXED = np.array([HOLED, Point(3, 4), TWO_PARTS, box(5, 5, 6, 6), MultiPolygon([box(0, 0, 1, 1)])])


def test_outlines_of_every_kind_come_back_as_they_were(tmp_path):
    Outlines.of(MIXED).write(tmp_path / "rings")
    assert Outlines.open(tmp_path / "rings").geometries().tolist() == MIXED.tolist()


def test_rows_come_back_in_the_order_asked_for_and_may_repeat():
    assert Outlines.of(MIXED).geometries([3, 0, 2, 1, 0]).tolist() == [
        MIXED[i] for i in (3, 0, 2, 1, 0)
    ]


def test_no_rows_give_no_outlines():
    assert len(Outlines.of(MIXED).geometries([])) == 0


def test_no_sites_are_written_and_opened(tmp_path):
    Outlines.of(np.zeros(0, dtype=object)).write(tmp_path / "rings")
    opened = Outlines.open(tmp_path / "rings")
    assert (opened.count, len(opened.geometries())) == (0, 0)


def test_bounds_are_those_of_shapely():
    assert Outlines.of(MIXED).bounds.tolist() == shapely.bounds(MIXED).tolist()


def test_a_line_has_no_outline():
    with pytest.raises(ValueError, match="only points, polygons"):
        Outlines.of(np.array([shapely.LineString([(0, 0), (1, 1)])]))


def test_missing_arrays_are_told(tmp_path):
    with pytest.raises(CatalogueError, match="build the catalogue again"):
        Outlines.open(tmp_path)
