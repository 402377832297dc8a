"""Lockout: who guesses passwords waits longer with each guess, by name and by address."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from sitesel.people import tokens
from sitesel.people.accounts import folded
from sitesel.state import Base

_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many guesses cost nothing, and how long the wait grows, in seconds."""

    free: int
    longest: int

    def wait(self, failures: int) -> int:
        """Return the seconds to wait after so many failures.

        >>> [Patience(3, 60).wait(n) for n in (2, 3, 4, 5, 99)]
        [0, 1, 2, 4, 60]
        """
        over = failures - self.free
        return 0 if over < 0 else min(self.longest, 2 ** min(over, 20))


# one name: others must not be able to keep its owner out for long. one address: may be an office
PATIENCE: Mapping[str, Patience] = MappingProxyType(
    {"name": Patience(5, 300), "address": Patience(30, 3600)}
)


class Attempt(Base):
    """Guesses at one name, or from one address."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last: Mapped[datetime]
    refused: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a guess may be made: after `wait` seconds; `refused` were made before in vain."""

    wait: int
    refused: int


def take(session: Session, name: str, address: str, *, now: datetime) -> Turn:
    """Count a guess before it is looked at, so that many at once are counted too.

    The same for a name that exists and one that does not.
    """
    session.execute(delete(Attempt).where(Attempt.last <= now - _FORGOTTEN))
    held = {kind: _held(session, key, now) for kind, key in _keys(name, address).items()}
    wait, refused = 0, 0
    for kind, attempt in held.items():
        until = attempt.last + timedelta(seconds=PATIENCE[kind].wait(attempt.failures))
        wait = max(wait, math.ceil((until - now).total_seconds()))
        refused = max(refused, attempt.refused)
    for attempt in held.values():
        if wait > 0:
            attempt.refused += 1
        else:
            attempt.failures += 1
            attempt.last = now
            attempt.refused = 0
    session.flush()
    return Turn(max(0, wait), refused)


def forgive(session: Session, name: str, address: str) -> None:
    """Take back a guess that was right: the name is free again, its address one guess richer."""
    keys = _keys(name, address)
    session.execute(delete(Attempt).where(Attempt.key == keys["name"]))
    attempt = session.get(Attempt, keys["address"])
    if attempt is not None:
        attempt.failures = max(0, attempt.failures - 1)


def _keys(name: str, address: str) -> dict[str, str]:
    # names that nobody has are not kept either: people type passwords there
    return {"name": f"name:{tokens.digest(folded(name))}", "address": f"address:{address}"[:80]}


def _held(session: Session, key: str, now: datetime) -> Attempt:
    # made and locked, so that guesses that come at once are counted one after another
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(Attempt).values(key=key, failures=0, last=now, refused=0)
    session.execute(new.on_conflict_do_nothing())
    wanted = select(Attempt).where(Attempt.key == key).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one()
