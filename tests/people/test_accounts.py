from __future__ import annotations

import pytest

from sitesel.errors import AccountNotFound, AccountRefused, AccountTaken, LastAdmin
from sitesel.people.accounts import (
    account_named,
    account_of,
    accounts,
    add_account,
    change_account,
)


def test_a_name_is_found_in_whatever_case_and_width(database, li):
    with database.reading() as session:
        for name in ("li.ming", " LI.Ming ", "ｌｉ.ming"):
            assert account_named(session, name).id == li.id
        for name in ("li", "", "li.ming\x00", "'; --"):
            assert account_named(session, name) is None


def test_two_names_that_look_alike_are_one(database, li, noon):
    with database.writing() as session, pytest.raises(AccountTaken):
        add_account(session, "Li.MING", "staff", now=noon)


@pytest.mark.parametrize(
    ("name", "role", "more", "code"),
    [
        ("a b", "staff", {}, "bad-name"),
        ("", "staff", {}, "bad-name"),
        ("a\x00", "staff", {}, "bad-name"),
        ("x" * 65, "staff", {}, "bad-name"),
        ("wang", "public", {}, "unknown-role"),
        ("wang", "root", {}, "unknown-role"),
        ("wang", "reviewer", {}, "no-department"),
        ("wang", "reviewer", {"department": "a\x00"}, "bad-department"),
        ("wang", "staff", {"full_name": "\x1b[2J"}, "bad-full-name"),
    ],
)
def test_a_user_with_faults_is_refused(database, noon, name, role, more, code):
    with database.writing() as session:
        with pytest.raises(AccountRefused) as caught:
            add_account(session, name, role, now=noon, **more)
        assert [fault.code for fault in caught.value.faults] == [code]
        assert accounts(session) == []


def test_only_a_reviewer_has_a_department(database, noon):
    with database.writing() as session:
        one = add_account(session, "wang", "reviewer", department="fire", now=noon)
        assert one.person().department == "fire"
        changed = change_account(session, one, role="staff")
        assert changed == {"role": ["reviewer", "staff"], "department": ["fire", None]}


@pytest.mark.parametrize("change", [{"role": "staff"}, {"disabled": True}])
def test_the_last_administrator_stays_one(database, noon, change):
    with database.writing() as session:
        one = add_account(session, "root", "admin", now=noon)
        other = add_account(session, "other", "admin", now=noon)
        change_account(session, other, disabled=True)
        with pytest.raises(LastAdmin):
            change_account(session, one, **change)
        change_account(session, other, disabled=False)
        assert change_account(session, one, **change)


def test_nobody_has_an_id_that_was_never_given(database, li):
    with database.reading() as session, pytest.raises(AccountNotFound):
        account_of(session, li.id + 1)
