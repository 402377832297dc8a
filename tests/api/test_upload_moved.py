"""Outlines that moved are published from an upload, and by a command, as a build would."""

from __future__ import annotations

import shutil

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.cli import exits
from sitesel.cli.app import run
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.callers import signed_in
from tests.catalogue.revisions.test_outlined import (
    MOVED,
    anew,
    differing,
    outlines,
    parcels,
    source,
    store,
    town,
)

__all__ = ["anew", "source", "store", "town"]


@pytest.fixture(scope="module")
def file(town):
    return parcels(town, "new.gpkg", outlines(**MOVED))


@pytest.fixture
def copy(store, tmp_path):
    shutil.copytree(store.path, tmp_path / "copy")
    return Store(tmp_path / "copy")


def uploaded(client, file, **more):
    headers = {"content-type": "application/octet-stream"}
    params = {"name": file.name, "id": "no", **more}
    return client.post("/api/uploads", params=params, content=file.read_bytes(), headers=headers)


def test_an_upload_that_moves_outlines_is_live_as_a_build_would_make_it(town, copy, file, anew):
    app = create_app(Settings(store=copy.path, samples=copy.path, config=town / "town.yaml"))
    keeper = signed_in(app, "keeper")
    found = uploaded(keeper, file).json()
    assert (found["counts"]["moved"], found["can_move"]) == (4, True)
    made = keeper.post(f"/api/uploads/{found['upload']}/publish", json={"note": "复测"})
    assert made.status_code == 200, made.text
    assert differing(copy.current(), anew) == {}
    told = {each["parcel"]: each for each in made.json()["revisions"]}
    assert set(told) == set(MOVED)
    assert told["E"]["label"] == {"zh": "边界", "en": "Outline"}
    seen = TestClient(app).get("/api/parcels/E").json()
    assert seen["properties"]["landmass"] == "西岛"
    assert seen["bounds"] == pytest.approx(list(anew.outlines().bounds[anew.columns().row("E")]))
    past = keeper.get("/api/parcels/E/history").json()["revisions"]
    assert [(each["attribute"], each["note"]) for each in past] == [("outline", "复测")]
    with app.state.database.reading() as session:
        entry = [row.entry() for row in session.scalars(select(EntryRow))][-1]
    assert (entry.what, entry.told["outlines"]) == ("publish", 4)


def test_without_the_build_config_only_values_are_published(copy, file):
    app = create_app(Settings(store=copy.path, samples=copy.path))
    keeper = signed_in(app, "keeper")
    found = uploaded(keeper, file).json()
    assert found["can_move"] is False
    refused = keeper.post(f"/api/uploads/{found['upload']}/publish", json={})
    assert refused.status_code == 422
    assert "4 outlines moved" in refused.json()["detail"]


def test_a_config_that_can_not_be_read_is_the_keepers_to_mend(copy, file, town, caplog):
    (town / "broken.yaml").write_text("title: [", "utf-8")
    app = create_app(Settings(store=copy.path, samples=copy.path, config=town / "broken.yaml"))
    keeper = signed_in(app, "keeper")
    token = uploaded(keeper, file).json()["upload"]
    before = copy.current_id()
    refused = keeper.post(f"/api/uploads/{token}/publish", json={})
    assert refused.status_code == 422
    assert str(town) not in refused.text
    assert "SITESEL_CONFIG" in caplog.text
    assert copy.current_id() == before


def test_a_command_publishes_outlines_where_it_is_told_the_config(town, copy, file, anew, capsys):
    renamed = file.with_name("named.gpkg")
    parcels(town, renamed.name, outlines(**MOVED), id_="id")
    settings = Settings(store=copy.path)
    words = ["revise", "--file", str(renamed), "--lang", "en"]
    assert run(words, settings) != exits.UNFORESEEN
    told = capsys.readouterr()
    assert "outlines that moved are left" in told.err
    assert run([*words, "--config", str(town / "town.yaml")], settings) == exits.FINE
    out = capsys.readouterr().out
    assert "E  Outline  5 points → 5 points" in out
    assert differing(copy.current(), anew) == {}
