"""A record of a few days, and the lines that it is exported as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sitesel.record import write
from sitesel.record.lines import lines

MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def days(database):
    """Return a database with six entries, one a day from 2026-01-01 on."""
    for day in range(6):
        with database.writing() as session:
            write(
                session,
                now=MIDNIGHT + timedelta(days=day),
                who=f"user:{day % 2}",
                what="edit" if day % 2 else "view",
                of=f"parcel:岱-{day}",
                told={"old": None, "new": "=1+1", "day": day},
            )
    return database


def exported(database) -> list[bytes]:
    """Return the lines of a record."""
    with database.reading() as session:
        return list(lines(session))
