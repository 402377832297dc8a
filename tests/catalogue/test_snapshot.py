from __future__ import annotations

import json
from dataclasses import replace

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from geopandas import GeoSeries
from shapely import box

from sitesel.catalogue import Draft, Manifest, Sites, open_catalogue, snapshot
from sitesel.columns import Columns, QuantityColumn
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.schema import default_schema


def draft_of(ids: list[str], areas: list[float], geometry: list[object]) -> Draft:
    schema = default_schema()
    columns = Columns(
        "parcels", pa.array(ids), {"area": QuantityColumn(np.array(areas))}, schema.of("parcels")
    )
    manifest = Manifest(title=Text("一", "one"), crs="EPSG:4550", schema=schema, version="0")
    return Draft(manifest, {"parcels": Sites(columns, GeoSeries(geometry, crs="OGC:CRS84"))})


BOXES = [box(122 + i / 100, 30, 122 + i / 100 + 0.005, 30.005) for i in range(5)]


def written(draft: Draft, folder):
    folder.mkdir()
    manifest = snapshot.write(draft, folder)
    return manifest, {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_content_gives_the_same_bytes_and_id(tmp_path):
    draft = draft_of(list("abcde"), [1, 2, 3, 4, 5], BOXES)
    assert written(draft, tmp_path / "1") == written(draft, tmp_path / "2")


def test_rows_in_another_order_give_the_same_id(tmp_path):
    one = draft_of(list("abcde"), [1, 2, 3, 4, 5], BOXES)
    other = draft_of(list("edcba"), [5, 4, 3, 2, 1], BOXES[::-1])
    assert written(one, tmp_path / "1")[0].id == written(other, tmp_path / "2")[0].id


def test_stacked_parcels_stand_in_the_order_of_their_ids(tmp_path):
    manifest, _ = written(draft_of(["c", "a", "b"], [3, 1, 2], [BOXES[0]] * 3), tmp_path / "1")
    opened = open_catalogue(tmp_path / "1")
    assert opened.columns().ids.to_pylist() == ["a", "b", "c"]
    assert opened.columns()["area"].values.tolist() == [1, 2, 3]
    assert manifest.counts["parcels"] == 3


@pytest.mark.parametrize(
    "other",
    [
        draft_of(list("abcde"), [1, 2, 3, 4, 6], BOXES),
        draft_of(list("abcdf"), [1, 2, 3, 4, 5], BOXES),
        draft_of(list("abcde"), [1, 2, 3, 4, 5], [*BOXES[:4], box(122.5, 30, 122.6, 30.1)]),
    ],
    ids=["value", "id", "outline"],
)
def test_other_content_gives_another_id(tmp_path, other):
    draft = draft_of(list("abcde"), [1, 2, 3, 4, 5], BOXES)
    assert written(draft, tmp_path / "1")[0].id != written(other, tmp_path / "2")[0].id


def test_another_title_gives_another_id(tmp_path):
    draft = draft_of(["a"], [1], BOXES[:1])
    titled = replace(draft, manifest=replace(draft.manifest, title=Text("二", "two")))
    assert written(draft, tmp_path / "1")[0].id != written(titled, tmp_path / "2")[0].id


def test_parcels_are_read_by_geopandas_as_lonlat(town):
    frame = geopandas.read_parquet(town.path / "parcels.parquet")
    assert frame.crs == "OGC:CRS84"
    assert sorted(frame["id"]) == list("ABCDEF")
    assert frame.set_index("id").loc["E", "planning_use"] == "100103"
    assert frame.set_index("id")["price"].isna().sum() == 1


def test_the_bounding_boxes_let_a_reader_skip_rows(town):
    about = json.loads(pq.read_metadata(town.path / "parcels.parquet").metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    west = town.geometry().loc["A"].bounds
    found = geopandas.read_parquet(
        town.path / "parcels.parquet", bbox=(west[0] - 1, west[1], west[0] + 1e-5, west[3])
    )
    assert found["id"].tolist() == ["A"]


def test_unknowns_and_dates_are_plain_in_parquet(town):
    table = pq.read_table(town.path / "parcels.parquet").sort_by("id")
    assert table["available_from"].to_pylist()[:2] == [np.datetime64(20454, "D").item(), None]
    assert table["levelled"].to_pylist() == [True, True, None, False, True, True]
    assert table["plot_ratio.upper"].to_pylist()[:3] == [2.0, np.inf, None]


def test_findings_come_back(tmp_path, town):
    finding = Finding("x", "地块", "A1", 3, "面积", 2, {"value": "1", "n": 2}, 122.1, 30.2)
    table = pa.table(
        {
            **{k: [getattr(finding, k)] for k in ("code", "layer", "parcel", "row", "column")},
            "severity": ["note"],
            "count": [2],
            "facts": ['{"n": 2, "value": "1"}'],
            "lon": [122.1],
            "lat": [30.2],
        }
    )
    pq.write_table(table, tmp_path / "f.parquet")
    assert snapshot.read_findings(tmp_path / "f.parquet") == [finding]
    assert town.findings() == []
