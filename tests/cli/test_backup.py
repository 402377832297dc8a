"""Backups at the command line: the record goes along, and tells of them."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sitesel.record import write
from sitesel.record.lines import verify
from sitesel.record.reading import entries
from sitesel.record.sealing import seal
from sitesel.state import Database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def state(town):
    """Return the database of the town's store, with a sealed and a later entry."""
    folder = town.path.parents[1]
    database = Database.of(folder)
    database.upgrade()
    for who in ("user:1", "user:2"):
        with database.writing() as session:
            write(session, now=NOON, who=who, what="edit", of="parcel:A", told={"new": "深"})
    seal(database, folder / "old.ndjson", before=NOON.replace(day=2), now=NOON, who="cli:root")
    (folder / "enquiries").mkdir()
    (folder / "enquiries" / "1.json").write_text("{}")
    yield database
    database.close()


def told_in(database):
    with database.reading() as session:
        assert verify(session).broken is None
        return [(one.number, one.what) for one in entries(session, most=9)]


def test_a_backup_and_its_restoring_are_on_record_and_the_record_stays_whole(
    state, sitesel, tmp_path, capsys, postgresql_state
):
    backup, target = tmp_path / "b.zip", tmp_path / "elsewhere"
    assert sitesel("backup", backup) == 0
    assert "1 个文件" in capsys.readouterr().out
    assert told_in(state) == [(4, "backup"), (3, "seal")]
    address = SecretStr(postgresql_state.address.render_as_string(hide_password=False))
    assert sitesel("restore", backup, "--store", target, "--lang", "en", database=address) == 0
    out, err = capsys.readouterr()
    assert out.startswith("restored the backup of 20")
    assert err == ""
    assert told_in(postgresql_state) == [(4, "restore"), (3, "seal")]
    with pytest.raises(DBAPIError, match="only added to"), postgresql_state.writing() as session:
        session.execute(text("DELETE FROM record_entries"))
    assert (target / "enquiries" / "1.json").exists()
    again = tmp_path / "again.zip"
    assert sitesel("backup", again, "--store", target, database=address) == 0
    assert sitesel("restore", again) == 4
    assert "--replace" in capsys.readouterr().err
    assert sitesel("restore", again, "--replace") == 0
    assert told_in(state) == [(5, "restore"), (4, "restore"), (3, "seal")]


def test_a_broken_record_is_restored_and_told(state, sitesel, tmp_path, capsys):
    with state.writing() as session:
        session.execute(text("DROP TRIGGER record_entries_stay_as_they_are"))
        session.execute(text("UPDATE record_entries SET previous = 'x' WHERE number = 3"))
    assert sitesel("backup", tmp_path / "b.zip") == 0
    other = tmp_path / "elsewhere"
    assert sitesel("restore", tmp_path / "b.zip", "--store", other, "--lang", "en") == 0
    assert "broken: entry 3 does not follow" in capsys.readouterr().err
    database = Database.of(other)
    with pytest.raises(DBAPIError, match="only added to"), database.writing() as session:
        session.execute(text("UPDATE record_entries SET who = 'x'"))
    database.close()


def test_no_backup_is_written_over_and_none_made_of_nothing(state, sitesel, tmp_path, capsys):
    path = tmp_path / "b.zip"
    path.write_text("precious")
    assert sitesel("backup", path, "--lang", "en") == 4
    assert "already" in capsys.readouterr().err
    assert path.read_text() == "precious"
    assert sitesel("backup", tmp_path / "c.zip", "--store", tmp_path / "none") == 4
    assert not (tmp_path / "none").exists()
    assert sitesel("restore", tmp_path / "none.zip", "--store", tmp_path / "x") == 4
    assert sitesel("restore", path, "--store", tmp_path / "x", "--lang", "en") == 4
    assert "no sound backup" in capsys.readouterr().err


def test_who_is_signed_in_is_not_in_a_backup(state, sitesel, tmp_path):
    with state.writing() as session:
        session.execute(
            text(
                "INSERT INTO account (id, name, folded, full_name, role, disabled, made) "
                "VALUES (1, 'li', 'li', '', 'staff', 0, '2026-01-01 00:00:00.000000')"
            )
        )
        session.execute(
            text(
                "INSERT INTO session (digest, account_id, made, used, expires) VALUES ('d', 1, "
                "'2026-01-01 00:00:00', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
            )
        )
    assert sitesel("backup", tmp_path / "b.zip") == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as backup:
        assert backup.read("tables/session.ndjson") == b""
        assert b'"li"' in backup.read("tables/account.ndjson")
