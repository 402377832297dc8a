"""The tables of the record: its entries, and the seals behind which old ones were taken out.

Triggers, made by the migration, refuse whatever breaks the chain: changing, deleting what is not
behind a seal, leaving a number out.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from sitesel.record.deeds import Deed
from sitesel.record.entry import Entry
from sitesel.state import Base

_NUMBER = BigInteger().with_variant(Integer, "sqlite")


class EntryRow(Base):
    """An entry; `told` is kept as the canonical JSON that its digest was made of."""

    __tablename__ = "record_entries"

    number: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(Text, index=True)
    what: Mapped[str] = mapped_column(Text, index=True)
    of: Mapped[str] = mapped_column(Text, index=True)
    told: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)

    def entry(self) -> Entry:
        """Return the entry as a value."""
        what: Deed = self.what  # type: ignore[assignment]
        return Entry(
            number=self.number,
            at=self.at,
            who=self.who,
            what=what,
            of=self.of,
            told=json.loads(self.told),
            previous=self.previous,
            digest=self.digest,
        )


class SealRow(Base):
    """The last entry that was exported and taken out; what is left goes on from it."""

    __tablename__ = "record_seals"

    number: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(Text)  # SHA-256 of the file that holds them now
