from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from sitesel.record import DEED_WORDS, DEEDS, NOTHING, write
from sitesel.record.table import EntryRow

NOON = datetime(2026, 11, 21, 4, 0, 0, 250, tzinfo=UTC)


def write_some(database, how_many: int = 3) -> list:
    with database.writing() as session:
        return [
            write(session, now=NOON, who="user:3", what="edit", of=f"parcel:DS-{n}")
            for n in range(1, how_many + 1)
        ]


def test_an_entry_is_chained_to_the_one_before(database):
    with database.writing() as session:
        first = write(session, now=NOON, who="cli:root", what="user_add", of="user:1")
    with database.writing() as session:
        second = write(
            session, now=NOON, who="user:1", what="edit", of="parcel:岱-1", told={"b": 1, "a": None}
        )
    assert (first.number, first.previous) == (1, NOTHING)
    assert (second.number, second.previous) == (2, first.digest)
    body = (
        '{"at":"2026-11-21T04:00:00.000250Z","number":2,"of":"parcel:岱-1",'
        f'"previous":"{first.digest}","told":{{"a":null,"b":1}},"what":"edit","who":"user:1"}}'
    )
    assert second.digest == sha256(body.encode()).hexdigest()
    with database.reading() as session:
        assert session.get(EntryRow, 2).entry() == second


def test_what_is_told_comes_back_as_json_whatever_it_holds(database):
    hostile = {"name": "\x00\ud800'; DROP TABLE record_entries;--", "n": {10: (1, 2), 2: 1e300}}
    with database.writing() as session:
        entry = write(
            session, now=NOON, who="public", what="sign_in_failed", of="user\n:\ud800", told=hostile
        )
    with database.reading() as session:
        kept = session.get(EntryRow, 1).entry()
    assert kept == entry
    assert kept.told == {
        "name": "\x00?'; DROP TABLE record_entries;--",
        "n": {"10": [1, 2], "2": 1e300},
    }
    assert kept.of == "user�:?"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"what": "gossip"}, "no deed"),
        ({"who": ""}, "needs `who`"),
        ({"told": {"user": [{"new_password": "hunter2"}]}}, "no secrets"),
        ({"told": {"share": float("nan")}}, "JSON compliant"),
    ],
)
def test_what_does_not_belong_into_the_record_is_refused(database, changed, words):
    entry = {"now": NOON, "who": "user:1", "what": "edit", "of": "parcel:A", **changed}
    with pytest.raises(ValueError, match=words), database.writing() as session:
        write(session, **entry)


def test_an_entry_of_what_failed_is_not_kept(database):
    with suppress(ZeroDivisionError), database.writing() as session:
        write(session, now=NOON, who="user:1", what="edit", of="parcel:A")
        1 / 0  # noqa: B018
    assert write_some(database, 1)[0].number == 1


def test_a_reader_can_not_write(database):
    with pytest.raises(ValueError, match="writing"), database.reading() as session:
        write(session, now=NOON, who="user:1", what="view", of="parcel:A")


def test_writers_at_the_same_time_leave_no_gap_and_no_fork(database):
    failed = []

    def work(who: int) -> None:
        for turn in range(15):
            try:
                with database.writing() as session:
                    write(session, now=NOON, who=f"user:{who}", what="view", of=f"parcel:{turn}")
                    if turn % 5 == 0:
                        raise ZeroDivisionError  # noqa: TRY301
            except ZeroDivisionError:
                pass
            except Exception as error:  # noqa: BLE001
                failed.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.reading() as session:
        rows = session.execute(select(EntryRow).order_by(EntryRow.number)).scalars()
        entries = [row.entry() for row in rows]
    assert [one.number for one in entries] == list(range(1, 49))
    assert [one.previous for one in entries[1:]] == [one.digest for one in entries[:-1]]


INSERT = (
    "INSERT INTO record_entries (number, at, who, what, of, told, previous, digest) "
    "SELECT {number}, at, who, what, of, told, {previous}, 'd' FROM record_entries WHERE number = 3"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entries SET who = 'user:9' WHERE number = 2",
        "DELETE FROM record_entries WHERE number = 3",
        "DELETE FROM record_entries",
        (
            "INSERT INTO record_seals (number, digest, at, who, file) "
            "SELECT 3, 'another', at, who, 'f' FROM record_entries WHERE number = 3"
        ),
        INSERT.format(number=5, previous="digest"),
        INSERT.format(number=4, previous="'forked'"),
        INSERT.format(number=3, previous="digest").replace("INSERT", "INSERT OR REPLACE"),
        "TRUNCATE record_entries",
    ],
)
def test_the_database_itself_refuses_what_breaks_the_chain(database, statement):
    if ("TRUNCATE" if database.is_sqlite else "OR REPLACE") in statement:
        pytest.skip("the other database's statement")
    write_some(database)
    with pytest.raises(DBAPIError, match="only added to"), database.writing() as session:
        session.execute(text(statement))
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(EntryRow)).scalar() == 3


def test_each_deed_has_words_in_both_languages():
    assert tuple(DEED_WORDS) == DEEDS
    assert all(words.zh and words.en for words in DEED_WORDS.values())
