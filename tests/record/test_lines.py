from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from sitesel.record.chain import follow
from sitesel.record.entry import NOTHING
from sitesel.record.head import Head, head
from sitesel.record.lines import lines, span, verify
from sitesel.record.reading import entries
from sitesel.record.sealing import seal
from tests.record.conftest import MIDNIGHT, exported

WHOLE = Head(0, NOTHING)


@contextmanager
def behind_the_back(database):
    """Let somebody who owns the database do what the triggers refuse."""
    with database.writing() as session:
        if database.is_sqlite:
            found = session.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
            )
            triggers = found.all()
            for name, _ in triggers:
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
        if database.is_sqlite:
            for _, made in triggers:
                session.execute(text(made))


def found(database, until=None):
    with database.reading() as session:
        broken = verify(session, until=until).broken
    return broken and (broken.number, broken.why)


def test_what_was_written_is_whole_and_its_lines_too(days):
    with days.reading() as session:
        chain = verify(session)
        assert (chain.entries, chain.start, chain.end) == (6, WHOLE, head(session))
        assert chain.broken is None
    assert follow(exported(days), after=WHOLE).end == chain.end


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE record_entries SET number = 9 WHERE number = 4", (4, "number")),
        ("UPDATE record_entries SET at = '2026-01-09 00:00:00+00' WHERE number = 4", (4, "digest")),
        ("UPDATE record_entries SET who = 'user:9' WHERE number = 4", (4, "digest")),
        ("UPDATE record_entries SET what = 'view' WHERE number = 4", (4, "digest")),
        ("UPDATE record_entries SET of = 'x' WHERE number = 4", (4, "digest")),
        ("UPDATE record_entries SET told = '{}' WHERE number = 4", (4, "digest")),
        ("UPDATE record_entries SET told = '{ }' WHERE number = 4", (4, "unreadable")),
        ("UPDATE record_entries SET told = '{},\"who\":1' WHERE number = 4", (4, "unreadable")),
        ("UPDATE record_entries SET told = 'x' WHERE number = 4", (4, "unreadable")),
        ("UPDATE record_entries SET previous = 'f' WHERE number = 4", (4, "previous")),
        ("UPDATE record_entries SET digest = 'f' WHERE number = 4", (4, "digest")),
        ("DELETE FROM record_entries WHERE number = 4", (4, "number")),
        ("DELETE FROM record_entries WHERE number = 1", (1, "number")),
        ("DELETE FROM record_entries WHERE number > 4", None),
        ("DELETE FROM record_entries", None),
    ],
)
def test_the_first_entry_changed_behind_the_back_is_named(days, statement, broken):
    with days.reading() as session:
        last = head(session)
    with behind_the_back(days) as session:
        session.execute(text(statement.replace(":1'", "\\:1'")))
    assert found(days) == broken
    assert found(days, until=last) == (broken or (6, "end"))


def test_a_moment_that_is_none_is_an_entry_changed(days):
    if not days.is_sqlite:
        pytest.skip("PostgreSQL takes only moments")
    with behind_the_back(days) as session:
        session.execute(text("UPDATE record_entries SET at = 'soon' WHERE number = 2"))
    assert found(days) == (2, "digest")


def test_entries_taken_out_behind_a_seal_that_nobody_told_of_are_noticed(days):
    with behind_the_back(days) as session:
        session.execute(
            text(
                "INSERT INTO record_seals SELECT number, digest, at, who, 'f' FROM record_entries "
                "WHERE number = 4"
            )
        )
        session.execute(text("DELETE FROM record_entries WHERE number <= 4"))
    assert found(days) == (4, "seal")


def test_a_time_is_a_piece_without_holes(days):
    with days.reading() as session:
        assert span(session, None, None) == (0, 6)
        after, until = span(session, MIDNIGHT + timedelta(days=2), MIDNIGHT + timedelta(days=4))
        assert (after, until) == (2, 4)
        piece = list(lines(session, after=after, until=until))
        assert span(session, MIDNIGHT + timedelta(days=9), None) == (6, 6)
        assert span(session, None, MIDNIGHT) == (6, 6)
    assert follow(piece).entries == 2
    assert follow(piece).start.number == 2


def test_a_page_of_the_record_begins_with_the_latest(days):
    def asked(**more):
        with days.reading() as session:
            return [one.number for one in entries(session, **{"most": 9, **more})]

    assert asked() == [6, 5, 4, 3, 2, 1]
    assert asked(most=2, before=5) == [4, 3]
    assert asked(who="user:1") == asked(what="edit") == [6, 4, 2]
    assert asked(who="user:") == [6, 5, 4, 3, 2, 1]
    assert asked(who="us%:") == asked(who="user") == []
    assert asked(of="parcel:岱-3", what="edit") == [4]
    assert asked(since=MIDNIGHT + timedelta(days=1), until=MIDNIGHT + timedelta(days=3)) == [3, 2]


def test_what_is_sealed_is_in_the_file_and_the_rest_goes_on_from_it(days, tmp_path):
    whole = exported(days)
    first, second = tmp_path / "1.ndjson", tmp_path / "2.ndjson"
    now = MIDNIGHT + timedelta(days=10)
    done = seal(days, first, before=MIDNIGHT + timedelta(days=2), now=now, who="cli:root")
    assert (done.entries, done.until.number) == (2, 2)
    assert first.read_bytes() == b"".join(whole[:2])
    assert first.stat().st_mode & 0o077 == 0
    assert found(days) is None
    with days.reading() as session:
        sealing, *rest = entries(session, most=9)
        last = head(session)
    assert (sealing.what, sealing.told["until"]) == ("seal", str(done.until))
    assert [one.number for one in rest] == [6, 5, 4, 3]
    done = seal(days, second, before=now + timedelta(days=1), now=now, who="cli:root")
    assert (done.entries, done.after.number, done.until) == (5, 2, last)
    assert found(days) is None
    files = (first.read_bytes() + second.read_bytes()).splitlines() + exported(days)
    assert follow(files, after=WHOLE).entries == 8


def test_nothing_old_enough_seals_nothing(days, tmp_path):
    path = tmp_path / "none.ndjson"
    assert seal(days, path, before=MIDNIGHT, now=MIDNIGHT, who="cli:root") is None
    assert not path.exists()
    assert len(exported(days)) == 6


def test_a_broken_record_is_not_sealed(days, tmp_path):
    with behind_the_back(days) as session:
        session.execute(text("UPDATE record_entries SET who = 'user:9' WHERE number = 2"))
    path = tmp_path / "old.ndjson"
    with pytest.raises(Exception, match="entry 2") as caught:
        seal(days, path, before=MIDNIGHT + timedelta(days=4), now=MIDNIGHT, who="cli:root")
    assert caught.value.code == "record-broken"
    assert not path.exists()
    assert len(exported(days)) == 6


def test_a_file_that_is_there_is_not_written_over(days, tmp_path):
    path = tmp_path / "old.ndjson"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        seal(days, path, before=MIDNIGHT + timedelta(days=4), now=MIDNIGHT, who="cli:root")
    assert path.read_text() == "precious"
    assert len(exported(days)) == 6


def test_a_sealing_cut_short_is_finished_by_the_next(days, tmp_path, monkeypatch):
    monkeypatch.setattr("sitesel.record.sealing._clear", lambda *_: 1 / 0)
    day = MIDNIGHT + timedelta(days=4)
    with pytest.raises(ZeroDivisionError):
        seal(days, tmp_path / "1.ndjson", before=day, now=MIDNIGHT, who="cli:root")
    monkeypatch.undo()
    assert found(days) is None
    assert [line.split(b'"number":')[1][:1] for line in exported(days)] == [b"5", b"6", b"7"]
    assert seal(days, tmp_path / "2.ndjson", before=day, now=MIDNIGHT, who="cli:root") is None
    with days.reading() as session:
        assert session.execute(text("SELECT min(number) FROM record_entries")).scalar() > 4
