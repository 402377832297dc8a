"""The doctor: a sound installation is found sound, and each fault is told with its way out."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from sitesel.cli.checkup import checkup
from sitesel.errors import FontMissing
from sitesel.record import write
from sitesel.settings import Settings
from sitesel.state import Database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def sound(town, tmp_path, monkeypatch):
    """Return the store of an installation in which nothing is wrong."""
    page = tmp_path / "index.html"
    page.write_text("")
    monkeypatch.setattr("sitesel.cli.checkup._BUILT", page)
    monkeypatch.setattr("sitesel.cli.checkup.fonts", lambda: None)
    monkeypatch.setattr("sitesel.cli.checkup._LITTLE", 0)
    monkeypatch.setattr("sitesel.cli.checkup._TIGHT", 0)
    store = town.path.parents[1]
    database = Database.of(store)
    database.upgrade()
    with database.writing() as session:
        write(session, now=NOON, who="user:1", what="edit", of="parcel:A")
    database.close()
    return store


def told(store, *, now=NOON, **settings):
    return {one.id: (one.state, one.words) for one in checkup(
        Settings(store=store, **settings), now=now
    )}  # fmt: skip


def wrong(store, **more):
    found = told(store, **more)
    assert all(words.zh and words.en for _, words in found.values())
    return {name: words.en for name, (state, words) in found.items() if state == "wrong"}


def test_a_sound_installation_is_found_sound(sound, sitesel, capsys):
    assert sitesel("doctor") == 0
    out, err = capsys.readouterr()
    assert "✓ 操作记录：完整，1 条\n" in out
    assert "✗" not in out
    assert err.startswith("0 项有问题")
    assert sitesel("doctor", "--json", "--lang", "en") == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["id"] for one in found} == {
        "settings", "store", "catalogue", "database", "record", "permissions", "disk", "font",
        "pages", "calendar",
    }  # fmt: skip


def test_nothing_is_there(tmp_path, sitesel, capsys, monkeypatch):
    assert sitesel("doctor", "--store", tmp_path / "none", "--lang", "en") == 1
    out = capsys.readouterr().out
    assert "✗ store: " in out
    assert "sitesel build" in out
    assert "! database: none yet" in out
    assert not (tmp_path / "none").exists()


def test_a_damaged_catalogue(sound, town):
    with (town.path / "parcels.parquet").open("r+b") as file:
        file.seek(40)
        file.write(b"xxxx")
    assert "damaged (parcels.parquet)" in wrong(sound)["catalogue"]


def test_no_catalogue_is_published(sound):
    (sound / "current").unlink()
    assert "none is published" in wrong(sound)["catalogue"]
    (sound / "current").write_text("nonsense")
    assert "does not name a catalogue" in wrong(sound)["catalogue"]


def test_a_broken_record(sound):
    database = Database.of(sound)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER record_entries_stay_as_they_are"))
        session.execute(text("UPDATE record_entries SET who = 'x'"))
    database.close()
    assert "entry 1" in wrong(sound)["record"]


def test_a_file_that_is_no_database(sound):
    (sound / "state.sqlite").write_text("nonsense, and long enough to be read as one" * 99)
    assert "can't be used" in wrong(sound)["database"]


def test_a_damaged_database_file(sound):
    path = sound / "state.sqlite"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 4))
    assert "database" in wrong(sound)


def test_tables_of_another_version(sound):
    database = Database.of(sound)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()
    assert "version 0001" in wrong(sound)["database"]


def test_a_database_out_of_reach_is_told_without_its_password(sound):
    address = SecretStr("postgresql://staff:hunter2@127.0.0.1:1/none")
    found = wrong(sound, database=address)["database"]
    assert "PostgreSQL can't be used" in found
    assert "hunter2" not in found


def test_postgresql_is_found_sound(sound, postgresql_state):
    postgresql_state.upgrade()
    address = SecretStr(postgresql_state.address.render_as_string(hide_password=False))
    found = told(sound, database=address)
    assert found["database"][0] == found["record"][0] == "fine"
    assert "PostgreSQL" in found["database"][1].zh


def test_files_that_others_can_read(sound):
    (sound / "state.sqlite").chmod(0o644)
    assert "chmod go= " in wrong(sound)["permissions"]
    (sound / "state.sqlite").chmod(0o600)
    (sound / "enquiries").mkdir(mode=0o755)
    assert wrong(sound)["permissions"].endswith("enquiries")


def test_little_room(sound, monkeypatch):
    monkeypatch.setattr("sitesel.cli.checkup._TIGHT", 10_000)
    monkeypatch.setattr("sitesel.cli.checkup._LITTLE", 20_000)
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    for free, state in ((9_999, "wrong"), (19_999, "note"), (20_000, "fine")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage(0, 0, free))
        assert told(sound)["disk"][0] == state


def test_a_font_pages_and_a_calendar_that_are_missing(sound, tmp_path, monkeypatch):
    def missing():
        raise FontMissing("run apt-get install fonts-noto-cjk", "请安装字体")

    monkeypatch.setattr("sitesel.cli.checkup.fonts", missing)
    (tmp_path / "index.html").unlink()
    found = wrong(sound, now=NOON.replace(year=2099))
    assert "fonts-noto-cjk" in found["font"]
    assert "make setup" in found["pages"]
    assert "chinesecalendar" in found["calendar"]


def test_a_calendar_that_ends_soon_is_worth_a_note(sound, monkeypatch):
    monkeypatch.setattr("sitesel.workdays.covered", lambda: (2004, 2026))
    assert told(sound, now=NOON.replace(month=11))["calendar"][0] == "fine"
    assert told(sound, now=NOON.replace(month=12))["calendar"][0] == "note"
    assert told(sound, now=NOON.replace(year=2027))["calendar"][0] == "wrong"


def test_settings_that_nobody_reads_or_that_lead_nowhere(sound, tmp_path, monkeypatch):
    monkeypatch.setenv("SITESEL_STROE", "x")
    state, words = told(sound)["settings"]
    assert (state, "SITESEL_STROE" in words.en) == ("note", True)
    found = wrong(sound, basemaps=tmp_path / "none.yaml")
    assert "SITESEL_BASEMAPS" in found["settings_basemaps"]


def test_a_restoring_that_was_cut_short(sound):
    (sound / ".restoring-x").mkdir()
    assert ".restoring-x" in wrong(sound)["store"]


def test_a_provider_that_can_not_be_signed_in_by_is_told(sound):
    here = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "sitesel"}
    assert "does not answer" in wrong(sound, **here)["provider"]
    assert "https://" in wrong(sound, **{**here, "oidc_issuer": "http://id.example"})["provider"]
    assert "land=boss" in wrong(sound, **here, oidc_roles="land=boss")["provider"]
    assert "provider" not in told(sound)
