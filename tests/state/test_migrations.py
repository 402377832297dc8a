from __future__ import annotations

import importlib.util
import pkgutil

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from sitesel.state import Base
from sitesel.state.database import MIGRATIONS


def import_all_tables() -> None:
    for package in ("people", "projects", "proposal", "record"):
        if not (found := importlib.util.find_spec(f"sitesel.{package}")):
            continue
        for module in pkgutil.iter_modules(found.submodule_search_locations):
            importlib.import_module(f"sitesel.{package}.{module.name}")


def test_the_migrations_are_one_chain():
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    versions = [each.revision for each in scripts.walk_revisions()]
    assert versions == sorted(versions, reverse=True)


def test_migrated_tables_are_those_that_the_code_knows(database):
    import_all_tables()
    assert "record_entries" in Base.metadata.tables
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
