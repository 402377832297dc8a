"""The state for tests: the same ones run on SQLite and on a PostgreSQL of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from sitesel.state import Database
from tests.postgresql_server import postgresql_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the address of a PostgreSQL server; skip where Debian's is not installed."""
    with postgresql_server() as address:
        if address is None:
            pytest.skip("PostgreSQL is not installed")
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database.of(tmp_path)
        yield database
        database.close()
        return
    yield request.getfixturevalue("postgresql_state")


@pytest.fixture
def postgresql_state(postgresql: str) -> Iterator[Database]:
    """A database of PostgreSQL without tables."""
    server = make_url(postgresql)
    name = f"state_{uuid4().hex[:12]}"
    keeper = create_engine(server, isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = Database(server.set(database=name))
    yield database
    database.close()
    with keeper.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    keeper.dispose()


@pytest.fixture
def database(empty_database: Database) -> Database:
    """A state without anybody in it, its tables up to date."""
    empty_database.upgrade()
    return empty_database
