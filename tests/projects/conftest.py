from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitesel.language import Text
from sitesel.projects.project import Told, add_project
from sitesel.state import Database
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
def state(fresh_state, tmp_path) -> Iterator[Database]:
    """A state of one's own, without anybody in it."""
    shutil.copy(fresh_state, tmp_path / "state.sqlite")
    database = Database.of(tmp_path)
    yield database
    database.close()


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
