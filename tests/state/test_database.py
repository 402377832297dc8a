from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text

from sitesel.errors import StateError
from sitesel.state import Database
from sitesel.state.base import Moment

PILE = Table("pile", MetaData(), Column("height", Integer))
CLOCK = Table("clock", MetaData(), Column("moment", Moment))


def heights(database: Database) -> list[int]:
    with database.reading() as session:
        return sorted(session.execute(select(PILE.c.height)).scalars())


def test_new_tables_are_of_the_latest_version_and_stay_when_upgraded_again(empty_database):
    assert empty_database.version() is None
    empty_database.upgrade()
    empty_database.upgrade()
    assert empty_database.version() == Database.latest() != ""


def test_what_fails_on_the_way_leaves_nothing_written(database):
    PILE.create(database.engine)
    with database.writing() as session:
        session.execute(insert(PILE).values(height=1))
    with suppress(ZeroDivisionError), database.writing() as session:
        session.execute(insert(PILE).values(height=2))
        session.flush()
        1 / 0  # noqa: B018
    assert heights(database) == [1]


def test_reading_keeps_nothing(database):
    PILE.create(database.engine)
    with database.reading() as session:
        session.execute(insert(PILE).values(height=1))
    assert heights(database) == []


def test_a_moment_comes_back_in_utc_and_one_without_zone_is_refused(database):
    CLOCK.create(database.engine)
    beijing = datetime(2026, 11, 21, 9, 30, 15, 250, tzinfo=timezone(timedelta(hours=8)))
    with database.writing() as session:
        session.execute(insert(CLOCK).values(moment=beijing))
    with database.reading() as session:
        found = session.execute(select(CLOCK.c.moment)).scalar_one()
    assert found == datetime(2026, 11, 21, 1, 30, 15, 250, tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)
    with pytest.raises(Exception, match="no time zone"), database.writing() as session:
        session.execute(insert(CLOCK).values(moment=datetime(2026, 11, 21)))  # noqa: DTZ001


def test_writers_of_sqlite_wait_for_each_other(tmp_path):
    database = Database.of(tmp_path)
    database.upgrade()
    PILE.create(database.engine)

    def grow() -> None:
        for _ in range(20):
            with database.writing() as session:
                most = session.execute(text("SELECT coalesce(max(height), 0) FROM pile")).scalar()
                session.execute(insert(PILE).values(height=most + 1))

    threads = [threading.Thread(target=grow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heights(database) == list(range(1, 81))


def test_the_file_is_for_its_owner_alone(tmp_path):
    database = Database.of(tmp_path / "store")
    database.upgrade()
    assert (tmp_path / "store" / "state.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("url", "words"), [("nonsense", "no database address"), ("mysql://a/b", "not in mysql")]
)
def test_an_address_of_another_kind_is_refused(url, words):
    with pytest.raises(StateError, match=words):
        Database(url)


def test_a_password_in_the_address_is_not_told():
    with (
        pytest.raises(StateError) as caught,
        Database("postgresql://staff:hunter2@127.0.0.1:1/none").reading() as session,
    ):
        session.execute(text("SELECT 1"))
    assert "hunter2" not in str(caught.value) + caught.value.text.zh


def test_tables_that_are_missing_are_a_state_error(empty_database):
    with pytest.raises(StateError, match="doctor"), empty_database.reading() as session:
        session.execute(text("SELECT * FROM nowhere"))
