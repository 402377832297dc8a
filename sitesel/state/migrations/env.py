"""How Alembic runs: on the connection that the database hands it, within its transaction."""

from __future__ import annotations

from alembic import context

from sitesel.state.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True
)
context.run_migrations()
