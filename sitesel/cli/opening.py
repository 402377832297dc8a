"""The files and catalogues that a command is told of."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sitesel.cli.exits import FileMissing
from sitesel.errors import CatalogueNotFound

if TYPE_CHECKING:
    from sitesel.catalogue import Catalogue
    from sitesel.requirement import Requirement
    from sitesel.schema import Schema


def catalogue_at(place: Path) -> Catalogue:
    """Open a catalogue: the folder of one, or the published one of a store.

    Raises
    ------
    CatalogueNotFound
        There is neither.
    """
    from sitesel.catalogue import Store, open_catalogue  # noqa: PLC0415  # geometry is slow to load

    if (place / "manifest.json").is_file():
        return open_catalogue(place)
    if not place.is_dir():
        raise CatalogueNotFound(
            f"no catalogue at {place}; make one with `sitesel build CONFIG --store {place}`, "
            "or name another with --catalogue",
            f"{place} 处没有目录；请用 `sitesel build CONFIG --store {place}` 构建，"
            "或用 --catalogue 指定",
        )
    return Store(place).current()


def requirement_at(path: Path, schema: Schema | None) -> Requirement:
    """Read a requirement from a file, or from standard input for `-`.

    Raises
    ------
    FileMissing
        There is no such file.
    """
    from sitesel.requirement import read_requirement  # noqa: PLC0415

    if str(path) == "-":
        return read_requirement(sys.stdin.buffer.read(), schema)
    must_exist(path)
    return read_requirement(path, schema)


def must_exist(path: Path) -> None:
    """Check that a file or folder is there.

    Raises
    ------
    FileMissing
        It is not.
    """
    if not path.exists():
        raise FileMissing(
            f"no file {path}; check the name and the folder", f"没有文件 {path}；请检查文件名和路径"
        )
