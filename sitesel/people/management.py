"""What is done to accounts by others, each told to the record in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from sitesel.people import invitations, sessions
from sitesel.people.accounts import Account, add_account, change_account
from sitesel.people.roles import Role
from sitesel.record import write


class Invited(NamedTuple):
    """The path that is sent to somebody, and until when it is good."""

    link: str
    expires: datetime


def add_user(
    session: Session,
    name: str,
    role: Role,
    *,
    full_name: str = "",
    department: str | None = None,
    by: str,
    now: datetime,
) -> Account:
    """Add an account; see `add_account`."""
    account = add_account(session, name, role, full_name=full_name, department=department, now=now)
    told = {"name": account.name, "role": account.role, "department": account.department}
    write(session, now=now, who=by, what="user_add", of=f"user:{account.id}", told=told)
    return account


def change_user(
    session: Session,
    account: Account,
    *,
    role: Role | None = None,
    department: str | None = None,
    full_name: str | None = None,
    disabled: bool | None = None,
    sign_out: bool = False,
    by: str,
    now: datetime,
) -> None:
    """Change an account; see `change_account`. What it may differently begins anew for it."""
    changed = change_account(
        session,
        account,
        role=role,
        department=department,
        full_name=full_name,
        disabled=disabled,
    )
    of = f"user:{account.id}"
    if sign_out or "disabled" in changed or "role" in changed:
        sessions.end_all(session, account.id)
    if sign_out and not changed:
        write(session, now=now, who=by, what="sign_out_everywhere", of=of)
    if changed.get("disabled") == [False, True]:
        write(session, now=now, who=by, what="user_disable", of=of, told=changed)
    elif changed:
        write(session, now=now, who=by, what="user_change", of=of, told=changed)


def invite_user(
    session: Session, account: Account, *, days: int, by: str, now: datetime
) -> Invited:
    """Invite somebody to set their password; see `invite`."""
    identity, secret = invitations.invite(session, account, days=days, now=now)
    told = {"invitation": identity, "days": days}
    write(session, now=now, who=by, what="invite", of=f"user:{account.id}", told=told)
    return Invited(invitations.link(identity, secret), now + timedelta(days=days))


def set_user_password(
    session: Session, account: Account, password: str, *, by: str, now: datetime
) -> None:
    """Set somebody's password; all their sessions end.

    Raises
    ------
    PasswordRefused
        It is not good enough.
    """
    invitations.set_password(session, account, password)
    write(session, now=now, who=by, what="password_change", of=f"user:{account.id}")
