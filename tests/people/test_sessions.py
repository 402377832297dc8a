from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from sitesel.people import SignedIn, sessions
from sitesel.people.accounts import account_of

IDLE = timedelta(hours=8)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def token(database, li, noon):
    with database.writing() as session:
        return sessions.begin(session, account_of(session, li.id), now=noon)


@pytest.fixture
def find(database):
    def found(token, now):
        with database.reading() as session:
            return sessions.find(session, token, now=now, idle=IDLE)

    return found


def test_whoever_has_the_token_is_its_account(find, token, li, noon):
    found = find(token, noon)
    assert (found.person.id, found.person.role, found.is_stale) == (li.id, "staff", False)


def test_only_a_digest_of_the_token_is_kept(database, token):
    with database.reading() as session:
        held = session.scalars(select(SignedIn)).one()
    assert token not in vars(held).values()
    assert len(token) >= 43


@pytest.mark.parametrize("wrong", ["", "x", "0" * 43])
def test_another_token_is_nobodys(find, token, noon, wrong):
    assert find(wrong, noon) is None


def test_a_session_ends_when_it_lies_unused(find, token, noon):
    assert find(token, noon + IDLE - MINUTE).is_stale
    assert find(token, noon + IDLE) is None


def test_a_session_that_is_used_lasts_a_week_and_no_longer(database, find, token, noon):
    now = noon
    while now + IDLE / 2 < noon + sessions.LONGEST:
        now += IDLE / 2
        assert find(token, now) is not None
        with database.writing() as session:
            sessions.touch(session, token, now=now)
    assert find(token, noon + sessions.LONGEST) is None


def test_a_disabled_account_is_in_no_session(database, find, token, li, noon):
    with database.writing() as session:
        account_of(session, li.id).disabled = True
    assert find(token, noon) is None


def test_one_session_ends_and_all_end(database, find, token, li, noon):
    with database.writing() as session:
        others = [sessions.begin(session, account_of(session, li.id), now=noon) for _ in "ab"]
        sessions.end(session, token)
    assert [find(each, noon) is None for each in (token, *others)] == [True, False, False]
    with database.writing() as session:
        sessions.end_all(session, li.id)
    assert [find(each, noon) for each in others] == [None, None]


def test_what_has_expired_is_cleared_away(database, token, li, noon):
    with database.writing() as session:
        sessions.begin(session, account_of(session, li.id), now=noon + sessions.LONGEST)
        assert len(session.scalars(select(SignedIn)).all()) == 1
