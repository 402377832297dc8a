from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from geopandas import GeoDataFrame
from shapely import Point

from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.searching.folded import folded
from sitesel.catalogue.searching.index import SearchIndex, search_index
from sitesel.catalogue.searching.pinyin import spoken
from sitesel.columns import CategoryColumn, TextColumn
from tests.conftest import town_draft

NAMES = ["舟山定海 DH-08", "六横 1 号", "长涂", "North 08", None, "<b>甲</b>"]


@pytest.fixture
def named(tmp_path) -> Catalogue:
    draft = town_draft()
    parcels = draft.sites["parcels"]
    district = CategoryColumn(np.array([0, 0, 1, -1, -1, 0], np.int32), ("dinghai", "putuo"))
    columns = {
        **parcels.columns.columns,
        "name": TextColumn(pa.array(NAMES, pa.string())),
        "number": TextColumn(pa.array(["２０２６-1", "", None, "7", "7", "08"], pa.string())),
        "district": district,
    }
    sites = replace(parcels, columns=replace(parcels.columns, columns=columns))
    return Store(tmp_path / "named").publish(
        replace(draft, sites={**draft.sites, "parcels": sites})
    )


def told(catalogue: Catalogue, asked: str, limit: int = 20) -> list[tuple[str, str]]:
    hits = search_index(catalogue).find(asked, limit)
    return [
        (
            hit.matched,
            hit.named.id if hit.named else catalogue.columns(hit.sites).ids[hit.row].as_py(),
        )
        for hit in hits
    ]


def test_initials_and_full_pinyin_find_a_place(named):
    assert ("initials", "A") in told(named, "zs")
    assert ("pinyin", "A") in told(named, "zhoushan")
    assert ("pinyin", "A") in told(named, "Ding Hai")


@pytest.mark.parametrize("asked", ["changtu", "ct"])
def test_a_polyphone_is_read_as_the_region_reads_it(named, asked):
    assert [who for _, who in told(named, asked)] == ["C"]


@pytest.mark.parametrize("asked", ["liuheng", "luheng"])
def test_what_people_say_in_two_ways_is_found_by_both(named, asked):
    assert [who for _, who in told(named, asked)] == ["B"]


def test_pinyin_begins_at_a_syllable():
    speech = spoken(folded(pa.array(["舟山"])))
    from sitesel.catalogue.searching.folded import query

    assert speech.full.found(query("shan"), 9)[0].tolist() == [0]
    assert speech.full.found(query("ou"), 9)[0].tolist() == []


@pytest.mark.parametrize("asked", ["dh08", "DH－08", "ｄｈ 08", "Dh_08"])
def test_case_width_and_separators_make_no_difference(named, asked):
    assert told(named, asked)[0] == ("name", "A")


def test_the_whole_name_comes_before_beginning_word_and_inside(named):
    assert told(named, "08") == [("number", "F"), ("name", "D"), ("name", "A")]


def test_a_district_comes_before_what_lies_in_it(named):
    assert told(named, "dinghai")[0] == ("name", "dinghai")
    [hit] = [h for h in search_index(named).find("dinghai", 9) if h.named]
    assert hit.named is not None
    assert hit.named.sites == 3


def test_facilities_and_lands_are_found_by_either_name(named):
    assert told(named, "town wharf") == [("name", "wharf-1")]
    assert told(named, "xzmt") == [("initials", "wharf-1")]
    assert told(named, "主岛") == [("name", "landmass:主岛")]


def test_each_thing_is_told_once(named):
    found = told(named, "7")
    assert len(found) == len(set(found)) == 2


@pytest.mark.parametrize("asked", ["", "  ", "--", "%_", "\ud800", "没有这个", "x" * 10_000])
def test_what_is_nowhere_is_an_answer_without_hits(named, asked):
    assert told(named, asked) == []


def test_no_more_than_asked_for(named):
    assert len(told(named, "0", 1)) == 1


def test_names_do_not_run_into_each_other():
    names = folded(pa.array(["ab", "cd"]))
    from sitesel.catalogue.searching.folded import query

    assert names.found(query("bc"), 9)[0].tolist() == []


def test_a_catalogue_without_names_has_nothing_to_find(tmp_path):
    draft = replace(town_draft(), sites={}, facilities=None, context=None)
    assert told(Store(tmp_path / "none").publish(draft), "a") == []


def test_lands_whose_id_was_made_have_no_name(tmp_path):
    land = GeoDataFrame(
        {"kind": ["land"], "name": ["x93268ef4ef82"]},
        geometry=[Point(0, 0).buffer(1)],
        crs="OGC:CRS84",
    )
    catalogue = Store(tmp_path / "made").publish(replace(town_draft(), context=land))
    assert told(catalogue, "x93268ef4ef82") == []


def test_the_index_is_made_once(named):
    first: SearchIndex = search_index(named)
    assert search_index(named) is first
