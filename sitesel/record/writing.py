"""Adding to the record, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from sitesel.record.deeds import DEEDS, Deed
from sitesel.record.entry import Entry, as_json, canonical, digest_of, moment, plain
from sitesel.record.head import head
from sitesel.record.table import EntryRow

_LOCK = 7_036_874_417_766  # any number that nothing else in the database locks


def write(
    session: Session,
    *,
    now: datetime,
    who: str,
    what: Deed,
    of: str,
    told: Mapping[str, Any] | None = None,
) -> Entry:
    """Add an entry to the record; it is kept if, and only if, the session's transaction is.

    Entries follow each other without gaps, so that from here to the end of the transaction
    nobody else can write one: do the rest first.

    Parameters
    ----------
    session
        Of `Database.writing()`.
    now
        The time, with its zone.
    who
        `user:3`, `key:ab12cd34`, `cli:root`, `public`.
    what
        What was done, of `DEEDS`.
    of
        What it was done to, `parcel:DS-10`.
    told
        More about it, as JSON. Never a secret.

    Raises
    ------
    ValueError
        `what` is not of the list, `who` or `of` is empty, or `told` names a secret.
    """
    if what not in DEEDS:
        raise ValueError(f"{what!r} is no deed of the record; add it to sitesel/record/deeds.py")
    if not who or not of:
        raise ValueError("an entry of the record needs `who` and `of`")
    connection = session.connection()
    if not connection.get_execution_options().get("sitesel_writes", False):
        raise ValueError("the record is written in Database.writing()")
    more = as_json(told or {})
    session.flush()
    alone(session)
    last = head(session)
    fields: dict[str, Any] = {
        "number": last.number + 1,
        "at": moment(now),
        "who": plain(who),
        "what": what,
        "of": plain(of),
        "told": more,
        "previous": last.digest,
    }
    row = EntryRow(**{**fields, "at": now, "told": canonical(more)}, digest=digest_of(fields))
    session.add(row)
    session.flush()
    return row.entry()


def alone(session: Session) -> None:
    """Let nobody else write to the record until the transaction ends; SQLite's is alone anyway."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
