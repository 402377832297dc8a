from __future__ import annotations

import pytest

from sitesel.people import NOBODY, PERMISSIONS, ROLES, Person
from sitesel.people.roles import ALLOWED, PERMISSION_WORDS, ROLE_WORDS, permissions_of, tier_of

MAY = {
    "public": set(),
    "investor": {"read_investor"},
    "staff": {"read_investor", "read_staff", "edit", "projects"},
    "reviewer": {"read_investor", "read_staff", "opinions"},
    "keeper": {"read_investor", "read_staff", "edit", "publish"},
    "admin": set(PERMISSIONS) - {"opinions"},
}
SEES = {"public": "public", "investor": "investor"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says_and_nothing_else(role):
    assert permissions_of(role) == MAY[role]
    assert tier_of(permissions_of(role)) == SEES.get(role, "staff")


def test_every_permission_and_role_has_words():
    assert set(ALLOWED) == set(PERMISSION_WORDS) == set(PERMISSIONS)
    assert set(ROLE_WORDS) == set(ROLES)


def test_the_public_may_nothing():
    assert not NOBODY.may(*PERMISSIONS)
    assert NOBODY.who == "public"


def test_a_key_has_no_more_than_its_owner_has():
    key = Person(3, "li", "staff", scopes=frozenset({"edit", "users"}), who="key:ab12")
    assert key.permissions == {"edit"}
    assert key.tier == "public"
    assert key.who == "key:ab12"


def test_one_of_several_permissions_is_enough():
    reviewer = Person(4, "wang", "reviewer", department="fire")
    assert reviewer.may("projects", "opinions")
    assert not reviewer.may("projects", "edit")
