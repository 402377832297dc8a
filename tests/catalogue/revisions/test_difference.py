from __future__ import annotations

from datetime import UTC, datetime

import geopandas
import pytest
from shapely import Polygon, box

from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.revisions.difference import Asked, Changed, difference
from sitesel.catalogue.revisions.revision import Change
from sitesel.errors import LayerError, RevisionConflict, UploadRefused
from sitesel.language import Text

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
WEST, SOUTH = 413_000.0, 3_320_000.0


@pytest.fixture
def sheet(tmp_path):
    def written(text, name="sheet.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def drawn(tmp_path, shapes, **columns):
    path = tmp_path / "drawn.gpkg"
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4550")
    frame.to_file(path)
    return path


def parcel(number, *, west=0.0, south=0.0, east=0.0, north=0.0):
    return box(WEST + 100 * number + west, SOUTH + south, WEST + 100 * number + 100 + east,
               SOUTH + 100 + north)  # fmt: skip


def test_a_sheet_tells_what_it_changes_value_by_value(store, sheet):
    path = sheet("编号,状态,起始地价,价钱\nC,挂牌,600,x\nA,成交,375,x\nB,,,x\n")
    found = difference(store.current(), path)
    assert found.changed == (
        Changed("A", "status", "listed", "sold"),
        Changed("C", "status", None, "listed"),
        Changed("C", "price", None, 600.0),
    )
    assert (found.rows, found.unchanged, found.new, found.gone) == (3, 1, (), ())
    assert found.columns == {"status": "状态", "price": "起始地价"}
    assert found.unread == ("价钱",)
    assert found.moved == ()
    assert store.current_id() == found.catalogue


def test_an_empty_cell_keeps_what_the_catalogue_has(store, sheet):
    assert difference(store.current(), sheet("id,price\nA,\n")).changed == ()


def test_a_cell_that_can_not_be_read_is_told_and_changes_nothing(store, sheet):
    found = difference(store.current(), sheet("id,status,price\nA,gone,cheap\n"))
    assert found.changed == ()
    assert {finding.code for finding in found.findings} >= {"unmapped-value", "unreadable-value"}


def test_ids_that_the_catalogue_does_not_know_are_new(store, sheet):
    found = difference(store.current(), sheet("id,price\nA,1\nZ9,1\n"))
    assert found.new == ("Z9",)


def test_of_a_whole_list_what_it_leaves_out_is_gone(store, sheet):
    text = "id,price\nA,375\nB,300\nF,420\n"
    assert difference(store.current(), sheet(text)).gone == ()
    found = difference(store.current(), sheet(text), Asked(whole=True))
    assert found.gone == ("C", "D", "E")
    assert found.unchanged == 3


def test_outlines_that_moved_are_told_in_metres(store, tmp_path):
    shapes = [
        parcel(0),
        parcel(1, north=3),
        parcel(2, west=0.005),
        Polygon([(WEST + 300, SOUTH), (WEST + 400, SOUTH), (WEST + 400, SOUTH + 100),
                 (WEST + 350, SOUTH + 112.5), (WEST + 300, SOUTH + 100)]),
        parcel(9),
    ]  # fmt: skip
    found = difference(store.current(), drawn(tmp_path, shapes, id=["A", "B", "C", "D", "Z"]))
    assert [(m.site, round(m.metres, 3)) for m in found.moved] == [("B", 3.0), ("D", 12.5)]
    assert round(found.moved[0].area_before) == 10_000
    assert round(found.moved[0].area_after) == 10_300
    assert found.new == ("Z",)
    assert found.unchanged == 2
    assert set(found.outlines) == {"B", "D", "Z"}


def test_a_faulty_outline_is_a_finding(store, tmp_path):
    bow = Polygon([(WEST, SOUTH), (WEST + 100, SOUTH + 100), (WEST + 100, SOUTH),
                   (WEST, SOUTH + 100)])  # fmt: skip
    found = difference(store.current(), drawn(tmp_path, [bow, parcel(1)], id=["A", "B"]))
    assert any(finding.parcel == "A" for finding in found.findings)


def test_publishing_it_makes_the_changes(store, sheet):
    found = difference(store.current(), sheet("id,status,price\nA,sold,380\n"))
    after = store.revise(found.changes(note="月报"), who="user:3", now=NOW, expects=found.catalogue)
    columns = after.columns()
    assert (columns.value("status", 0), columns.value("price", 0)) == ("sold", 380)
    assert {r.document for r in after.revised.state.revisions} == {"sheet.csv"}
    assert difference(after, sheet("id,status,price\nA,sold,380\n")).changed == ()


def test_publishing_what_was_looked_at_before_another_change_is_a_conflict(store, sheet):
    found = difference(store.current(), sheet("id,price\nA,380\n"))
    store.revise([Change("A", "price", 1)], who="user:4", now=NOW)
    with pytest.raises(RevisionConflict):
        store.revise(found.changes(), who="user:3", now=NOW, expects=found.catalogue)


def test_a_step_that_can_not_be_gone_is_told_and_holds_up_the_rest(store, sheet):
    found = difference(store.current(), sheet("id,status,price\nA,planned,380\n"))
    (refused,) = found.refused
    assert (refused.site, refused.attribute) == ("A", "status")
    assert isinstance(refused.why, Text)
    with pytest.raises(UploadRefused, match="can't become"):
        found.changes()


def test_columns_are_named_as_in_a_build_config(store, sheet):
    asked = Asked(
        id="宗地",
        columns={"price": ColumnMapping(column="价", unit="10^4 CNY/mu")},
    )
    found = difference(store.current(), sheet("宗地,价\nA,30\n"), asked)
    assert found.changed == (Changed("A", "price", 375.0, 450.0),)


@pytest.mark.parametrize(
    ("text", "asked", "says"),
    [
        ("name,price\nA,1\n", Asked(), "no column 'id'"),
        ("id,price\nA,1\nA,2\n", Asked(), "A more than once"),
        ("id,price\n,1\nA,2\n", Asked(), "1 of 2 rows"),
        ("id,price\n", Asked(), "no rows"),
        ("id,price\nA,1\n", Asked(id="no"), "no column 'no'"),
        ("id,p\nA,1\n", Asked(columns={"area": ColumnMapping(column="p")}), "no attribute 'area'"),
        ("id,p\nA,1\n", Asked(columns={"price": ColumnMapping(column="q")}), "no column 'q'"),
    ],
)
def test_a_file_that_tells_of_no_parcels_is_refused(store, sheet, text, asked, says):
    with pytest.raises(UploadRefused, match=says):
        difference(store.current(), sheet(text), asked)


def test_a_file_that_is_none_is_refused(store, tmp_path):
    path = tmp_path / "x.shp"
    path.write_bytes(b"not a shapefile")
    with pytest.raises(LayerError):
        difference(store.current(), path)
