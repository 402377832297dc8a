"""What is unreachable leaves no infinity in any export: an empty cell, and the reason beside."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.exports import write
from sitesel.exports.ledger import ledger_json_lines, ledger_page
from sitesel.exports.sites import described, page_of
from sitesel.requirement import read_requirement
from sitesel.selection import Selection, select
from tests.archipelago import STATE, TIME, archipelago_draft

WEIGHED = f"""
rules: none
constraints: [{{attribute: area, at_least: 1}}]
criteria:
  - {{id: time, attribute: {TIME}, value: {{linear: {{best: 0 min, worst: 30 min}}}}, weight: 1}}
"""
WHY = "金钵盂没有可载货车的渡轮"


@pytest.fixture
def islands(tmp_path: Path) -> Catalogue:
    return Store(tmp_path / "islands").publish(archipelago_draft())


@pytest.fixture
def weighed(islands: Catalogue) -> Selection:
    return select(islands, read_requirement(WEIGHED, islands.schema))


@pytest.fixture
def screened(islands: Catalogue) -> Selection:
    asked = f"rules: none\nconstraints: [{{id: time, attribute: {TIME}, at_least: 1}}]"
    return select(islands, read_requirement(asked, islands.schema))


def test_a_table_has_an_empty_cell_and_the_reason_beside(islands, weighed):
    body = write(weighed, islands, "csv", lang="zh").decode()
    head, *rows = csv.reader(io.StringIO(body))
    by_id = {row[1]: row for row in rows}
    place = head.index("货车到码头的时间（分钟）")
    assert head[place + 1].endswith("状态")
    assert by_id["D"][place : place + 3] == ["", WHY, "0.0"]
    assert by_id["A"][place : place + 2] == ["1.0", ""]


def test_a_workbook_says_it_in_words(islands, weighed, screened):
    book = openpyxl.load_workbook(io.BytesIO(write(weighed, islands, "xlsx", lang="zh")))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert f"无法到达：{WHY}" in cells
    near = openpyxl.load_workbook(io.BytesIO(write(screened, islands, "xlsx", lang="zh")))
    said = [cell.value for row in near["接近者"].iter_rows() for cell in row]
    assert f"无法到达：{WHY}" in said


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_json_holds_no_infinity(islands, weighed, screened, form):
    for selection in (weighed, screened):
        text = write(selection, islands, form).decode()
        json.loads(text, parse_constant=pytest.fail)
        assert "∞" not in text


def test_a_feature_has_nothing_for_the_number_and_the_state_beside(islands, weighed):
    features = json.loads(write(weighed, islands, "geojson"))["features"]
    told = {f["id"]: f["properties"] for f in features}
    assert (told["D"]["attributes"][TIME], told["D"]["attributes"][STATE]) == (None, "no_ferry")
    [part] = told["D"]["contributions"]
    assert (part["found"], part["state"], part["place"]) == ("unreachable", "no_ferry", "金钵盂")


def test_a_geopackage_has_an_empty_cell_and_the_state_beside(islands, weighed, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(write(weighed, islands, "gpkg"))
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        told = {row["parcel"]: row for row in db.execute("SELECT * FROM candidates").fetchall()}
    db.close()
    assert (told["D"][TIME], told["D"][STATE]) == (None, "no_ferry")
    assert (told["A"][TIME], told["A"][STATE]) == (1.0, "reachable")


def test_the_map_says_why(islands, weighed, screened):
    for selection in (weighed, screened):
        page = write(selection, islands, "html", lang="zh").decode()
        assert WHY in page
        assert "Infinity" not in page.split("<script")[-1]


def test_the_ledger_holds_no_infinity(islands, screened):
    del islands
    lines = [
        json.loads(line, parse_constant=pytest.fail)
        for block in ledger_json_lines(screened)
        for line in block.decode().splitlines()
    ]
    told = {line["parcel"]: line for line in lines}
    assert told["D"]["rejected_by"][0]["found"] == "unreachable"
    assert told["C"]["unknown"][0]["state"] == "outside_network"
    json.dumps(ledger_page(screened, 0, 9), allow_nan=False)


def test_a_parcel_alone_and_in_a_page_holds_no_infinity(islands):
    one = json.loads(json.dumps(described(islands, "parcels", "D"), allow_nan=False))
    assert one["properties"][TIME] is None
    assert one["properties"][STATE] == "no_ferry"
    json.dumps(page_of(islands, "parcels", 0, 9), allow_nan=False)


def test_the_published_parcels_hold_no_infinity(islands):
    table = pq.read_table(islands.path / "parcels.parquet", columns=["id", TIME, STATE])
    told = {row["id"]: (row[TIME], row[STATE]) for row in table.to_pylist()}
    assert told["D"] == (None, "no_ferry")
    assert told["A"] == (1.0, "reachable")


def test_exports_show_the_columns_of_the_scenario(islands):
    asked = WEIGHED + "scenario: bridge\n"
    selection = select(islands, read_requirement(asked, islands.schema))
    features = json.loads(write(selection, islands, "geojson"))["features"]
    told = {f["id"]: f["properties"]["attributes"] for f in features}
    assert (told["D"][TIME], told["D"][STATE]) == (9.0, "reachable")
