"""The database of the state: opened, brought up to date, read and written in transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from sitesel.errors import StateError

FILE = "state.sqlite"
MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = 10_000  # ms; a writer waits for another


class Database:
    """People, projects and the record.

    Parameters
    ----------
    url
        SQLAlchemy's address of a SQLite file or a PostgreSQL database.

    Raises
    ------
    StateError
        The address can't be understood, or names another sort of database.
    """

    def __init__(self, url: str | URL) -> None:
        try:
            address = make_url(url)
        except ArgumentError as error:
            raise StateError(
                "SITESEL_DATABASE is no database address; "
                "write sqlite:///path/to/file or postgresql+psycopg://user:password@host/name",
                "SITESEL_DATABASE 不是数据库地址；"
                "应为 sqlite:///文件路径 或 postgresql+psycopg://用户:口令@主机/库名",
            ) from error
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() not in ("sqlite", "postgresql"):
            raise StateError(
                f"the state can be kept in SQLite or PostgreSQL, not in {address.drivername}",
                f"状态只能保存在 SQLite 或 PostgreSQL 中，不支持 {address.drivername}",
            )
        self.address = address

    @classmethod
    def of(cls, store: Path, url: str = "") -> Database:
        """Return the database that settings name: that of an address, or the file of a store."""
        return cls(url or URL.create("sqlite", database=str(store / FILE)))

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self.address.get_backend_name() == "sqlite"

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy's engine; it connects when first used."""
        try:
            engine = create_engine(
                self.address,
                pool_pre_ping=not self.is_sqlite,
                hide_parameters=True,  # what people wrote stays out of errors, and so of the log
                connect_args={"timeout": _PATIENCE / 1000} if self.is_sqlite else {},
            )
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise StateError(
                "PostgreSQL needs the extra `postgis`: pip install 'sitesel[postgis]'",
                "使用 PostgreSQL 需要安装附加组件：pip install 'sitesel[postgis]'",
            ) from error
        if self.is_sqlite:
            event.listen(engine, "connect", _at_home)
            event.listen(engine, "begin", _begin)
        return engine

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write in one transaction: all of it is kept, or nothing.

        SQLite lets one write at a time, from the beginning, so that what is read here stays true
        until it is written.
        """
        with self._session(writes=True) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read in one transaction; nothing is kept."""
        with self._session(writes=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def _session(self, *, writes: bool) -> Iterator[Session]:
        try:
            with (
                self.engine.connect().execution_options(sitesel_writes=writes) as connection,
                Session(connection, expire_on_commit=False) as session,
            ):
                yield session
        except DBAPIError as error:
            if not error.connection_invalidated and not _is_out_of_reach(error):
                raise
            raise StateError(
                f"the database of people and projects can't be reached ({_short(error)}); "
                "`sitesel doctor` tells what is wrong",
                f"无法访问人员与项目数据库（{_short(error)}）；请运行 `sitesel doctor` 查看原因",
            ) from error

    def upgrade(self) -> None:
        """Bring the tables up to date; nothing is lost, and nothing done where they are."""
        self.make_room()
        with (
            self.engine.connect().execution_options(sitesel_writes=True) as connection,
            connection.begin(),
        ):
            command.upgrade(configuration(connection), "head")
        self.keep_private()

    def version(self) -> str | None:
        """Return the version of the tables; None where there are none yet."""
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    @staticmethod
    def latest() -> str:
        """Return the version of the tables that this version of sitesel needs."""
        return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def make_room(self) -> None:
        """Make the folder of a SQLite file."""
        if self.is_sqlite and self.address.database:
            Path(self.address.database).parent.mkdir(parents=True, exist_ok=True)

    def keep_private(self) -> None:
        """Let nobody else on the machine read a SQLite file."""
        # passwords' hashes and personal data: for the service's own user alone
        if self.is_sqlite and self.address.database:
            for end in ("", "-wal", "-shm"):
                path = Path(self.address.database + end)
                if path.exists():
                    path.chmod(0o600)


def _at_home(connection: DBAPIConnection, _record: object) -> None:
    # transactions are begun by hand, so that a writer can be one from its first word
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("sitesel_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_out_of_reach(error: DBAPIError) -> bool:
    words = str(error.orig).lower()
    return any(
        one in words
        for one in (
            "unable to open",
            "no such table",
            "locked",
            "connection",
            "does not exist",
            "not a database",
            "malformed",
            "readonly",
        )
    )


def _short(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0][:160]


def configuration(connection: Connection) -> Config:
    """Return how Alembic runs on a connection, within its transaction."""
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    configuration.attributes["connection"] = connection
    return configuration
