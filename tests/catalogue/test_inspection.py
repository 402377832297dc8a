from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from sitesel.catalogue.inspection import Stated, look
from sitesel.errors import UnknownCrs
from sitesel.layers import Layer, Provenance

SQUARE = shapely.box(413_000, 3_320_000, 413_100, 3_320_100)


def layer(*shapes, crs="EPSG:4550", **columns) -> Layer:
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    return Layer("drawn", frame, (), Provenance("drawn.shp", "ESRI Shapefile", crs_from="file"))


def test_a_look_counts_types_of_geometry_and_rows_without_one():
    assert look(layer(SQUARE, None, SQUARE.centroid)).geometry == {
        "Point": 1,
        "Polygon": 1,
        "none": 1,
    }


@pytest.mark.parametrize(
    ("values", "sort", "known", "examples"),
    [
        ([1.0, None], "number", 1, ("1.0",)),
        (["甲", "甲"], "text", 2, ("甲",)),
        ([True, False], "yes/no", 2, ("True", "False")),
        ([None, None], "text", 0, ()),
        (pd.to_datetime(["2026-01-01", None]), "date", 1, ("2026-01-01 00:00:00",)),
    ],
)
def test_a_column_shows_its_sort_and_some_of_its_values(values, sort, known, examples):
    [column] = look(layer(SQUARE, SQUARE, a=values)).columns
    assert (column.sort, column.known, column.examples) == (sort, known, examples)


def test_the_layer_stays_as_it_is():
    drawn = layer(SQUARE, a=["x"])
    before = drawn.frame.copy()
    look(drawn)
    pd.testing.assert_frame_equal(pd.DataFrame(drawn.frame), pd.DataFrame(before))


def test_a_layer_without_geometry_is_only_described():
    found = look(layer(None, a=["x"]))
    assert (found.crs, found.bounds, found.refusal) == (None, None, None)


def test_a_crs_that_cannot_be_settled_is_a_refusal_not_an_error():
    found = look(layer(shapely.box(500, 500, 600, 600), crs=None))
    assert isinstance(found.refusal, UnknownCrs)


def test_a_repeated_id_is_found_when_its_column_is_told():
    east = shapely.box(413_200, 3_320_000, 413_300, 3_320_100)
    found = look(layer(SQUARE, east, no=["A", "A"]), stated=Stated(id_column="no"))
    assert any(finding.column == "no" for finding in found.findings)


def test_a_column_that_is_told_and_not_there_is_named_and_the_rest_is_looked_at():
    found = look(layer(SQUARE, no=["A"]), stated=Stated(id_column="no", area_column="AreaAk"))
    assert (found.lacking, found.refusal) == (("AreaAk",), None)
