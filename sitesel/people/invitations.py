"""Invitations: a link, good once and for a while, by which somebody sets their password."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.errors import InvitationNotFound
from sitesel.people import passwords, sessions, tokens
from sitesel.people.accounts import Account
from sitesel.state import Base

LONGEST_DAYS = 30


class Invitation(Base):
    """That somebody may set the password of an account."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64))
    made: Mapped[datetime]
    expires: Mapped[datetime]


def invite(session: Session, account: Account, *, days: int, now: datetime) -> tuple[str, str]:
    """Invite somebody; return the invitation's id and its secret, which is told this once.

    Invitations that the account had before are good no longer.
    """
    session.execute(delete(Invitation).where(Invitation.account_id == account.id))
    secret = tokens.secret()
    invitation = Invitation(
        id=tokens.name(),
        account_id=account.id,
        digest=tokens.digest(secret),
        made=now,
        expires=now + timedelta(days=max(1, min(days, LONGEST_DAYS))),
    )
    session.add(invitation)
    session.flush()
    return invitation.id, secret


def link(identity: str, secret: str) -> str:
    """Return the path that is sent to somebody; what follows the # stays in the browser.

    >>> link("ab23cd45", "s3cr3t")
    '/invitation#ab23cd45.s3cr3t'
    """
    return f"/invitation#{identity}.{secret}"


def invited(session: Session, identity: str, secret: str, *, now: datetime) -> Account:
    """Return the account that an invitation is for.

    Raises
    ------
    InvitationNotFound
        It is unknown, used or expired.
    """
    held = None
    if tokens.is_name(identity):  # locked: of two who accept at once, one does
        held = session.get(Invitation, identity, with_for_update=True)
    good = held is not None and tokens.is_same(secret, held.digest) and now < held.expires
    account = session.get(Account, held.account_id) if held is not None and good else None
    if account is None or account.disabled:
        raise InvitationNotFound(
            "the invitation is unknown, used or expired; ask who sent it for a new one",
            "邀请无效、已使用或已过期；请联系邀请人重新发送",
        )
    return account


def accept(session: Session, account: Account, hashed: str) -> None:
    """Set the password (its hash) of an invited account; the invitation is used up."""
    account.password = hashed
    use_up(session, account)


def use_up(session: Session, account: Account) -> None:
    """Let the account's invitations be good no longer, and end its sessions."""
    session.execute(delete(Invitation).where(Invitation.account_id == account.id))
    sessions.end_all(session, account.id)
    session.flush()


def set_password(session: Session, account: Account, password: str) -> None:
    """Set the password of an account, which has to sign in again everywhere.

    Raises
    ------
    PasswordRefused
        It is not good enough.
    """
    passwords.check(password, known=(account.name, account.full_name))
    accept(session, account, passwords.kept(password))
