"""Rules on real parcels: the wetlands and flood-plain easements of Williamsburg."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.build import build
from sitesel.evidence.exclusions import exclusions
from sitesel.requirement import read_requirement
from sitesel.selection import select
from tests.conftest import SHARED

WILLIAMSBURG = SHARED / "williamsburg"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real data sets are not beside this"),
]
CONFIG = f"""\
title: Williamsburg
language: en
date: "2014-05-17"
parcels: {{path: {WILLIAMSBURG}/parcels.geojson, id: PID}}
constraints:
  - {{name: wetland, path: {WILLIAMSBURG}/wetlands.geojson}}
  - name: flood_plain
    path: {WILLIAMSBURG}/easements.geojson
    where: {{Notes: 100-yr flood plain}}
rules:
  sets: [local.yaml, optional-layers, china-control-lines]
  layers: {{flood: flood_plain}}
  confirm: flood
"""
RULES = """\
rules:
  - &wetland
    id: wetland
    title: {zh: 湿地, en: Wetland}
    document: Local ordinance, made up for a test
    protects: wetland
    operator: overlap
    threshold: 0
    severity: veto
    confirmed: true
    source: made up for a test
  - {<<: *wetland, id: wetland_drawn, sliver: 100 m2}
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Catalogue:
    folder = tmp_path_factory.mktemp("williamsburg")
    (folder / "build.yaml").write_text(CONFIG, "utf-8")
    (folder / "local.yaml").write_text(RULES, "utf-8")
    return build(folder / "build.yaml", Store(folder / "store"))


def values(city, name):
    return city.columns()[name].values


def counted(city, rule):
    known = {"attribute": "area", "is_known": True}
    wanted = {"title": "x", "constraints": [known], "rules": {"only": [rule]}}
    return select(city, read_requirement(wanted, city.schema)).wire()["counts"]


def test_218_parcels_lie_in_wetland_with_118_hectares(city):
    wet = values(city, "overlap_wetland")
    assert wet.sum() / 1e4 == pytest.approx(118, abs=1)
    assert (wet > 0).sum() == pytest.approx(218, abs=6)


def test_slivers_along_drifted_boundaries_are_left_out_one_by_one(city):
    all_of_it, drawn = values(city, "overlap_wetland"), values(city, "overlap_wetland_drawn")
    assert (drawn <= all_of_it + 1e-9).all()
    assert (drawn[drawn > 0] >= 100 - 1e-6).all()
    crs = city.manifest.crs
    wetlands = city.constraint_areas().to_crs(crs).query("layer == 'wetland'").geometry.union_all()
    rows = np.flatnonzero(all_of_it > 0)
    shapes = city.geometry(rows=rows).to_crs(crs)
    for row, shape in zip(rows, shapes, strict=True):
        shared = shape.intersection(wetlands)
        joined = shapely.get_parts(shared.buffer(0.005))
        areas = [shared.intersection(part).area for part in joined]
        large = sum(area for area in areas if area >= 100)
        assert drawn[row] == pytest.approx(large, abs=0.05)


def test_flood_plain_easements_ask_for_an_evaluation(city):
    flooded = values(city, "overlap_flood")
    crs = city.manifest.crs
    easements = gpd.read_file(WILLIAMSBURG / "easements.geojson").to_crs(crs)
    plain = easements[easements["Notes"] == "100-yr flood plain"].geometry.union_all()
    expected = city.geometry().to_crs(crs).intersection(plain).area
    assert flooded.sum() == pytest.approx(expected.sum(), rel=0.01)
    assert "evaluation_flood" in city.schema
    counts = counted(city, "flood")
    assert counts["undecided"] == (flooded > 0).sum()


def test_every_wet_parcel_is_rejected_with_its_rule(city):
    counts = counted(city, "wetland_drawn")
    assert counts["rejected"] == (values(city, "overlap_wetland_drawn") > 0).sum()


def test_control_lines_without_a_layer_are_told(city):
    told = {f.column for f in city.findings() if f.code == "rule-without-layer"}
    assert {"permanent_basic_farmland", "ecological_red_line"} <= told
    assert "flood" not in told


def test_what_overlaps_is_drawn(city):
    wet = values(city, "overlap_wetland")
    ids = city.columns().ids
    row = int(np.argmax(wet))
    shown = exclusions(city, [ids[row].as_py()], only=["wetland"]).iloc[0]
    assert shown["found"] == wet[row]
    assert shown["area"] == pytest.approx(wet[row], rel=1e-6)
    assert shown["area"] + shown["left"] == pytest.approx(values(city, "area")[row], rel=1e-6)
    assert shown["outcome"] == "fails"
