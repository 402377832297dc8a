"""Looking into the record: the latest entries first, page by page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from sitesel.record.deeds import Deed
from sitesel.record.entry import Entry
from sitesel.record.head import sealed
from sitesel.record.table import EntryRow


def entries(
    session: Session,
    *,
    most: int,
    before: int | None = None,
    who: str = "",
    what: Deed | None = None,
    of: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Entry]:
    """Return entries that are not sealed, the latest first.

    Parameters
    ----------
    most
        How many at most.
    before
        Only those of a lower number: the next page goes on before the last of this one.
    who, of
        Somebody or something, `user:3`; or all of a kind, `user:`.
    what
        Only this deed.
    since, until
        From a moment on, and before another.
    """
    asked = select(EntryRow).where(EntryRow.number > sealed(session).number)
    if before is not None:
        asked = asked.where(EntryRow.number < before)
    if who:
        asked = asked.where(_named(EntryRow.who, who))
    if of:
        asked = asked.where(_named(EntryRow.of, of))
    if what is not None:
        asked = asked.where(EntryRow.what == what)
    if since is not None:
        asked = asked.where(EntryRow.at >= since)
    if until is not None:
        asked = asked.where(EntryRow.at < until)
    rows = session.execute(asked.order_by(EntryRow.number.desc()).limit(most)).scalars()
    return [row.entry() for row in rows]


def _named(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    return column.startswith(words, autoescape=True) if words.endswith(":") else column == words
