"""Parcels that an upload adds and takes away are published as a build would make them."""

from __future__ import annotations

import shutil

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from sitesel.cli import exits
from sitesel.cli.app import run
from sitesel.progress import UnderWay
from sitesel.record.table import EntryRow
from sitesel.settings import Settings
from tests.api.test_upload_moved import uploaded
from tests.callers import signed_in
from tests.catalogue.revisions.test_outlined import differing, source, town
from tests.catalogue.test_amending import NEW, anew, config, file, less, upload

__all__ = ["anew", "config", "source", "town", "upload"]


@pytest.fixture(scope="module")
def built(config, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build(config, folder)
    return folder


@pytest.fixture
def copy(built, tmp_path):
    shutil.copytree(built, tmp_path / "copy")
    return Store(tmp_path / "copy")


@pytest.fixture
def keeper(copy, config):
    return signed_in(create_app(Settings(store=copy.path, samples=copy.path, config=config)),
                     "keeper")  # fmt: skip


def published(client, token, **sent):
    return client.post(f"/api/uploads/{token}/publish", json=sent)


def test_new_and_gone_parcels_are_published_on_a_word(copy, keeper, upload, anew):
    before = copy.current_id()
    found = uploaded(keeper, upload, whole=True).json()
    assert (found["new"], found["gone"], found["can_move"]) == (["N1", "N2"], ["W4"], True)
    made = published(keeper, found["upload"], add_new=True, remove_gone=True, note="供地")
    assert made.status_code == 200, made.text
    assert made.json()["before"] == before
    told = [(each["parcel"], each["label"]["zh"]) for each in made.json()["revisions"]]
    assert told == [("W4", "移除"), ("N1", "新增"), ("N2", "新增")]
    assert differing(copy.current(), anew) == {}
    public = TestClient(keeper.app)
    assert public.get("/api/parcels/N1").json()["properties"]["price"] == 300.5
    assert public.get("/api/parcels/W4").status_code == 404
    assert copy.catalogue(before).columns().row("W4") >= 0
    with keeper.app.state.database.reading() as session:
        entry = [row.entry() for row in session.scalars(select(EntryRow))][-1]
    assert (entry.what, entry.told["added"], entry.told["gone"]) == ("publish", 2, 1)


def test_history_and_states_tell_of_them(keeper, upload):
    token = uploaded(keeper, upload, whole=True).json()["upload"]
    made = published(keeper, token, add_new=True, remove_gone=True, note="供地").json()
    for site, what in (("N1", "added"), ("W4", "gone")):
        (told,) = keeper.get(f"/api/parcels/{site}/history").json()["revisions"]
        assert (told["attribute"], told["note"], told["document"]) == (what, "供地", upload.name)
    latest = keeper.get("/api/catalogues").json()["states"][0]
    assert (latest["id"], latest["parcels"]) == (made["catalogue"], ["W4", "N1", "N2"])
    assert keeper.get("/api/parcels/never/history").status_code == 404


def test_nothing_is_added_unasked_and_nothing_is_gone_by_accident(copy, keeper, upload):
    token = uploaded(keeper, upload, whole=True).json()["upload"]
    unasked = published(keeper, token)
    assert unasked.status_code == 422
    assert "2 are new" in unasked.json()["detail"]
    assert published(keeper, token, add_new=True).status_code == 200
    assert {"W4", "N1", "N2"} <= set(copy.current().columns().ids.to_pylist())


def test_without_the_build_config_the_way_out_is_told(copy, upload):
    keeper = signed_in(create_app(Settings(store=copy.path, samples=copy.path)), "keeper")
    before = copy.current_id()
    token = uploaded(keeper, upload, whole=True).json()["upload"]
    for asked in ({"add_new": True}, {"add_new": False, "remove_gone": True}):
        refused = published(keeper, token, **asked)
        assert refused.status_code == 422
        assert "SITESEL_CONFIG" in refused.json()["detail"]
        assert "sitesel build" in refused.json()["detail"]
    assert copy.current_id() == before
    assert published(keeper, token, add_new=False).status_code == 200


def test_one_that_was_changed_meanwhile_is_a_conflict(copy, keeper, upload):
    token = uploaded(keeper, upload, whole=True).json()["upload"]
    sent = {"changes": {"price": 1}, "expects": copy.current_id()}
    assert keeper.patch("/api/parcels/W4", json=sent).status_code == 200
    told = published(keeper, token, add_new=True, remove_gone=True)
    assert told.status_code == 409
    assert told.json()["clashes"][0]["site"] == "W4"


def test_a_layer_that_changed_since_is_told_and_nothing_is_published(copy, town, upload):
    app = create_app(Settings(store=copy.path, samples=copy.path, config=town / "amended.yaml"))
    keeper = signed_in(app, "keeper")
    before = copy.current_id()
    token = uploaded(keeper, upload, whole=True).json()["upload"]
    refused = published(keeper, token, add_new=True)
    assert refused.status_code == 422
    assert "sitesel build" in refused.json()["detail"]
    assert copy.current_id() == before


def test_a_command_adds_and_takes_away_only_where_it_is_told_to(copy, config, anew, capsys):
    sheet = file(config.parent / "named.gpkg", less("W4", **NEW), id_="id")
    settings = Settings(store=copy.path)
    words = ["revise", "--file", str(sheet), "--lang", "en"]
    before = copy.current_id()
    assert run([*words, "--add-new"], settings) == exits.USAGE
    assert "SITESEL_CONFIG" in capsys.readouterr().err
    assert run([*words, "--config", str(config)], settings) == exits.FINE
    assert "parcels that are new are left" in capsys.readouterr().err
    assert copy.current_id() == before
    told = [*words, "--config", str(config), "--add-new", "--remove-gone"]
    assert run(told, settings) == exits.FINE
    out = capsys.readouterr().out
    assert "N1  Added  – → 7 values" in out
    assert differing(copy.current(), anew) == {}
    assert run(["history", "W4", "--store", str(copy.path), "--lang", "en"], settings) == exits.FINE
    assert "W4  Taken away" in capsys.readouterr().out


def test_how_far_the_catalogue_is_can_be_asked_while_it_is_built(keeper, upload, monkeypatch):
    token = uploaded(keeper, upload, whole=True).json()["upload"]

    def progress():
        answer = keeper.get(f"/api/uploads/{token}/progress")
        return answer.json()["progress"] if answer.status_code == 200 else answer.status_code

    assert progress() is None
    told, telling = [], UnderWay.telling

    def overheard(self, key):
        tell = telling(self, key)

        def tells(step, done):
            tell(step, done)
            told.append(progress())

        return tells

    monkeypatch.setattr(UnderWay, "telling", overheard)
    assert published(keeper, token, add_new=True).status_code == 200
    assert told[0] == {"words": {"zh": "排队等候", "en": "waiting for its turn"}, "done": 0}
    assert len({each["words"]["zh"] for each in told}) > 3
    assert sorted(each["done"] for each in told) == [each["done"] for each in told]
    assert progress() == 404
