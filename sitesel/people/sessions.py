"""Sessions: who is signed in, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.people import tokens
from sitesel.people.accounts import Account
from sitesel.people.person import Person
from sitesel.state import Base

LONGEST = timedelta(days=7)
"""After which one has to sign in again, however busy one was."""
_TOUCH = timedelta(minutes=1)  # how exactly it is known when a session was last used


class SignedIn(Base):
    """A session of somebody who signed in."""

    __tablename__ = "session"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    made: Mapped[datetime]
    used: Mapped[datetime]
    expires: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Found:
    """Whose session it is.

    `is_stale` says that its use has to be noted: see `touch`.
    """

    person: Person
    is_stale: bool


def begin(session: Session, account: Account, *, now: datetime) -> str:
    """Begin a session; return its secret token."""
    token = tokens.secret()
    session.execute(delete(SignedIn).where(SignedIn.expires <= now))
    session.add(
        SignedIn(
            digest=tokens.digest(token),
            account_id=account.id,
            made=now,
            used=now,
            expires=now + LONGEST,
        )
    )
    account.last_sign_in = now
    session.flush()
    return token


def find(session: Session, token: str, *, now: datetime, idle: timedelta) -> Found | None:
    """Return whose session a token is; None where it has ended or never was.

    Parameters
    ----------
    session
        To read with.
    token
        As the caller tells it.
    now
        The time.
    idle
        How long it may lie unused.
    """
    held = session.get(SignedIn, tokens.digest(token))
    if held is None or now >= held.expires or now - held.used >= idle:
        return None
    account = session.get(Account, held.account_id)
    if account is None or account.disabled:
        return None
    return Found(account.person(), now - held.used >= _TOUCH)


def touch(session: Session, token: str, *, now: datetime) -> None:
    """Note that a session is in use."""
    session.execute(
        update(SignedIn).where(SignedIn.digest == tokens.digest(token)).values(used=now)
    )


def end(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(SignedIn).where(SignedIn.digest == tokens.digest(token)))


def end_all(session: Session, account: int) -> None:
    """End all sessions of an account: it has to sign in again everywhere."""
    session.execute(delete(SignedIn).where(SignedIn.account_id == account))
