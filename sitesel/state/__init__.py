"""What changes while the service runs: people, projects and the record, in one database.

Catalogues are not here: they are immutable folders of a store. SQLite serves one machine,
PostgreSQL several; the tables are the same.
"""

from sitesel.state.base import Base
from sitesel.state.database import Database

__all__ = ["Base", "Database"]
