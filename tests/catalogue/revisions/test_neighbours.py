from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from geopandas import GeoSeries
from shapely import box

from sitesel.attributes.expansion import expansion
from sitesel.catalogue import Catalogue, Draft, Sites, Store
from sitesel.catalogue.config_shore import ExpansionConfig
from sitesel.catalogue.revisions import neighbours
from sitesel.catalogue.revisions.revision import Change
from sitesel.catalogue.shore import expansion_columns
from sitesel.columns import CategoryColumn, Columns
from tests.conftest import town_draft

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SIDE, PITCH = 12, 100.0
STATUSES = ("cleared", "listed", "sold", "standard_land")


def grid_draft(codes) -> Draft:
    """Parcels of 90 × 90 m, 10 m apart: each has up to eight neighbours."""
    base = town_draft()
    across, up = np.divmod(np.arange(SIDE * SIDE), SIDE)
    west, south = 413_000 + across * PITCH, 3_320_000 + up * PITCH
    ids = [f"P{i:03d}" for i in range(SIDE * SIDE)]
    sites = GeoSeries(box(west, south, west + 90, south + 90), index=ids, crs="EPSG:4550")
    asked = ExpansionConfig(available=("cleared", "listed", "standard_land"))
    status = CategoryColumn(codes.astype(np.int32), STATUSES)
    columns = {"status": status} | expansion_columns(sites, {"status": status}, asked)
    schema = base.manifest.schema.of("parcels")
    table = Columns("parcels", pa.array(ids), columns, schema)
    manifest = replace(base.manifest, options={"expansion": asked.model_dump(mode="json")})
    return Draft(manifest, {"parcels": Sites(table, sites)})


def told(catalogue: Catalogue, name: str) -> dict:
    columns = catalogue.columns()
    return {columns.ids[row].as_py(): columns.value(name, row) for row in range(columns.count)}


@pytest.mark.parametrize("seed", range(4))
def test_the_room_to_expand_is_that_of_a_whole_build(tmp_path, seed):
    dice = np.random.default_rng(seed)
    codes = dice.integers(0, 4, SIDE * SIDE)
    store = Store(tmp_path / "revised")
    store.publish(grid_draft(codes))
    steps = {"cleared": "standard_land", "standard_land": "announced", "listed": "sold",
             "sold": "handed_over"}  # fmt: skip
    chosen = dice.choice(SIDE * SIDE, 9, replace=False)
    words = {int(i): steps[STATUSES[codes[i]]] for i in chosen}
    changes = [Change(f"P{i:03d}", "status", word) for i, word in words.items()]
    store.revise(changes[:4], who="user:1", now=NOW)
    revised = store.revise(changes[4:], who="user:1", now=NOW)
    free = {f"P{i:03d}": words.get(i, STATUSES[codes[i]]) in ("cleared", "listed", "standard_land")
            for i in range(SIDE * SIDE)}  # fmt: skip
    sites = revised.geometry().to_crs("EPSG:4550")
    whole, (starts, others) = expansion(sites, np.array([free[name] for name in sites.index]))
    ids = sites.index.to_numpy()
    areas, named = told(revised, "expansion_area"), told(revised, "expansion_parcels")
    for row, name in enumerate(ids):
        assert areas[name] == pytest.approx(whole["expansion_area"].iloc[row], abs=0.5), name
        beside = sorted(ids[others[starts[row] : starts[row + 1]]])
        assert named[name] == (", ".join(beside) or None), name


def test_only_parcels_beside_it_are_looked_at(tmp_path, monkeypatch):
    seen = []
    measure = neighbours.expansion

    def counted(sites, *rest, **more):
        seen.append(len(sites))
        return measure(sites, *rest, **more)

    monkeypatch.setattr(neighbours, "expansion", counted)
    store = Store(tmp_path)
    store.publish(grid_draft(np.ones(SIDE * SIDE)))
    store.revise([Change("P065", "status", "sold")], who="user:1", now=NOW)
    assert seen == [25]  # it, the ring around it, and the ring around that


def test_a_step_that_leaves_it_available_measures_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(neighbours, "expansion", None)
    store = Store(tmp_path)
    store.publish(grid_draft(np.zeros(SIDE * SIDE)))
    after = store.revise([Change("P065", "status", "standard_land")], who="user:1", now=NOW)
    assert told(after, "status")["P065"] == "standard_land"


def test_where_nothing_is_told_of_room_nothing_is_measured(tmp_path):
    store = Store(tmp_path)
    store.publish(town_draft())
    after = store.revise([Change("A", "status", "sold")], who="user:1", now=NOW)
    assert "expansion_area" not in after.known_attributes()
