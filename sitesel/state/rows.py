"""The rows of any database of the state as lines of JSON, the same for SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, Table, func, select, text

VERSIONS = "alembic_version"
_AT_ONCE = 1_000


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables that there are, each after those that it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSIONS]


def lines_of(connection: Connection, table: Table) -> Generator[bytes, None, None]:
    """Give the rows of a table in the order of their keys, a line of JSON each."""
    asked = select(table).order_by(*table.primary_key.columns)
    with connection.execute(asked.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows.mappings():
            told = {str(name): _told(value) for name, value in row.items()}
            yield json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def insert_lines(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert rows that were told as lines, and return how many."""
    for column in table.columns:
        if isinstance(column.type, JSON):  # nothing at all, and not JSON's null, where it may be
            column.type = type(column.type)(none_as_null=bool(column.nullable))
    count, each = 0, iter(lines)
    while piece := list(islice(each, _AT_ONCE)):
        rows = [json.loads(line) for line in piece]
        kinds = {name: table.columns[name] for name in rows[0]}
        connection.execute(
            table.insert(),
            [{name: _meant(row[name], kind) for name, kind in kinds.items()} for row in rows],
        )
        count += len(rows)
    _count_on(connection, table)
    return count


def _told(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    match value:
        case datetime():
            moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return moment.isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case Decimal():
            return str(value)
    return value


def _meant(value: Any, column: Column[Any]) -> Any:  # noqa: ANN401
    if value is None or isinstance(column.type, JSON):
        return value
    kind = column.type.python_type
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is bytes:
        return base64.b64decode(value)
    return Decimal(value) if kind is Decimal and isinstance(value, str) else value


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next row after the last; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        asked = text("SELECT pg_get_serial_sequence(:table, :column)")
        told = {"table": f'"{table.name}"', "column": column.name}
        sequence = connection.execute(asked, told).scalar()
        last = connection.execute(select(func.max(column))).scalar() if sequence else None
        if last is not None:
            connection.execute(
                text("SELECT setval(:name, :last)"), {"name": sequence, "last": last}
            )


@contextmanager
def unguarded(connection: Connection, tables: Collection[Table]) -> Iterator[None]:
    """Let rows come back as they were: triggers guard what is done, not what is restored."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = connection.exec_driver_sql(asked).all()
        for name, _ in triggers:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, made in triggers:
            connection.exec_driver_sql(made)
        return
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    yield
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')


def is_empty(connection: Connection) -> bool:
    """Tell whether no table holds a row."""
    return not any(_rows(connection))


def _rows(connection: Connection) -> Iterator[int]:
    for table in tables_of(connection):
        yield connection.execute(select(func.count()).select_from(table)).scalar() or 0
