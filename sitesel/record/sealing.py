"""Taking old entries out of the database into a file, behind a seal that the rest goes on from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from sitesel.errors import RecordBroken
from sitesel.language import Text
from sitesel.record.chain import follow
from sitesel.record.head import Head, sealed
from sitesel.record.lines import lines
from sitesel.record.table import EntryRow, SealRow
from sitesel.record.writing import alone, write
from sitesel.state import Database

_AT_ONCE = 5_000  # entries deleted in one transaction, so that writers never wait long


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was taken out.

    Parameters
    ----------
    entries
        How many.
    after
        The entry before them.
    until
        The last of them.
    file
        SHA-256 of the file that holds them now.
    """

    entries: int
    after: Head
    until: Head
    file: str


def seal(
    database: Database, path: Path, *, before: datetime, now: datetime, who: str
) -> Sealed | None:
    """Write the entries of before a moment to a file, then take them out of the database.

    They are on disk, read back and verified before anything is taken out. The number and digest
    of the last one stay, so that the chain goes on; the sealing is itself an entry.

    Returns
    -------
    sealed
        None where there are no entries so old.

    Raises
    ------
    RecordBroken
        The record is not whole; nothing was taken out.
    OSError
        The file is there already, or can't be written.
    """
    with database.reading() as session:
        start = sealed(session)
        kept = select(func.min(EntryRow.number)).where(
            EntryRow.number > start.number, EntryRow.at >= before
        )
        first_kept = session.execute(kept).scalar()
        last = session.execute(select(func.max(EntryRow.number))).scalar() or 0
        until = last if first_kept is None else first_kept - 1
        if until <= start.number:
            _clear(database, start.number)
            return None
        _write(path, lines(session, until=until))
    try:
        done = _read_back(path, start)
        with database.writing() as session:
            _set(session, done, now=now, who=who)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    _clear(database, done.until.number)
    return done


def _read_back(path: Path, start: Head) -> Sealed:
    body = sha256()
    with path.open("rb") as file:
        chain = follow(_each(file, body.update), after=start)
    if chain.broken is not None:
        raise _refused(chain.broken.words)
    return Sealed(chain.entries, start, chain.end, body.hexdigest())


def _set(session: Session, done: Sealed, *, now: datetime, who: str) -> None:
    alone(session)
    if sealed(session) != done.after:
        raise _refused(Text("其间已有人封存", "somebody else sealed it meanwhile"))
    number, digest = done.until
    session.add(SealRow(number=number, digest=digest, at=now, who=who, file=done.file))
    session.flush()
    told = {"entries": done.entries, "until": str(done.until), "file": done.file}
    write(session, now=now, who=who, what="seal", of="record", told=told)


def _refused(why: Text) -> RecordBroken:
    return RecordBroken(
        f"nothing was sealed: {why.en}; `sitesel audit verify` tells more",
        f"没有封存：{why.zh}；请运行 `sitesel audit verify` 查看",
    )


def _write(path: Path, body: Iterable[bytes]) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.writelines(body)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _each(file: Iterable[bytes], told: Callable[[bytes], object]) -> Iterator[bytes]:
    for line in file:
        told(line)
        yield line


def _clear(database: Database, until: int) -> None:
    """Delete what is behind the seal; an earlier attempt may have been cut short."""
    while True:
        with database.writing() as session:
            first = session.execute(select(func.min(EntryRow.number))).scalar()
            if first is None or first > until:
                return
            session.execute(
                delete(EntryRow).where(EntryRow.number <= min(until, first + _AT_ONCE - 1))
            )
