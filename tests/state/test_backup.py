from __future__ import annotations

import io
import json
import threading
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    select,
    text,
)

from sitesel.errors import BackupError
from sitesel.state import Database
from sitesel.state.backup import back_up
from sitesel.state.restoring import restore
from sitesel.state.rows import insert_lines, lines_of, tables_of

NOON = datetime(2026, 1, 1, 12, 0, 0, 250, tzinfo=UTC)
ACCOUNT = (
    "INSERT INTO account (id, name, folded, full_name, role, password, disabled, made) "
    "VALUES (:id, :name, :name, '李''明', 'staff', '$argon2id$x', :disabled, :made)"
)
KEY = (
    "INSERT INTO api_key (id, account_id, label, digest, scopes, made, expires) "
    "VALUES (:id, 7, 'x', 'y', :scopes, :made, :made)"
)
SESSION = (
    "INSERT INTO session (digest, account_id, made, used, expires) VALUES ('d', 7, :m, :m, :m)"
)


def moment(database):
    return NOON.strftime("%Y-%m-%d %H:%M:%S.%f") if database.is_sqlite else NOON


@pytest.fixture
def filled(database):
    """A database with two accounts, a key, and somebody signed in."""
    made = moment(database)
    with database.writing() as session:
        for number, name in ((7, "li"), (9, "甲\t\"'\\")):
            told = {"id": number, "name": name, "disabled": number == 9, "made": made}
            session.execute(text(ACCOUNT), told)
        told = {"id": "k1", "scopes": json.dumps(["edit", {"深": None}]), "made": made}
        session.execute(text(KEY), told)
        session.execute(text(SESSION), {"m": made})
    return database


@pytest.fixture
def store(tmp_path):
    """A store with an enquiry, a link, a catalogue and what was left half-written."""
    folder = tmp_path / "store"
    for name, body in {
        "enquiries/1.json": "秘密",
        "links/ab": "link",
        "links/.half.part": "half",
        "catalogues/0123456789abcdef/manifest.json": "{}",
        "catalogues/.unfinished-x/manifest.json": "half",
        "media/0123.jpg": "added to a catalogue",
        "media/.0123.jpg-1": "half",
        "current": "0123456789abcdef\n",
        "other/secret": "x",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, "utf-8")
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request, tmp_path):
    """An empty database to restore into."""
    if request.param == "sqlite":
        database = Database.of(tmp_path / "elsewhere")
    else:
        database = request.getfixturevalue("postgresql_state")
    yield database
    database.close()


def rows(database, *, without=()):
    with database.engine.connect() as connection:
        return {
            table.name: sorted(
                (str(row) for row in connection.execute(table.select()).mappings().all()),
            )
            for table in tables_of(connection)
            if table.name not in without
        }


def plain(database):
    with database.reading() as session:
        accounts = session.execute(text("SELECT id, name, full_name, disabled FROM account")).all()
        key = session.execute(text("SELECT scopes FROM api_key")).scalar_one()
        made = session.execute(text("SELECT made FROM api_key")).scalar_one()
    told = json.loads(key) if isinstance(key, str) else key
    return sorted((a, b, c, bool(d)) for a, b, c, d in accounts), told, str(made)[:26]


def files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def test_a_backup_comes_back_in_either_database(filled, store, elsewhere, tmp_path):
    if not filled.is_sqlite and not elsewhere.is_sqlite:
        pytest.skip("there is one PostgreSQL a test, and it is full")
    done = back_up(filled, store, tmp_path / "b.zip", now=NOON, momentary=("session",))
    assert (done.rows["account"], done.rows["api_key"], done.rows["session"]) == (2, 1, 0)
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    target = tmp_path / "elsewhere"
    restore(elsewhere, target, tmp_path / "b.zip")
    assert plain(elsewhere) == plain(filled)
    assert elsewhere.version() == Database.latest()
    assert files(target) == {"enquiries/1.json": "秘密", "links/ab": "link"}
    assert (target / "enquiries/1.json").stat().st_mode & 0o077 == 0
    with elsewhere.writing() as session:  # numbers go on after the last
        told = {"made": moment(elsewhere)}
        asked = ACCOUNT.replace("(id, ", "(").replace("(:id, ", "(")
        session.execute(text(asked), {**told, "name": "new", "disabled": False})
        assert session.execute(text("SELECT max(id) FROM account")).scalar() == 10
    assert [path.name for path in target.iterdir() if path.name.startswith(".")] == []


def test_nothing_and_the_null_of_json_stay_what_they_are(empty_database):
    made = Table(
        "box",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("may", JSON(none_as_null=True)),
        Column("must", JSON, nullable=False),
        Column("body", LargeBinary),
        Column("day", Date),
        Column("price", Numeric(12, 2)),
    )
    row = {"id": 1, "may": None, "must": None, "body": b"\x00\xff", "day": date(2026, 1, 2)}
    with empty_database.engine.connect().execution_options(sitesel_writes=True) as connection:
        made.create(connection)
        connection.execute(made.insert(), [{**row, "price": Decimal("7.10")}])
        (table,) = tables_of(connection)
        lines = list(lines_of(connection, table))
        connection.execute(table.delete())
        assert insert_lines(connection, table, lines) == 1
        assert list(lines_of(connection, table)) == lines
        assert connection.execute(select(made)).one() == (*row.values(), Decimal("7.10"))
        kinds = "SELECT may IS NULL, CAST(must AS TEXT) FROM box"
        assert tuple(connection.execute(text(kinds)).one()) == (True, "null")
        connection.rollback()


def test_what_is_there_goes_only_when_told(filled, store, tmp_path):
    backup = tmp_path / "b.zip"
    back_up(filled, store, backup, now=NOON, catalogues=True)
    with filled.writing() as session:
        session.execute(text("UPDATE account SET full_name = 'later'"))
    (store / "links/cd").write_text("later")
    before, there = rows(filled), files(store)
    with pytest.raises(BackupError, match="--replace"):
        restore(filled, store, backup)
    assert (rows(filled), files(store)) == (before, there)
    (store / "enquiries/1.json").unlink()
    restore(filled, store, backup, replace=True)
    assert "later" not in str(rows(filled))
    assert (store / "links/cd").exists() is False
    assert (store / "enquiries/1.json").read_text("utf-8") == "秘密"
    assert (store / "other/secret").read_text() == "x"


def test_catalogues_are_taken_along_when_told_but_no_half_ones(filled, store, tmp_path):
    back_up(filled, store, tmp_path / "b.zip", now=NOON, catalogues=True)
    target = tmp_path / "elsewhere"
    database = Database.of(target)
    restore(database, target, tmp_path / "b.zip")
    database.close()
    assert sorted(files(target)) == [
        "catalogues/0123456789abcdef/manifest.json",
        "current",
        "enquiries/1.json",
        "links/ab",
        "media/0123.jpg",
    ]


def test_what_fails_at_the_very_end_leaves_all_as_it_was(filled, store, tmp_path, monkeypatch):
    back_up(filled, store, tmp_path / "b.zip", now=NOON, catalogues=True)
    (store / "links/cd").write_text("later")
    before, there = rows(filled), files(store)

    def failed(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        restore(filled, store, tmp_path / "b.zip", replace=True, then=failed)
    assert (rows(filled), files(store)) == (before, there)
    monkeypatch.setattr("sqlalchemy.engine.RootTransaction.commit", failed)
    with pytest.raises(ZeroDivisionError):
        restore(filled, store, tmp_path / "b.zip", replace=True)
    monkeypatch.undo()
    assert (rows(filled), files(store)) == (before, there)


def rewritten(path, changes):
    """Write the same backup with some of its files changed, None to leave out."""
    body = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(body, "w") as new:
        told = {name: old.read(name) for name in old.namelist()}
        told.update(changes(told))
        for name, content in told.items():
            if content is not None:
                new.writestr(name, content)
    path.write_bytes(body.getvalue())


def listed(told, **changes):
    manifest = json.loads(told["manifest.json"])
    return {"manifest.json": json.dumps({**manifest, **changes})}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (lambda _: {"tables/account.ndjson": b"{}\n"}, "damaged"),
        (lambda _: {"store/links/ab": b"other"}, "damaged"),
        (lambda _: {"tables/account.ndjson": None}, "not those of its list"),
        (lambda _: {"store/links/more": b"x"}, "not those of its list"),
        (lambda _: {"manifest.json": b"[]"}, "no sound backup"),
        (lambda _: {"manifest.json": None}, "no sound backup"),
        (lambda told: listed(told, version="9999"), "later sitesel"),
        (lambda told: listed(told, format=2), "format 2"),
        (
            lambda told: {
                **listed(told, files={"links/../../evil": {"sha256": ""}}),
                "store/enquiries/1.json": None,
                "store/links/ab": None,
                "store/links/../../evil": b"x",
            },
            "has the name",
        ),
        (
            lambda told: {
                **listed(told, files={"state.sqlite": {"sha256": ""}}),
                "store/enquiries/1.json": None,
                "store/links/ab": None,
                "store/state.sqlite": b"x",
            },
            "has the name",
        ),
    ],
)
def test_a_damaged_or_made_up_backup_changes_nothing(tmp_path, store, changes, words):
    database = Database.of(tmp_path / "state")
    database.upgrade()
    path = tmp_path / "b.zip"
    back_up(database, store, path, now=NOON)
    database.close()
    rewritten(path, changes)
    target = tmp_path / "elsewhere"
    other = Database.of(target)
    with pytest.raises(BackupError, match=words):
        restore(other, target, path)
    other.close()
    assert list(target.iterdir()) == []
    assert not (tmp_path / "evil").exists()


def test_a_file_cut_short_is_refused(tmp_path, store):
    database = Database.of(tmp_path / "state")
    database.upgrade()
    path = tmp_path / "b.zip"
    back_up(database, store, path, now=NOON)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BackupError, match="no sound backup"):
        restore(database, tmp_path / "elsewhere", path)
    with pytest.raises(BackupError, match="already"):
        back_up(database, store, path, now=NOON)
    with pytest.raises(BackupError, match="can't write"):
        back_up(database, store, tmp_path / "none" / "b.zip", now=NOON)
    database.close()


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path, empty_database):
    from alembic import command

    from sitesel.state.database import configuration

    with empty_database.engine.connect() as connection, connection.begin():
        command.upgrade(configuration(connection), "0002")
    path = tmp_path / "b.zip"
    done = back_up(empty_database, tmp_path / "none", path, now=NOON)
    assert set(done.rows) == {"record_entries", "record_seals"}
    other = Database.of(tmp_path / "elsewhere")
    restore(other, tmp_path / "elsewhere", path)
    assert other.version() == Database.latest()
    assert "account" in rows(other)
    other.close()


def test_tables_of_a_backup_fit_each_other_whoever_writes_meanwhile(database, tmp_path):
    stop, made = threading.Event(), moment(database)

    def work():
        number = 0
        while not stop.is_set():
            number += 1
            with database.writing() as session:
                told = {"id": number, "name": f"u{number}", "disabled": False, "made": made}
                session.execute(text(ACCOUNT), told)
                asked = KEY.replace(", 7, ", f", {number}, ")
                told = {"id": f"k{number}", "scopes": "[]", "made": made}
                session.execute(text(asked), told)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        found = [
            back_up(database, tmp_path, tmp_path / f"{turn}.zip", now=NOON).rows
            for turn in range(8)
        ]
    finally:
        stop.set()
        thread.join()
    assert [each["account"] for each in found] == [each["api_key"] for each in found]
    assert found[-1]["account"] > found[0]["account"]
