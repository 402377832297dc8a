"""Restoring a backup: all of it, or nothing."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from sitesel.errors import BackupError
from sitesel.language import Text
from sitesel.state.backup import CATALOGUES, CURRENT, FORMAT, KEPT, MANIFEST
from sitesel.state.database import MIGRATIONS, Database, configuration
from sitesel.state.rows import insert_lines, is_empty, tables_of, unguarded

_BLOCK = 1 << 20
_STAGE = ".restoring-"


def restore(
    database: Database,
    store: Path,
    path: Path,
    *,
    replace: bool = False,
    then: Callable[[Session, dict[str, Any]], None] = lambda *_: None,
) -> dict[str, Any]:
    """Put a backup back, also that of the other kind of database or of an older version.

    All of it is checked before anything is changed. The tables are written in one transaction, at
    the end of which the files take their places.

    Parameters
    ----------
    replace
        Whether what is there may go.
    then
        Called in the same transaction with the manifest, before it ends.

    Returns
    -------
    manifest
        What the backup says of itself.

    Raises
    ------
    BackupError
        The file is no sound backup, or is of a later version, or the target is not empty.
    """
    store.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as stack:
            backup = stack.enter_context(zipfile.ZipFile(path))
            manifest = _manifest(backup)
            stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=store))
            stack.callback(shutil.rmtree, stage, ignore_errors=True)
            _check(backup, manifest, stage)
            _refuse_what_is_there(store, stage, replace=replace)
            _restore(database, store, backup, manifest, stage, then, replace=replace)
            return manifest
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError) as error:
        raise _damaged(str(error)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise BackupError(
            f"nothing was restored: {path}: {why}", f"没有恢复：{path}：{why}"
        ) from error


def _damaged(why: str) -> BackupError:
    return BackupError(
        f"this is no sound backup ({why}); nothing was restored",
        f"这不是完好的备份（{why}）；没有恢复任何内容",
    )


def _manifest(backup: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(backup.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError(f"format {manifest['format']}")
    known = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    if manifest["version"] not in known:
        raise BackupError(
            f"the backup is of version {manifest['version']} of the tables, this sitesel knows "
            f"{known[0]}; restore it with a later sitesel",
            f"备份的表版本为 {manifest['version']}，本程序只到 {known[0]}；请用更新的 sitesel 恢复",
        )
    members = {MANIFEST, *(f"tables/{name}.ndjson" for name in manifest["tables"])}
    members |= {f"store/{name}" for name in manifest["files"]}
    if sorted(backup.namelist()) != sorted(members):
        raise ValueError("its files are not those of its list")
    for name in manifest["files"]:
        place = PurePosixPath(name)
        first = place.parts[0] if place.parts else ""
        if (
            "\\" in name
            or place.as_posix() != name
            or any(part.startswith(".") for part in place.parts)
            or not (name == CURRENT or (first in (*KEPT, *CATALOGUES) and len(place.parts) > 1))
        ):
            raise ValueError(f"a file has the name {name!r}")
    return manifest


def _check(backup: zipfile.ZipFile, manifest: dict[str, Any], stage: Path) -> None:
    for name, table in manifest["tables"].items():
        with backup.open(f"tables/{name}.ndjson") as member:
            lines = 0
            body = sha256()
            for line in member:
                body.update(line)
                lines += 1
        if body.hexdigest() != table["sha256"] or lines != table["rows"]:
            raise ValueError(f"the table {name} is damaged")
    for name, file in manifest["files"].items():
        place = stage / name
        place.parent.mkdir(parents=True, exist_ok=True)
        body = sha256()
        with backup.open(f"store/{name}") as member, place.open("wb") as into:
            while block := member.read(_BLOCK):
                body.update(block)
                into.write(block)
            into.flush()
            os.fsync(into.fileno())
        if body.hexdigest() != file["sha256"]:
            raise ValueError(f"the file {name} is damaged")
        is_open = name == CURRENT or not name.startswith(("enquiries/", "documents/"))
        place.chmod(0o644 if is_open else 0o600)
    for private in ("enquiries", "documents"):
        if (stage / private).is_dir():
            (stage / private).chmod(0o700)


def _refuse_what_is_there(store: Path, stage: Path, *, replace: bool) -> None:
    names = [name for name in KEPT if (stage / name).is_dir()]
    full = [name for name in names if (store / name).is_dir() and any((store / name).iterdir())]
    if (stage / CURRENT).exists() and (store / CURRENT).exists():
        full.append(CURRENT)
    if full and not replace:
        raise _not_empty(Text(f"{store}（{'、'.join(full)}）", f"{store} ({', '.join(full)})"))


def _not_empty(what: Text) -> BackupError:
    return BackupError(
        f"{what.en} is not empty; nothing was restored. Restore elsewhere, or with --replace if "
        "what is there may go",
        f"{what.zh}不是空的；没有恢复。请恢复到别处，或确认可以覆盖后加 --replace",
    )


def _restore(
    database: Database,
    store: Path,
    backup: zipfile.ZipFile,
    manifest: dict[str, Any],
    stage: Path,
    then: Callable[[Session, dict[str, Any]], None],
    *,
    replace: bool,
) -> None:
    database.make_room()
    try:
        with database.engine.connect().execution_options(sitesel_writes=True) as connection:
            transaction = connection.begin()
            try:
                _fill(connection, backup, manifest, replace=replace)
                with Session(connection) as session:
                    then(session, manifest)
                    session.flush()
                with _moved(store, stage):
                    transaction.commit()
            finally:
                if transaction.is_active:
                    transaction.rollback()
    except SQLAlchemyError as error:
        why = str(error).splitlines()[0][:200]
        raise BackupError(
            f"nothing was restored: the database refuses it ({why})",
            f"没有恢复：数据库拒绝写入（{why}）",
        ) from error
    database.keep_private()


def _fill(
    connection: Connection, backup: zipfile.ZipFile, manifest: dict[str, Any], *, replace: bool
) -> None:
    if MigrationContext.configure(connection).get_current_revision() is not None:
        if not replace and not is_empty(connection):
            raise _not_empty(Text("数据库", "the database"))
        command.downgrade(configuration(connection), "base")
    command.upgrade(configuration(connection), manifest["version"])
    tables = {table.name: table for table in tables_of(connection)}
    if set(tables) != set(manifest["tables"]):
        raise ValueError("its tables are not those of its version")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    with unguarded(connection, tables.values()):
        for name, table in tables.items():
            with backup.open(f"tables/{name}.ndjson") as lines:
                insert_lines(connection, table, lines)
    command.upgrade(configuration(connection), "head")


@contextmanager
def _moved(store: Path, stage: Path) -> Iterator[None]:
    """Put files in their places; back again where what follows fails."""
    aside = Path(tempfile.mkdtemp(prefix=_STAGE, dir=store))
    moved: list[tuple[Path, Path]] = []

    def move(origin: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        origin.rename(place)
        moved.append((origin, place))

    try:
        for name in (*KEPT, CURRENT):
            if (stage / name).exists():
                if (store / name).exists():
                    move(store / name, aside / name)
                move(stage / name, store / name)
        for name in CATALOGUES:
            for one in sorted((stage / name).glob("*")):
                place = store / name / one.name  # the same name is the same content
                if not place.exists():
                    move(one, place)
        yield
    except BaseException:
        for origin, place in reversed(moved):
            place.rename(origin)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
