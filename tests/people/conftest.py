from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.callers import added

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def li(database, noon):
    """Return an account of the staff, without a password."""
    return added(database, "li.ming", now=noon)
