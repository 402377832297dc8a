"""Signing in as whom a provider of OpenID Connect says one is, each told to the record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sitesel.errors import IdentityRefused, IdentityTaken, SignInStale
from sitesel.people import invitations, sessions
from sitesel.people.accounts import Account, Identity, account_named, steers
from sitesel.people.management import add_user, change_user
from sitesel.people.oidc_roles import Given, RoleMap
from sitesel.people.signing_in import Entered
from sitesel.people.tokens import digest
from sitesel.record import write
from sitesel.state import Database

BY = "oidc"
"""As the record names who added or changed a user because the provider says so."""
_LONGEST_SUBJECT = 255
_LONGEST_NAME = 64
_LONGEST_FULL_NAME = 100
_NOT_IN_NAMES = re.compile(r"[^\w.@+-]+")

Why = Literal["unknown", "disabled", "no-role", "taken"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody as the provider knows them.

    Parameters
    ----------
    issuer, subject
        The provider, and its name for them that never becomes somebody else's.
    name, full_name
        What to call them here, where they are new.
    given
        The role that the provider's word gives them; None for none.
    """

    issuer: str
    subject: str
    name: str = ""
    full_name: str = ""
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class _Refused:
    why: Why
    of: str = "user:?"


def subject_of(issuer: str, claims: Mapping[str, Any], roles: RoleMap) -> Subject:
    """Return whom the claims are of.

    >>> claims = {"sub": "7", "preferred_username": "Li Ming", "name": "李明"}
    >>> who = subject_of("https://id", claims, RoleMap("groups", ()))
    >>> who.name, who.full_name, who.given
    ('Li.Ming', '李明', None)

    Raises
    ------
    IdentityRefused
        The subject is nothing that can be kept.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or steers(subject):
        raise _no_access()
    told = [claims.get(each) for each in ("preferred_username", "email")]
    known = next((each for each in told if isinstance(each, str) and each.strip()), "")
    name = _NOT_IN_NAMES.sub(".", known.strip()).strip(".")[:_LONGEST_NAME]
    full = claims.get("name")
    fits = isinstance(full, str) and len(full) <= _LONGEST_FULL_NAME and not steers(full)
    return Subject(
        issuer,
        subject,
        name or f"user-{digest(issuer + ' ' + subject)[:8]}",
        str(full) if fits else "",
        roles.given(claims),
    )


def enter(
    database: Database,
    who: Subject,
    *,
    mapped: bool,
    address: str,
    invitation: tuple[str, str] | None = None,
    before: str = "",
    now: datetime,
) -> Entered:
    """Sign somebody in whom the provider knows.

    Who accepts an invitation by it is from then on known here by it. Who is not known is let in
    only where the provider's word gives them a role; never by a name alone, for names are given
    anew and by others.

    Parameters
    ----------
    database
        Of the state.
    who
        Whom the provider says it is.
    mapped
        Whether the provider says who has which role.
    address
        Where they come from.
    invitation
        Id and secret of the invitation to be accepted.
    before
        Token of the session that the caller was in, which ends.
    now
        The time.

    Raises
    ------
    IdentityRefused
        They are not known here, are disabled, or have no role any more; nobody is told which.
    IdentityTaken
        The name or the identity is somebody else's here.
    InvitationNotFound
        The invitation is unknown, used or expired.
    LastAdmin
        The provider's word would take the last administrator away.
    SignInStale
        The same person signed in for the first time twice at once.
    """
    try:
        with database.writing() as session:
            found = _account(session, who, mapped, invitation, now)
            if isinstance(found, Account):
                return _entered(session, found, address, invitation, before, now)
            told = {"address": address, "by": BY, "why": found.why, "subject": who.subject}
            write(session, now=now, who="public", what="sign_in_failed", of=found.of, told=told)
    except IntegrityError as error:
        raise SignInStale("try again", "请重试") from error
    raise _taken() if found.why == "taken" else _no_access()


def _account(
    session: Session,
    who: Subject,
    mapped: bool,  # noqa: FBT001 - as `enter` was told
    invitation: tuple[str, str] | None,
    now: datetime,
) -> Account | _Refused:
    is_theirs = (Identity.issuer == who.issuer) & (Identity.subject == who.subject)
    identity = session.scalar(select(Identity).where(is_theirs))
    account = None if identity is None else session.get(Account, identity.account_id)
    if invitation is not None:
        invited = invitations.invited(session, *invitation, now=now)
        if account is not None and account.id != invited.id:
            return _Refused("taken", f"user:{account.id}")
        account = invited
    if account is None:
        if who.given is None:
            return _Refused("unknown")
        if account_named(session, who.name) is not None:
            return _Refused("taken")
        given = who.given
        account = add_user(
            session,
            who.name,
            given.role,
            full_name=who.full_name,
            department=given.department,
            by=BY,
            now=now,
        )
    elif account.disabled:
        return _Refused("disabled", f"user:{account.id}")
    elif mapped and who.given is None and account.role != "investor":
        return _Refused("no-role", f"user:{account.id}")
    elif mapped and who.given is not None:
        given = who.given
        change_user(session, account, role=given.role, department=given.department, by=BY, now=now)
    if identity is None:
        of_issuer = (Identity.account_id == account.id) & (Identity.issuer == who.issuer)
        session.execute(delete(Identity).where(of_issuer))  # one person there is one here
        session.add(Identity(account_id=account.id, issuer=who.issuer, subject=who.subject))
        session.flush()
    return account


def _entered(
    session: Session,
    account: Account,
    address: str,
    invitation: tuple[str, str] | None,
    before: str,
    now: datetime,
) -> Entered:
    of = f"user:{account.id}"
    told = {"address": address, "by": BY}
    if invitation is not None:
        invitations.use_up(session, account)
        write(session, now=now, who=of, what="invitation_accept", of=of, told=told)
    sessions.end(session, before)
    token = sessions.begin(session, account, now=now)
    write(session, now=now, who=of, what="sign_in", of=of, told=told)
    return Entered(account.person(), token)


def _no_access() -> IdentityRefused:
    return IdentityRefused(
        "the provider knows you, but you have no access here; ask an administrator for an "
        "invitation and open its link",
        "统一身份认证已确认您的身份，但您在此没有访问权限；请联系系统管理员发送邀请并打开邀请链接",
    )


def _taken() -> IdentityTaken:
    return IdentityTaken(
        "your name or your identity belongs to another user here; ask an administrator for an "
        "invitation to that user and open its link",
        "您的用户名或身份在此已属于另一用户；请联系系统管理员为该用户发送邀请并打开邀请链接",
    )
