from __future__ import annotations

from datetime import timedelta

import pytest

from sitesel.errors import KeyNotFound, KeyRefused, KeyUnfit
from sitesel.people import keys
from sitesel.people.accounts import account_of
from tests.callers import added


@pytest.fixture
def made(database, li, noon):
    with database.writing() as session:
        account = account_of(session, li.id)
        return keys.add_key(session, account, "脚本", ["edit", "read_staff"], days=30, now=noon)


def test_a_key_acts_for_its_owner_with_what_it_was_given(database, made, li, noon):
    key, told = made
    with database.reading() as session:
        person, is_stale = keys.whose(session, told, now=noon)
    assert (person.id, person.who, person.tier) == (li.id, f"key:{key.id}", "staff")
    assert person.permissions == {"edit", "read_staff"}
    assert is_stale
    assert told.startswith(f"sitesel_{key.id}_")
    assert told not in key.digest


def test_a_key_without_a_reading_scope_sees_what_all_see(database, li, noon):
    with database.writing() as session:
        account = account_of(session, li.id)
        _, told = keys.add_key(session, account, "x", ["edit"], days=1, now=noon)
        assert keys.whose(session, told, now=noon)[0].tier == "public"


def test_a_key_loses_what_its_owner_loses(database, made, li, noon):
    with database.writing() as session:
        account_of(session, li.id).role = "investor"
        assert keys.whose(session, made[1], now=noon)[0].permissions == set()


@pytest.mark.parametrize("spoil", ["", "sitesel", "sitesel_ab_c", "sitesel_abcdefg\x00_c", "x_y_z"])
def test_what_is_no_key_is_refused(database, noon, spoil):
    with database.reading() as session, pytest.raises(KeyRefused):
        keys.whose(session, spoil, now=noon)


def test_another_secret_an_expired_key_and_a_disabled_owner_are_refused(database, made, li, noon):
    key, told = made
    with database.writing() as session:
        for wrong, now in ((told + "x", noon), (told, key.expires)):
            with pytest.raises(KeyRefused):
                keys.whose(session, wrong, now=now)
        account_of(session, li.id).disabled = True
        with pytest.raises(KeyRefused):
            keys.whose(session, told, now=noon)


def test_a_key_is_deleted_by_its_owner_alone(database, made, li, noon):
    key, told = made
    wang = added(database, "wang", now=noon)
    with database.writing() as session:
        with pytest.raises(KeyNotFound):
            keys.delete_key(session, wang.id, key.id)
        keys.delete_key(session, li.id, key.id)
        with pytest.raises(KeyRefused):
            keys.whose(session, told, now=noon)


@pytest.mark.parametrize(
    ("label", "scopes", "days", "code"),
    [
        ("x", ["users"], 1, "bad-scope"),
        ("x", [], 1, "bad-scope"),
        ("x", ["edit"], 0, "bad-expiry"),
        ("x", ["edit"], 367, "bad-expiry"),
        (" ", ["edit"], 1, "bad-label"),
        ("a\x00", ["edit"], 1, "bad-label"),
    ],
)
def test_a_key_that_is_unfit_is_not_made(database, li, noon, label, scopes, days, code):
    with database.writing() as session:
        account = account_of(session, li.id)
        with pytest.raises(KeyUnfit) as caught:
            keys.add_key(session, account, label, scopes, days=days, now=noon)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_its_last_use_is_known_to_the_minute(database, made, noon):
    _, told = made
    with database.writing() as session:
        person, _ = keys.whose(session, told, now=noon)
        keys.touch(session, person, now=noon)
        session.flush()
        assert not keys.whose(session, told, now=noon + timedelta(seconds=59))[1]
        assert keys.whose(session, told, now=noon + timedelta(seconds=60))[1]
