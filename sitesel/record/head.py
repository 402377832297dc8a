"""The end of the record: what the next entry follows."""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from sitesel.record.entry import NOTHING
from sitesel.record.table import EntryRow, SealRow

_WRITTEN = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


class Head(NamedTuple):
    """The last entry that there is, or was before it was sealed; 0 before the first."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def read(cls, words: str) -> Head | None:
        """Read `NUMBER:DIGEST`; None where it is not so written.

        >>> Head.read("0:" + NOTHING) == Head(0, NOTHING)
        True
        """
        found = _WRITTEN.fullmatch(words.strip())
        return cls(int(found[1]), found[2]) if found else None


def head(session: Session) -> Head:
    """Return the last entry's number and digest: what a record that is whole ends with."""
    for table in (EntryRow, SealRow):
        last = session.execute(
            select(table.number, table.digest).order_by(table.number.desc()).limit(1)
        ).one_or_none()
        if last is not None:
            return Head(*last)
    return Head(0, NOTHING)


def sealed(session: Session) -> Head:
    """Return the last entry behind the seal: what the first that is left follows."""
    last = session.execute(
        select(SealRow.number, SealRow.digest).order_by(SealRow.number.desc()).limit(1)
    ).one_or_none()
    return Head(*last) if last is not None else Head(0, NOTHING)
