"""The record as it is kept, line by line, exactly as its digests were made."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from sitesel.record.chain import Chain, follow, unsealed
from sitesel.record.entry import moment
from sitesel.record.head import Head, head, sealed
from sitesel.record.table import EntryRow

_AT_ONCE = 1_000


def lines(
    session: Session, *, after: int = 0, until: int | None = None
) -> Generator[bytes, None, None]:
    """Give the entries that are not sealed as canonical JSON, a line each.

    What somebody changed behind the service's back comes as it stands now, whatever it is, so
    that `follow` finds it.

    Parameters
    ----------
    after
        Only entries of a higher number.
    until
        None of a higher number.
    """
    # SQLite keeps any text as a moment, and SQLAlchemy would stop at one that is none
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    at = type_coerce(EntryRow.at, String) if is_sqlite else EntryRow.at
    asked = select(
        EntryRow.number,
        at.label("moment"),
        EntryRow.who,
        EntryRow.what,
        EntryRow.of,
        EntryRow.told,
        EntryRow.previous,
        EntryRow.digest,
    ).where(EntryRow.number > max(after, sealed(session).number))
    if until is not None:
        asked = asked.where(EntryRow.number <= until)
    ordered = asked.order_by(EntryRow.number).execution_options(yield_per=_AT_ONCE)
    with session.execute(ordered) as rows:
        for row in rows:
            yield _line(row)


def _line(row: Any) -> bytes:  # noqa: ANN401 - SQLAlchemy's row, whatever was put into it
    at = row.moment
    when = moment(at) if isinstance(at, datetime) else f"{at}Z".replace(" ", "T", 1)
    parts = (
        ("at", _quoted(when)),
        ("digest", _quoted(row.digest)),
        ("number", str(row.number)),
        ("of", _quoted(row.of)),
        ("previous", _quoted(row.previous)),
        ("told", str(row.told)),
        ("what", _quoted(row.what)),
        ("who", _quoted(row.who)),
    )
    line = "{" + ",".join(f'"{name}":{value}' for name, value in parts) + "}\n"
    return line.encode("utf-8", "replace")


def _quoted(words: object) -> str:
    return json.dumps(str(words), ensure_ascii=False)


def verify(session: Session, *, until: Head | None = None) -> Chain:
    """Prove the record of a database, from what was sealed to its last entry."""
    start = sealed(session)
    with closing(lines(session)) as each:
        chain = follow(each, after=start, until=until)
    if chain.broken is None and start.number and not _tells_of_seal(session, start):
        return unsealed(chain)
    return chain


def _tells_of_seal(session: Session, start: Head) -> bool:
    rows = session.execute(
        select(EntryRow.told).where(EntryRow.what == "seal", EntryRow.number > start.number)
    ).scalars()
    return any(json.loads(told).get("until") == str(start) for told in rows)


def span(session: Session, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Return the number before the first entry of a time and that of its last.

    Entries in between are among them even where a clock went back: a piece has no holes.

    Parameters
    ----------
    since
        The first moment; None for the beginning.
    until
        The first moment after; None for the end.
    """
    first = select(func.min(EntryRow.number)).where(EntryRow.number > sealed(session).number)
    last = select(func.max(EntryRow.number))
    if since is not None:
        first = first.where(EntryRow.at >= since)
    if until is not None:
        last = last.where(EntryRow.at < until)
    begin, end = session.execute(first).scalar(), session.execute(last).scalar()
    if begin is None or end is None or end < begin:
        return head(session).number, head(session).number
    return begin - 1, end
