"""Adding to the record, in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from sitesel.record.deeds import DEEDS, Deed
from sitesel.record.entry import NOTHING, Entry, as_json, canonical, digest_of, moment, plain
from sitesel.record.table import EntryRow, SealRow

_LOCK = 7_036_874_417_766  # any number that nothing else in the database locks


class Head(NamedTuple):
    """The last entry that there is, or was before it was sealed; 0 before the first."""

    number: int
    digest: str


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
    if connection.dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
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


def head(session: Session) -> Head:
    """Return the last entry's number and digest: what a chain that is whole ends with."""
    for table in (EntryRow, SealRow):
        last = session.execute(
            select(table.number, table.digest).order_by(table.number.desc()).limit(1)
        ).one_or_none()
        if last is not None:
            return Head(*last)
    return Head(0, NOTHING)
