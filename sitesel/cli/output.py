"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sitesel.cli.exits import CannotWrite

BINARY = ("gpkg", "xlsx")


def write_file(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a file beside its place and put it there in one step.

    Whatever happens on the way, an older file of that name stays as it was and no part is left.

    Raises
    ------
    CannotWrite
        The folder is not there, or can't be written to.
    """
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as part:
            for block in blocks:
                part.write(block)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except OSError as error:
        _forget(name)
        why = error.strerror or str(error)
        raise CannotWrite(
            f"can't write {path}: {why}; name another file with -o",
            f"无法写入 {path}：{why}；请用 -o 指定其他文件",
        ) from error
    except BaseException:  # an interrupt too leaves nothing behind
        _forget(name)
        raise


def write_out(body: bytes, form: str) -> None:
    """Write an answer to standard output; a binary one only where no person looks.

    Raises
    ------
    CannotWrite
        The answer is binary and standard output is a terminal.
    """
    if form in BINARY and sys.stdout.isatty():
        raise CannotWrite(
            f"{form} is binary and would garble the terminal; write it to a file: "
            f"-o shortlist.{form}",
            f"{form} 是二进制格式，不能直接显示；请写入文件：-o shortlist.{form}",
        )
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _forget(name: str) -> None:
    if name:
        Path(name).unlink(missing_ok=True)
