from __future__ import annotations

import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.build import build
from sitesel.errors import ParcelNotFound
from sitesel.evidence.exclusions import COLUMNS, exclusions
from sitesel.requirement import read_requirement
from sitesel.selection import select

WEST, SOUTH = 413_000.0, 3_320_000.0
RULES = """\
rules:
  - &farmland
    id: farmland
    title: {zh: 农田, en: Farmland}
    document: {zh: 条例, en: Ordinance}
    clause: "7"
    protects: farms
    operator: overlap
    threshold: 0
    sliver: 50
    severity: veto
    confirmed: true
    source: drawn up for a test
  - {<<: *farmland, id: boundary, operator: outside, protects: town}
  - {<<: *farmland, id: homes, operator: within, threshold: 90 m, protects: house}
  - {<<: *farmland, id: later, operator: within, threshold: , protects: house}
  - {<<: *farmland, id: nowhere, protects: forest}
  - {<<: *farmland, id: draft, confirmed: false}
  - {<<: *farmland, id: assessed, severity: evaluate}
"""
CONFIG = """\
title: 小镇
crs: EPSG:4550
parcels: {path: parcels.gpkg, id: no}
facilities: {path: homes.gpkg, kind: house}
constraints:
  - {path: farms.gpkg, name: farms}
  - {path: town.gpkg, name: town, excludes: false}
rules: {sets: local.yaml, as_of: 2026-01-31}
"""


def save(folder, name, geometry, **columns):
    GeoDataFrame(columns, geometry=geometry, crs="EPSG:4550").to_file(folder / name)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    """Two parcels of 100 × 100 m side by side; farmland under B's east 40 m, and a sliver of A.

    The town's boundary holds A and B's west 70 m; a house stands 80 m west of A.
    """
    folder = tmp_path_factory.mktemp("evidence")
    parcels = [box(WEST + x, SOUTH, WEST + x + 100, SOUTH + 100) for x in (0, 100)]
    save(folder, "parcels.gpkg", parcels, no=["A", "B"])
    save(folder, "homes.gpkg", [Point(WEST - 80, SOUTH + 50)])
    farms = [
        box(WEST + 160, SOUTH, WEST + 300, SOUTH + 100),
        box(WEST + 50, SOUTH - 9, WEST + 60, SOUTH + 2),
    ]
    save(folder, "farms.gpkg", farms)
    save(folder, "town.gpkg", [box(WEST, SOUTH, WEST + 170, SOUTH + 100)])
    (folder / "local.yaml").write_text(RULES, "utf-8")
    (folder / "build.yaml").write_text(CONFIG, "utf-8")
    return build(folder / "build.yaml", Store(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="module")
def shown(catalogue) -> GeoDataFrame:
    return exclusions(catalogue, ["B", "A"]).set_index(["parcel", "rule"])


def test_there_is_a_row_for_each_parcel_and_each_rule_that_is_measured(catalogue):
    found = exclusions(catalogue, ["B", "A"])
    assert found.columns.tolist() == [*COLUMNS, "geometry"]
    assert found["parcel"].tolist() == ["B"] * 6 + ["A"] * 6
    rules = ["farmland", "boundary", "homes", "later", "draft", "assessed"]
    assert found["rule"].tolist() == rules * 2
    assert found.crs == "OGC:CRS84"


def test_what_overlaps_its_area_and_what_is_left_are_told(shown):
    row = shown.loc[("B", "farmland")]
    assert (row["outcome"], row["clause_zh"], row["document_en"]) == ("fails", "7", "Ordinance")
    assert row[["found", "area", "left", "slivers", "distance"]].tolist() == pytest.approx(
        [4000, 4000, 6000, 0, 0], abs=0.01
    )
    drawn = shown.geometry.to_crs("EPSG:4550")[("B", "farmland")]
    assert drawn.symmetric_difference(box(WEST + 160, SOUTH, WEST + 200, SOUTH + 100)).area < 0.01


def test_a_sliver_is_drawn_and_counts_as_drawing_error(shown):
    row = shown.loc[("A", "farmland")]
    assert (row["outcome"], row["found"]) == ("holds", 0)
    assert row[["area", "slivers", "left"]].tolist() == pytest.approx([20, 20, 9980], abs=0.01)
    assert row.geometry.area > 0


def test_what_lies_outside_is_drawn_for_a_boundary(shown):
    row = shown.loc[("B", "boundary")]
    assert row[["found", "area", "left"]].tolist() == pytest.approx([3000, 3000, 7000], abs=0.01)
    assert row["outcome"] == "fails"
    assert shown.loc[("A", "boundary")].geometry is None
    assert shown.loc[("A", "boundary"), "outcome"] == "holds"


def test_a_distance_has_both_ends_and_a_line_between_them(shown):
    row = shown.loc[("A", "homes")]
    assert (row["outcome"], row["threshold"], row["unit"]) == ("fails", 90, "m")
    assert row["distance"] == pytest.approx(80, abs=1e-3)
    ends = [(row["from_lon"], row["from_lat"]), (row["to_lon"], row["to_lat"])]
    assert np.allclose(row.geometry.coords, ends, atol=1e-12)
    line = shown.geometry.to_crs("EPSG:4550")[("A", "homes")]
    assert np.allclose(line.coords, [(WEST, SOUTH + 50), (WEST - 80, SOUTH + 50)], atol=1e-3)
    assert shown.loc[("B", "homes"), "outcome"] == "holds"


def test_the_distance_to_what_is_not_overlapped_is_told_too(shown):
    assert shown.loc[("A", "boundary"), "distance"] == 0
    assert shown.loc[("A", "farmland"), "distance"] == 0
    assert np.isnan(shown.loc[("A", "homes"), "area"])


def test_a_rule_without_a_threshold_is_shown_and_not_judged(shown):
    row = shown.loc[("A", "later")]
    assert (row["state"], row["outcome"]) == ("no_threshold", "not_judged")
    assert row["found"] == pytest.approx(80)


def test_what_only_touches_is_no_overlap_though_outlines_are_rounded(catalogue, shown):
    # B touches the boundary's area of A's side only; A lies wholly inside
    assert shown.loc[("A", "boundary"), "area"] == 0
    assert shown.loc[("A", "boundary"), "slivers"] == 0


def test_one_rule_may_be_asked_for(catalogue):
    found = exclusions(catalogue, ["A"], only=["homes"])
    assert found["rule"].tolist() == ["homes"]
    assert len(exclusions(catalogue, [], only=["homes"])) == 0
    assert exclusions(catalogue, ["A"], only=[]).columns.tolist() == [*COLUMNS, "geometry"]


def test_the_columns_agree_with_those_of_the_catalogue(catalogue, shown):
    columns = catalogue.columns()
    for rule, name in (("farmland", "overlap_farmland"), ("homes", "separation_homes")):
        for parcel in ("A", "B"):
            told = columns.value(name, columns.row(parcel))
            assert shown.loc[(parcel, rule), "found"] == told


def test_it_can_be_written_to_a_file(catalogue, tmp_path):
    exclusions(catalogue, ["A", "B"]).to_file(tmp_path / "exclusions.geojson")


def test_a_parcel_that_is_not_there_is_told(catalogue):
    with pytest.raises(ParcelNotFound):
        exclusions(catalogue, ["Z"])


def test_a_catalogue_without_rules_shows_nothing(town):
    assert exclusions(town, ["A"]).empty


ANY = {"attribute": "area", "at_least": 0}


def held_to(catalogue, rules, *constraints):
    asked = {"title": "x", "constraints": [ANY, *constraints], "rules": rules}
    requirement = read_requirement(asked, schema=catalogue.schema)
    return exclusions(catalogue, ["A", "B"], requirement=requirement).set_index(["parcel", "rule"])


def test_a_threshold_of_the_requirement_judges(catalogue):
    shown = held_to(catalogue, {"distances": {"later": "100 m", "homes": "60 m"}})
    told = ["threshold", "unit", "outcome", "state"]
    assert shown.loc[("A", "later"), told].tolist() == [100, "m", "fails", "asked"]
    assert shown.loc[("B", "later"), told].tolist() == [100, "m", "holds", "asked"]
    assert shown.loc[("A", "homes"), told].tolist() == [60, "m", "holds", "asked"]
    assert shown.loc[("B", "farmland"), told].tolist() == [0, "m2", "fails", "in_force"]


def test_a_rule_that_nobody_confirmed_judges_where_it_is_asked(catalogue):
    shown = held_to(catalogue, {"also": ["draft"]})
    assert shown.loc[("B", "draft"), ["outcome", "state"]].tolist() == ["fails", "asked"]
    plain = held_to(catalogue, "in_force")
    assert plain.loc[("B", "draft"), ["outcome", "state"]].tolist() == ["not_judged", "unconfirmed"]
    assert plain.loc[("B", "draft"), "found"] == pytest.approx(4000, abs=0.01)


def test_a_rule_that_is_left_out_judges_nothing(catalogue):
    shown = held_to(catalogue, {"without": ["farmland"]})
    row = shown.loc[("B", "farmland")]
    assert row[["outcome", "state"]].tolist() == ["not_judged", "not_asked"]
    assert row["found"] == pytest.approx(4000, abs=0.01)


def test_an_evaluation_that_nobody_declared_is_asked_for(catalogue):
    shown = held_to(catalogue, "in_force")
    assert shown.loc[("B", "assessed"), "outcome"] == "evaluate"
    assert shown.loc[("A", "assessed"), "outcome"] == "holds"


def test_the_clients_own_constraint_on_a_rule_judges(catalogue):
    own = {"id": "keep-off", "attribute": "separation_homes", "at_least": "70 m"}
    row = held_to(catalogue, "none", own).loc[("A", "homes")]
    assert row[["threshold", "outcome", "state"]].tolist() == [70, "holds", "asked"]


def test_a_requirement_that_says_its_rules_as_constraints_is_told_the_same(catalogue):
    asked = {"title": "x", "constraints": [ANY], "rules": {"distances": {"later": "100 m"}}}
    wanted = select(catalogue, read_requirement(asked, schema=catalogue.schema)).requirement
    again = exclusions(catalogue, ["A", "B"], requirement=wanted).set_index(["parcel", "rule"])
    first = held_to(catalogue, {"distances": {"later": "100 m"}})
    assert again.drop(columns="geometry").equals(first.drop(columns="geometry"))
