from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from sitesel.errors import InvitationNotFound, PasswordRefused, SignInRefused, TooMany
from sitesel.people import SignedIn, passwords, sessions
from sitesel.people.accounts import account_of
from sitesel.people.management import change_user, invite_user
from sitesel.people.signing_in import accept_invitation, change_password, sign_in, sign_out
from sitesel.record.table import EntryRow
from tests.callers import GOOD, added

IDLE = timedelta(hours=8)
OTHER = "seven herons on a slack tide"


@pytest.fixture
def wang(database, noon):
    return added(database, "wang", password=GOOD, now=noon)


@pytest.fixture
def enter(database, noon):
    def entered(name="wang", password=GOOD, **more):
        more = {"address": "192.0.2.1", "now": noon} | more
        return sign_in(database, name, password, **more)

    return entered


@pytest.fixture
def recorded(database):
    def entries():
        with database.reading() as session:
            rows = session.scalars(select(EntryRow).order_by(EntryRow.number)).all()
            return [(row.who, row.what, row.of) for row in rows]

    return entries


def is_in(database, token, now):
    with database.reading() as session:
        return sessions.find(session, token, now=now, idle=IDLE) is not None


def test_whoever_knows_the_password_is_in(database, wang, enter, recorded, noon):
    found = enter()
    assert found.person.id == wang.id
    assert is_in(database, found.token, noon)
    assert recorded() == [(f"user:{wang.id}", "sign_in", f"user:{wang.id}")]


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_session_before(
    database, wang, enter, noon
):
    first = enter()
    second = enter(before=first.token)
    assert first.token != second.token
    assert not is_in(database, first.token, noon)
    assert is_in(database, second.token, noon)


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(wang, enter, recorded):
    said = []
    for name, password in (("wang", "x"), ("nobody", GOOD), ("", ""), ("wang\x00", GOOD)):
        with pytest.raises(SignInRefused) as caught:
            enter(name, password)
        said.append(str(caught.value))
    assert len(set(said)) == 1
    assert [entry[1:] for entry in recorded()] == [
        ("sign_in_failed", f"user:{wang.id}"),
        *[("sign_in_failed", "user:?")] * 3,
    ]


@pytest.mark.parametrize("state", ["wrong password", "unknown", "disabled", "invited"])
def test_one_hash_is_checked_whoever_is_named(database, wang, enter, monkeypatch, state, noon, li):
    if state == "disabled":
        with database.writing() as session:
            account_of(session, wang.id).disabled = True
    checked = []
    verify = type(passwords._HASHER).verify

    def counted(self, *given):
        checked.append(given)
        return verify(self, *given)

    monkeypatch.setattr(type(passwords._HASHER), "verify", counted)
    name = {"unknown": "nobody", "invited": "li.ming"}.get(state, "wang")
    with pytest.raises(SignInRefused):
        enter(name, GOOD if state == "disabled" else "a wrong one, and long")
    assert len(checked) == 1
    assert not passwords.is_dated(checked[0][0])  # the same costs


def test_guessing_is_locked_out_even_with_the_right_password(wang, enter, recorded, noon):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            enter("wang", "wrong")
    for _ in range(3):
        with pytest.raises(TooMany) as caught:
            enter()
        assert caught.value.retry_after == 1
    assert enter(now=noon + timedelta(seconds=1)).person.id == wang.id
    assert [what for _, what, _ in recorded()] == [
        *["sign_in_failed"] * 5,
        "sign_in_locked",
        "sign_in",
    ]


def test_a_name_that_nobody_has_is_locked_out_alike(wang, enter):
    def answers(name):
        said = []
        for _ in range(8):
            with pytest.raises((SignInRefused, TooMany)) as caught:
                enter(name, "wrong", address=name)
            said.append(str(caught.value))
        return said

    assert answers("wang") == answers("nobody")


def test_no_more_guesses_are_looked_at_when_they_come_at_once(wang, enter):
    def guess(_):
        try:
            enter("wang", "wrong")
        except SignInRefused:
            return "looked at"
        except TooMany:
            return "refused"

    with ThreadPoolExecutor(8) as many:
        said = list(many.map(guess, range(16)))
    assert said.count("looked at") == 5


def test_a_hash_of_lower_costs_is_made_anew(database, wang, enter):
    cheap = type(passwords._HASHER)(time_cost=1, memory_cost=64).hash(GOOD)
    with database.writing() as session:
        account_of(session, wang.id).password = cheap
    enter()
    with database.reading() as session:
        assert not passwords.is_dated(account_of(session, wang.id).password)
    enter()


def test_one_signs_out_here_and_everywhere(database, wang, enter, recorded, noon):
    here, there, elsewhere = enter(), enter(), enter()
    sign_out(database, here.person, here.token, everywhere=False, now=noon)
    assert [is_in(database, one.token, noon) for one in (here, there)] == [False, True]
    sign_out(database, there.person, there.token, everywhere=True, now=noon)
    assert [is_in(database, one.token, noon) for one in (there, elsewhere)] == [False, False]
    assert [what for _, what, _ in recorded()][3:] == ["sign_out", "sign_out_everywhere"]


def test_a_changed_password_ends_all_other_sessions(database, wang, enter, noon):
    before = enter()
    told = {"address": "192.0.2.1", "now": noon}
    with pytest.raises(SignInRefused):
        change_password(database, before.person, "wrong", OTHER, **told)
    with pytest.raises(PasswordRefused):
        change_password(database, before.person, GOOD, "short", **told)
    after = change_password(database, before.person, GOOD, OTHER, **told)
    assert [is_in(database, one.token, noon) for one in (before, after)] == [False, True]
    assert enter(password=OTHER).person.id == wang.id
    with pytest.raises(SignInRefused):
        enter()


@pytest.mark.parametrize("change", [{"role": "investor"}, {"disabled": True}, {"sign_out": True}])
def test_who_may_less_has_to_sign_in_again(database, wang, enter, noon, change):
    before = enter()
    with database.writing() as session:
        change_user(session, account_of(session, wang.id), by="user:1", now=noon, **change)
    assert not is_in(database, before.token, noon)


@pytest.fixture
def invited(database, li, noon):
    with database.writing() as session:
        path = invite_user(session, account_of(session, li.id), days=7, by="user:1", now=noon)
    assert path.link.startswith("/invitation#")
    return path.link.partition("#")[2].split(".")


def test_whoever_is_invited_sets_a_password_once(database, li, invited, enter, recorded, noon):
    found = accept_invitation(database, *invited, OTHER, address="192.0.2.1", now=noon)
    assert found.person.id == li.id
    assert is_in(database, found.token, noon)
    assert enter("li.ming", OTHER).person.id == li.id
    with pytest.raises(InvitationNotFound):
        accept_invitation(database, *invited, OTHER, address="192.0.2.1", now=noon)
    assert [what for _, what, _ in recorded()] == ["invite", "invitation_accept", "sign_in"]


def test_an_invitation_expires_and_gives_way_to_a_newer_one(database, li, invited, noon):
    told = {"address": "192.0.2.1"}
    with pytest.raises(InvitationNotFound):
        accept_invitation(database, *invited, OTHER, now=noon + timedelta(days=7), **told)
    with pytest.raises(InvitationNotFound):
        accept_invitation(database, invited[0], "x", OTHER, now=noon, **told)
    with pytest.raises(InvitationNotFound):
        accept_invitation(database, "a\x00", "x", OTHER, now=noon, **told)
    with pytest.raises(PasswordRefused):
        accept_invitation(database, *invited, "short", now=noon, **told)
    with database.writing() as session:
        invite_user(session, account_of(session, li.id), days=7, by="user:1", now=noon)
    with pytest.raises(InvitationNotFound):
        accept_invitation(database, *invited, OTHER, now=noon, **told)


def test_nothing_secret_is_in_the_database(database, wang, li, invited, enter, noon):
    token = enter().token
    with database.reading() as session:
        held = [
            str(value)
            for table in (SignedIn, EntryRow)
            for row in session.scalars(select(table))
            for value in vars(row).values()
        ]
    assert not any(GOOD in one or token in one or invited[1] in one for one in held)
