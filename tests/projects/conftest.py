from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from sitesel.language import Text
from sitesel.projects.project import Told, add_project
from sitesel.state import Base, Database
from tests.callers import added

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture(scope="module")
def fresh_state(tmp_path_factory) -> Path:
    """Return the file of a state without anybody in it."""
    database = Database.of(tmp_path_factory.mktemp("state"))
    database.upgrade()
    with database.writing():
        pass
    database.close()
    return Path(str(database.address.database))


@pytest.fixture
def sqlite_state(fresh_state, tmp_path) -> Iterator[Database]:
    shutil.copy(fresh_state, tmp_path / "state.sqlite")
    database = Database.of(tmp_path)
    yield database
    database.close()


@pytest.fixture(scope="session")
def one_for_all(postgresql: str) -> Iterator[Database]:
    """A database of PostgreSQL with tables."""
    server = make_url(postgresql)
    keeper = create_engine(server, isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.execute(text("CREATE DATABASE projects"))
    keeper.dispose()
    database = Database(server.set(database="projects"))
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def postgresql_emptied(one_for_all: Database) -> Database:
    """A database of PostgreSQL without anybody in it."""
    tables = reversed(Base.metadata.sorted_tables)
    with one_for_all.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no triggers
        for table in tables:
            connection.execute(table.delete())
        for name in connection.scalars(text("SELECT sequencename FROM pg_sequences")).all():
            connection.execute(text(f"ALTER SEQUENCE {name} RESTART"))
    return one_for_all


@pytest.fixture
def state(sqlite_state) -> Database:
    """A state of one's own, without anybody in it."""
    return sqlite_state


@pytest.fixture
def li(state, noon):
    return added(state, "li.ming", now=noon)


@pytest.fixture
def precursor(state, li, noon) -> int:
    """Return the id of a project that wants 410 亩."""
    told = Told(
        Text("电池前驱体", "Battery precursor"),
        investor=Text("某新材料公司", "A maker of materials"),
        unit="投资促进局",
        figures={"land": "410 亩", "investment": "35 亿元", "jobs": 800},
    )
    with state.writing() as session:
        return add_project(session, told, owner=li.id, by=li.person().who, now=noon).id
