"""The files and catalogues that a command is told of."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sitesel.cli.exits import FileMissing
from sitesel.errors import CatalogueNotFound, RequirementError

if TYPE_CHECKING:
    from sitesel.catalogue import Catalogue
    from sitesel.requirement import Enquiry, Requirement
    from sitesel.schema import Schema

_TOP_KEY = re.compile(r"^(?:\{\s*)?[\"']?([a-z_]+)[\"']?\s*:", re.MULTILINE)


def catalogue_at(place: Path) -> Catalogue:
    """Open a catalogue: the folder of one, or the published one of a store.

    Raises
    ------
    CatalogueNotFound
        There is neither.
    """
    from sitesel.catalogue import Store, open_catalogue  # noqa: PLC0415  # geometry is slow to load

    if any((place / name).is_file() for name in ("manifest.json", "state.json")):
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
    try:
        return read_requirement(path, schema)
    except RequirementError as error:
        if looks_like(path) == "config":
            raise RequirementError(
                f"{path} looks like a build config, not a requirement; use `sitesel build {path}`",
                f"{path} 像是构建配置，不是需求；请用 `sitesel build {path}`",
            ) from error
        raise


def enquiry_at(path: Path, schema: Schema | None) -> Enquiry:
    """Read an enquiry from a file, or from standard input for `-`.

    Raises
    ------
    FileMissing
        There is no such file.
    """
    from sitesel.requirement import read_enquiry  # noqa: PLC0415

    if str(path) == "-":
        return read_enquiry(sys.stdin.buffer.read(), schema)
    must_exist(path)
    try:
        return read_enquiry(path, schema)
    except RequirementError as error:
        nothing = any(not fault.path and fault.code == "nothing-asked" for fault in error.faults)
        if nothing and looks_like(path) == "requirement":
            raise RequirementError(
                f"{path} looks like one requirement, not an enquiry with several; use `sitesel "
                f"select {path}`, or list it under `requirements`",
                f"{path} 像是单份需求，不是含多条需求的询单；请用 `sitesel select {path}`，"
                "或把它列在 `requirements` 之下",
            ) from error
        raise


def looks_like(path: Path) -> Literal["requirement", "config"] | None:
    """Tell by its top keys what a document is that can't be read as what it was taken for."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    keys = set(_TOP_KEY.findall(text))
    if keys & {"parcels", "halls"}:
        return "config"
    return "requirement" if keys & {"criteria", "template", "constraints"} else None


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
