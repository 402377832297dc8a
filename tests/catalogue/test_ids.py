from __future__ import annotations

import numpy as np
import pandas as pd
from geopandas import GeoSeries
from shapely import Polygon, affinity, box

from sitesel.catalogue.ids import stable_ids

BOXES = [box(122 + i / 100, 30, 122 + i / 100 + 0.005, 30.005) for i in range(4)]


def given(told, boxes=BOXES, values=None):
    outlines = GeoSeries(boxes, crs="OGC:CRS84")
    told = None if told is None else pd.Series(told)
    values = pd.DataFrame(values if values is not None else {}, index=range(len(outlines)))
    return stable_ids(told, outlines, values)


def test_a_site_keeps_the_id_of_its_source():
    assert given(["A", "B", "7", 7.5]).ids.tolist() == ["A", "B", "7", "7.5"]


def test_whole_numbers_are_written_without_a_point():
    assert given([1.0, 2.0, 3.0, np.nan]).ids.tolist()[:3] == ["1", "2", "3"]


def test_ids_that_repeat_are_told_apart_by_their_outlines():
    found = given(["A", "A", "B", "C"])
    assert len(set(found.ids)) == 4
    assert found.ids[0].startswith("A~")
    assert found.repeated == (("A", 2, min(found.ids[:2])),)


def test_the_order_of_the_rows_makes_no_difference():
    values = {"floor": [1, 2, 3, 4]}
    forth = given(["A", "A", "A", None], [BOXES[0], BOXES[0], BOXES[1], BOXES[2]], values)
    back = given(
        [None, "A", "A", "A"],
        [BOXES[2], BOXES[1], BOXES[0], BOXES[0]],
        {"floor": [4, 3, 2, 1]},
    )
    assert forth.ids.tolist() == back.ids.tolist()[::-1]


def test_a_missing_id_is_made_from_the_outline_alone():
    alone = given([None, "A", "B", "C"])
    other = given(["A", "B", "C", " "], [*BOXES[1:], BOXES[0]])
    assert alone.ids[0] == other.ids[3]
    assert alone.made.tolist() == [True, False, False, False]


def test_without_an_id_column_every_id_is_made():
    found = given(None)
    assert found.made.all()
    assert len(set(found.ids)) == 4


def test_where_a_ring_begins_and_a_tenth_of_a_millimetre_make_no_difference():
    ring = list(BOXES[0].exterior.coords)
    turned = Polygon([*ring[2:], *ring[1:3]])
    moved = affinity.translate(BOXES[0], 1e-10, 1e-10)
    ids = [given(None, [outline]).ids[0] for outline in (BOXES[0], turned, moved)]
    assert len(set(ids)) == 1


def test_another_outline_gives_another_id():
    moved = affinity.translate(BOXES[0], 1e-5)
    assert given(None, [BOXES[0]]).ids[0] != given(None, [moved]).ids[0]


def test_rows_the_same_in_everything_are_numbered():
    found = given(["A", "A", "A"], [BOXES[0]] * 3)
    first = found.ids[0]
    assert found.ids.tolist() == [first, f"{first}-2", f"{first}-3"]


def test_no_rows_give_no_ids():
    assert given([], []).ids.tolist() == []
