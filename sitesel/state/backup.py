"""A backup: all tables, and what a store keeps beside its catalogues, in one file."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from sitesel.errors import BackupError
from sitesel.state.database import Database
from sitesel.state.rows import lines_of, tables_of

FORMAT = 1
MANIFEST = "manifest.json"
KEPT = ("enquiries", "links", "documents", "proposals", "selections")
"""Folders of a store that are in each backup; those that are not there are left out."""
CATALOGUES = ("catalogues", "media")
"""Folders that are in it when asked: catalogues, and what was added to them."""
CURRENT = "current"
_BLOCK = 1 << 20
_COMPRESSION = 3

Told = Callable[[Session], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written.

    Parameters
    ----------
    rows
        By table.
    files
        How many files of the store.
    bytes
        Size of the backup.
    sha256
        Of the backup.
    told
        What the caller wanted noted.
    """

    rows: Mapping[str, int]
    files: int
    bytes: int
    sha256: str
    told: Mapping[str, Any]


def back_up(
    database: Database,
    store: Path,
    path: Path,
    *,
    now: datetime,
    catalogues: bool = False,
    momentary: Collection[str] = (),
    told: Told = lambda _: {},
) -> Backup:
    """Write a backup; it is there whole or not at all, for its owner alone.

    The tables are read in one transaction, so that they fit each other whoever writes meanwhile;
    the files after them, so that none that a row names is missing.

    Parameters
    ----------
    catalogues
        Whether the catalogues are in it too; they can also be built again.
    momentary
        Tables whose rows are left out: who is signed in.
    told
        Returns what else is noted in the backup, read in the same transaction.

    Raises
    ------
    BackupError
        The database has no tables, or the file is there or can't be written.
    """
    if path.exists():
        raise BackupError(
            f"{path} is there already; name another file", f"{path} 已存在；请换一个文件名"
        )
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as into:
            written = _write(into, database, store, now, momentary, told, catalogues=catalogues)
        with Path(part).open("rb") as file:
            os.fsync(file.fileno())
        body = sha256()
        with Path(part).open("rb") as file:
            while block := file.read(_BLOCK):
                body.update(block)
        size = Path(part).stat().st_size
        Path(part).replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        Path(part).unlink(missing_ok=True)
    rows = {name: table["rows"] for name, table in written["tables"].items()}
    return Backup(rows, len(written["files"]), size, body.hexdigest(), written["told"])


def _unwritable(path: Path, error: OSError) -> BackupError:
    why = error.strerror or str(error)
    return BackupError(f"can't write {path}: {why}", f"无法写入 {path}：{why}")


def _write(
    into: zipfile.ZipFile,
    database: Database,
    store: Path,
    now: datetime,
    momentary: Collection[str],
    told: Told,
    *,
    catalogues: bool,
) -> dict[str, Any]:
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made": now.astimezone(UTC).isoformat(),
        "tables": {},
        "files": {},
    }
    with _one_moment(database) as connection:
        manifest["version"] = MigrationContext.configure(connection).get_current_revision()
        if manifest["version"] is None:
            raise BackupError(
                "the database has no tables yet; there is nothing to back up",
                "数据库中还没有表；没有可备份的内容",
            )
        with Session(connection) as session:
            manifest["told"] = dict(told(session))
        for table in tables_of(connection):
            with closing(lines_of(connection, table)) as lines:
                rows = iter(()) if table.name in momentary else lines
                count, digest = _add(into, f"tables/{table.name}.ndjson", rows)
            manifest["tables"][table.name] = {"rows": count, "sha256": digest}
    for name in _files(store, catalogues=catalogues):
        with (store / name).open("rb") as file:
            _, digest = _add(into, f"store/{name}", iter(partial(file.read, _BLOCK), b""))
        manifest["files"][name] = {"sha256": digest}
    into.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


@contextmanager
def _one_moment(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        if not database.is_sqlite:  # SQLite shows one moment anyway
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


def _add(into: zipfile.ZipFile, name: str, blocks: Iterable[bytes]) -> tuple[int, str]:
    count, body = 0, sha256()
    with into.open(name, "w", force_zip64=True) as member:
        for block in blocks:
            member.write(block)
            body.update(block)
            count += 1
    return count, body.hexdigest()


def _files(store: Path, *, catalogues: bool) -> list[str]:
    folders = (*KEPT, *CATALOGUES) if catalogues else KEPT
    found = [
        path.relative_to(store).as_posix()
        for folder in folders
        for path in sorted((store / folder).rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    # half-written files and catalogues have names that begin with a dot
    whole = [name for name in found if not any(part[0] == "." for part in name.split("/"))]
    if catalogues and (store / CURRENT).is_file():
        whole.append(CURRENT)
    return whole
