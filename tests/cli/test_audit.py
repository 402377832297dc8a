"""The record at the command line: proven, exported, sealed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from sitesel.cli.audit import _moment
from sitesel.record import write
from sitesel.record.head import head
from sitesel.record.reading import entries
from sitesel.state import Database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOSTILE = "=cmd|'/C calc'!A0\x1b[2J\u202e"


@pytest.fixture(params=["sqlite", "postgresql"])
def state(request, town, sitesel):
    """Return a database with four entries, a day each, and the command line over it."""
    if request.param == "sqlite":
        database, more = Database.of(town.path.parents[1]), {}
    else:
        database = request.getfixturevalue("postgresql_state")
        more = {"database": database.address.render_as_string(hide_password=False)}
    database.upgrade()
    for day in range(4):
        with database.writing() as session:
            now = NOON + timedelta(days=day)
            of, told = f"parcel:{HOSTILE}", {"note": HOSTILE}
            write(session, now=now, who="=user:1", what="edit", of=of, told=told)

    def run(*words):
        from pydantic import SecretStr

        return sitesel(*words, **{name: SecretStr(value) for name, value in more.items()})

    yield database, run
    database.close()


def last_of(database):
    with database.reading() as session:
        return str(head(session))


def test_a_whole_record_is_told_with_its_last_entry(state, capsys):
    database, run = state
    assert run("audit", "verify") == 0
    out, err = capsys.readouterr()
    assert out == f"完整：4 条（1–4）\n末条 {last_of(database)}\n"
    assert "--until" in err
    assert run("audit", "verify", "--until", last_of(database), "--json") == 0
    assert json.loads(capsys.readouterr().out)["broken"] is None


def test_a_broken_record_is_told_with_its_first_broken_entry(state, capsys):
    database, run = state
    with database.writing() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER record_entries_stay_as_they_are"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE record_entries SET who = 'user:2' WHERE number = 3"))
    assert run("audit", "verify", "--lang", "en") == 1
    assert "broken: entry 3 does not match its digest" in capsys.readouterr().out
    assert run("audit", "verify", "--json") == 1
    assert json.loads(capsys.readouterr().out)["broken"]["number"] == 3


def test_another_last_entry_than_was_known_is_told(state, capsys):
    _, run = state
    assert run("audit", "verify", "--until", "4:" + "a" * 64) == 1
    assert run("audit", "verify", "--until", "9:" + "a" * 64) == 1
    assert "第 9 条不在记录中" in capsys.readouterr().out


def test_an_export_can_be_verified_here_and_alone_and_is_itself_an_entry(state, tmp_path, capsys):
    database, run = state
    file, verifier = tmp_path / "two.ndjson", tmp_path / "verify_record.py"
    day = (NOON + timedelta(days=2)).isoformat()
    assert run("audit", "export", "--since", day, "-o", file) == 0
    assert "已导出 2 条" in capsys.readouterr().err
    assert file.stat().st_mode & 0o077 == 0
    assert run("audit", "verify", file) == 0
    assert capsys.readouterr().out.startswith("完整：2 条（3–4）\n")
    assert run("audit", "verifier", verifier) == 0
    command = [sys.executable, "-I", verifier, file]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert "2 条 / entries, 3–4" in done.stdout
    with database.reading() as session:
        (one,) = entries(session, most=1)
    assert (one.number, one.what, one.told["entries"]) == (5, "export", 2)
    assert one.who.startswith("cli:")


def test_a_table_has_no_formula_and_steers_no_terminal(state, capsysbinary):
    _, run = state
    assert run("audit", "export", "--csv", "--lang", "en", "--until", "2026-01-02") == 0
    page = capsysbinary.readouterr().out.decode("utf-8-sig")
    assert not set(page) & set("\x1b\u202e")
    rows = list(csv.DictReader(io.StringIO(page, newline="")))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["who"] == "'=user:1"
    assert rows[0]["what, in words"] == "edited a parcel"
    assert not any(str(cell).startswith(("=", "+", "-", "@")) for cell in rows[0].values())


def test_sealed_entries_are_in_the_file_and_the_rest_is_whole(state, tmp_path, capsys):
    _, run = state
    file = tmp_path / "old.ndjson"
    assert run("audit", "seal", "--before", "2026-01-03", "-o", file) == 0
    assert capsys.readouterr().out.startswith("已封存 2 条，至第 2:")
    assert run("audit", "verify", file) == 0
    assert run("audit", "verify") == 0
    assert "3 条（3–5）" in capsys.readouterr().out
    assert run("audit", "seal", "--before", "2026-01-04", "-o", file) == 6
    assert run("audit", "seal", "--before", "2025-01-01", "-o", tmp_path / "none") == 0
    assert "没有这么早的记录" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--until", "4"),
        ("verify", "--after", "4:" + "a" * 64),
        ("export", "--since", "soon"),
        ("seal", "--before", "2026-13-01", "-o", "x"),
    ],
)
def test_what_can_not_be_is_a_wrong_use(sitesel, capsys, words):
    assert sitesel("audit", *words) == 2
    assert "--" in capsys.readouterr().err


def test_the_end_of_a_time_holds_the_whole_day():
    assert _moment("2026-01-02", "--until", whole_day=True) == _moment("2026-01-03", "--until")


def test_where_there_is_no_database_none_is_made(sitesel, town, capsys):
    assert sitesel("audit", "verify", "--lang", "en") == 4
    assert "no database" in capsys.readouterr().err
    assert not (town.path.parents[1] / "state.sqlite").exists()
    assert sitesel("audit", "verify", "none.ndjson") == 5
