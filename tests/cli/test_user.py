"""Users at the command line: the first administrator comes from here."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from sitesel.cli import user
from sitesel.people import PERMISSIONS, ROLES, keys
from sitesel.people.signing_in import accept_invitation, sign_in
from sitesel.record.table import EntryRow
from sitesel.state import Database
from tests.callers import GOOD


@pytest.fixture
def database(town):
    database = Database.of(town.path.parents[1])
    yield database
    database.close()


@pytest.fixture
def typed(monkeypatch):
    """Return a function that lets somebody at a terminal type passwords."""

    def types(*words: str) -> None:
        left = iter(words)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(user, "getpass", lambda _: next(left))

    return types


def entries(database):
    with database.reading() as session:
        return [row.entry() for row in session.scalars(select(EntryRow).order_by(EntryRow.number))]


def enter(database, name, password):
    now = datetime.now(UTC)
    return sign_in(database, name, password, address="x", now=now).person


def test_what_the_help_lists_is_what_there_is():
    assert {*user.GIVEN_ROLES, "public"} == set(ROLES)
    assert user.SCOPES == PERMISSIONS


def test_the_first_administrator_types_a_password(sitesel, database, typed, capsys):
    typed(GOOD, GOOD)
    assert sitesel("user", "add", "王芳", "--role", "admin") == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "已新增 王芳（系统管理员）\n")
    assert enter(database, "王芳", GOOD).may("users")
    told = [(entry.who.split(":")[0], entry.what) for entry in entries(database)[:2]]
    assert told == [("cli", "user_add"), ("cli", "password_change")]


def test_nothing_is_added_with_a_bad_or_a_mistyped_password(sitesel, database, typed, capsys):
    typed("password1234", "password1234")
    assert sitesel("user", "add", "wang", "--role", "admin", "--lang", "en") == 2
    assert "among the first that would be tried" in capsys.readouterr().err
    typed(GOOD, GOOD + "x")
    assert sitesel("user", "add", "wang", "--role", "admin", "--lang", "en") == 2
    assert "the two differ" in capsys.readouterr().err
    assert sitesel("user", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert entries(database) == []


def test_without_a_terminal_an_invitation_is_shown(sitesel, database, capsys):
    assert sitesel("user", "add", "li", "--role", "investor", "--lang", "en") == 0
    out, err = capsys.readouterr()
    assert "good once, for 7 days" in err
    identity, secret = out.strip().removeprefix("/invitation#").split(".")
    now = datetime.now(UTC)
    accept_invitation(database, identity, secret, GOOD, address="x", now=now)
    assert enter(database, "li", GOOD).role == "investor"


def test_a_forgotten_password_is_set_anew(sitesel, database, typed, capsys):
    sitesel("user", "add", "li", "--role", "staff")
    typed(GOOD, GOOD)
    assert sitesel("user", "password", "li") == 0
    assert enter(database, "li", GOOD).name == "li"
    assert GOOD not in str(entries(database)) + "".join(capsys.readouterr())


def test_users_are_listed_and_disabled(sitesel, database, capsys):
    sitesel("user", "add", "li", "--role", "reviewer", "--department", "消防")
    sitesel("user", "add", "wang", "--role", "staff", "--full-name", "王芳")
    capsys.readouterr()
    assert sitesel("user", "disable", "li", "--lang", "en") == 0
    assert capsys.readouterr().err == "disabled li\n"
    assert sitesel("user", "list", "--lang", "en") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1:] for line in lines[-2:]] == [
        ["li", "department", "reviewer", "消防", "disabled"],
        ["wang", "王芳", "investment-promotion", "staff", "no", "password"],
    ]
    assert sitesel("user", "enable", "li") == 0
    assert entries(database)[-1].told == {"disabled": [True, False]}


def test_a_key_is_made_for_somebody(sitesel, database, capsys):
    sitesel("user", "add", "li", "--role", "staff")
    capsys.readouterr()
    words = ("--label", "同步", "--scope", "edit", "--scope", "read_staff", "--days", "30")
    assert sitesel("user", "key", "li", *words) == 0
    told = capsys.readouterr().out.strip()
    with database.reading() as session:
        person, _ = keys.whose(session, told, now=datetime.now(UTC))
    assert person.permissions == {"edit", "read_staff"}
    assert told not in str(entries(database))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "a b", "--role", "staff"), 2, "a name is of 1 to 64"),
        (("add", "x", "--role", "root"), 2, "there are investor, staff"),
        (("add", "x", "--role", "public"), 2, "there are investor, staff"),
        (("add", "x", "--role", "reviewer"), 2, "say the department"),
        (("disable", "nobody"), 5, "`sitesel user list`"),
        (("disable", "root"), 2, "last administrator"),
        (("password", "nobody"), 5, "`sitesel user list`"),
        (("key", "root", "--label", "x", "--scope", "opinions"), 2, "what you can give"),
        (("key", "root", "--label", "x", "--scope", "fly"), 2, "no permission 'fly'"),
    ],
)
def test_what_can_not_be_is_refused_with_the_way_out(sitesel, capsys, words, code, said):
    sitesel("user", "add", "root", "--role", "admin")
    capsys.readouterr()
    assert sitesel("user", *words, "--lang", "en") == code
    assert said in capsys.readouterr().err
