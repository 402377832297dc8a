"""Signing in and out, and changing one's password, each told to the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from sitesel.errors import SignInRefused, TooMany
from sitesel.people import invitations, lockout, passwords, sessions
from sitesel.people.accounts import Account, account_named, account_of
from sitesel.people.person import Person
from sitesel.record import Deed, write
from sitesel.state import Database


class Entered(NamedTuple):
    """Who has signed in, and the token of their session."""

    person: Person
    token: str


def sign_in(
    database: Database,
    name: str,
    password: str,
    *,
    address: str,
    before: str = "",
    now: datetime,
) -> Entered:
    """Sign somebody in by name and password.

    A name that nobody has is answered like a wrong password, in the same time.

    Parameters
    ----------
    database
        Of the state.
    name, password
        As typed.
    address
        Where the guess comes from.
    before
        Token of the session that the caller was in, which ends.
    now
        The time.

    Raises
    ------
    SignInRefused
        Name or password is wrong, or the account is disabled.
    TooMany
        There were too many guesses; the error tells how long to wait.
    """
    with database.writing() as session:
        turn = lockout.take(session, name, address, now=now)
        account = account_named(session, name)
        hashed = None if account is None or account.disabled else account.password
        of = "user:?" if account is None else f"user:{account.id}"  # a name may be a password
        if turn.wait and not turn.refused:  # the first of many, so that guessing fills no disk
            told = {"address": address, "wait": turn.wait}
            write(session, now=now, who="public", what="sign_in_locked", of=of, told=told)
    if turn.wait:
        raise _wait(turn.wait)
    if not passwords.matches(password, hashed):
        with database.writing() as session:
            told = {"address": address, "refused_before": turn.refused}
            write(session, now=now, who="public", what="sign_in_failed", of=of, told=told)
        raise SignInRefused("the name or the password is wrong", "用户名或口令错误")
    renewed = passwords.kept(password) if hashed and passwords.is_dated(hashed) else hashed
    with database.writing() as session:
        account = account_named(session, name)
        if account is None or account.disabled or account.password != hashed:  # changed meanwhile
            raise SignInRefused("the name or the password is wrong", "用户名或口令错误")
        account.password = renewed
        lockout.forgive(session, name, address)
        sessions.end(session, before)
        token = sessions.begin(session, account, now=now)
        told = {"address": address, "by": "password"}
        _note(session, account, "sign_in", now=now, told=told)
        return Entered(account.person(), token)


def sign_out(
    database: Database, person: Person, token: str, *, everywhere: bool, now: datetime
) -> None:
    """End a session, or all of somebody's."""
    if person.id is None:
        return
    what: Deed = "sign_out_everywhere" if everywhere else "sign_out"
    with database.writing() as session:
        if everywhere:
            sessions.end_all(session, person.id)
        else:
            sessions.end(session, token)
        write(session, now=now, who=person.who, what=what, of=f"user:{person.id}")


def accept_invitation(
    database: Database, identity: str, secret: str, password: str, *, address: str, now: datetime
) -> Entered:
    """Set the password of whoever was invited, and sign them in.

    Raises
    ------
    InvitationNotFound
        The invitation is unknown, used or expired.
    PasswordRefused
        The password is not good enough.
    """
    with database.reading() as session:
        account = invitations.invited(session, identity, secret, now=now)
        passwords.check(password, known=(account.name, account.full_name))
    hashed = passwords.kept(password)  # outside of the transaction: others write meanwhile
    with database.writing() as session:
        account = invitations.invited(session, identity, secret, now=now)
        invitations.accept(session, account, hashed)
        token = sessions.begin(session, account, now=now)
        told = {"address": address}
        _note(session, account, "invitation_accept", now=now, told=told)
        return Entered(account.person(), token)


def change_password(
    database: Database, person: Person, old: str, new: str, *, address: str, now: datetime
) -> Entered:
    """Change one's password; all sessions end, and a new one begins.

    Raises
    ------
    SignInRefused
        The old password is wrong.
    TooMany
        It was guessed at too often.
    PasswordRefused
        The new one is not good enough.
    """
    if person.id is None:
        raise SignInRefused("nobody is signed in", "尚未登录")
    with database.writing() as session:
        account = account_of(session, person.id)
        turn = lockout.take(session, account.name, address, now=now)
        hashed = account.password
    if turn.wait:
        raise _wait(turn.wait)
    if not passwords.matches(old, hashed):
        with database.writing() as session:
            told = {"address": address, "at": "password_change"}
            of = f"user:{person.id}"
            write(session, now=now, who=person.who, what="sign_in_failed", of=of, told=told)
        raise SignInRefused("the old password is wrong", "原口令错误")
    passwords.check(new, known=(account.name, account.full_name))
    kept = passwords.kept(new)
    with database.writing() as session:
        account = account_of(session, person.id)
        lockout.forgive(session, account.name, address)
        invitations.accept(session, account, kept)
        token = sessions.begin(session, account, now=now)
        _note(session, account, "password_change", now=now, told={"address": address})
        return Entered(account.person(), token)


def _note(
    session: Session, account: Account, what: Deed, *, now: datetime, told: dict[str, Any]
) -> None:
    who = f"user:{account.id}"
    write(session, now=now, who=who, what=what, of=who, told=told)


def _wait(seconds: int) -> TooMany:
    return TooMany(
        f"too many wrong guesses; try again in {seconds} s",
        f"错误次数过多；请 {seconds} 秒后再试",
        retry_after=seconds,
    )
