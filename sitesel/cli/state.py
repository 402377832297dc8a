"""The database of people, projects and the record, as a command is told of it."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitesel.errors import StateError
from sitesel.settings import Settings
from sitesel.state import Database


def database_of(settings: Settings, store: Path) -> Database:
    """Return the database that settings and a store name, opened or not."""
    return Database.of(store, settings.database.get_secret_value())


@contextmanager
def database_at(settings: Settings, store: Path) -> Iterator[Database]:
    """Open a database that is there, its tables up to date.

    Raises
    ------
    StateError
        There is none, or it can't be used.
    """
    database = database_of(settings, store)
    file = database.address.database
    if database.is_sqlite and not (file and Path(file).is_file()):
        raise StateError(
            f"no database of people and the record in {store}; `sitesel serve` and "
            "`sitesel user add` make one",
            f"{store} 中还没有人员与操作记录的数据库；`sitesel serve` 或 `sitesel user add` 会建立",
        )
    try:
        database.upgrade()
        yield database
    finally:
        database.close()


def user_of_machine() -> str:
    """Return who runs the command, as the record names them: not as the environment says."""
    number = os.getuid()
    try:
        return f"cli:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"cli:{number}"
