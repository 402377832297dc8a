"""A profile: a mapping of columns that is saved once and used for every delivery of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sitesel.catalogue.config import SiteSource
from sitesel.catalogue.document import read_document
from sitesel.datasets import dataset
from sitesel.errors import BuildConfigError

KEYS = (
    "encoding", "crs", "datum", "transformation", "wkt", "lon", "lat", "header", "names", "id",
    "land_use_system", "columns",
)  # fmt: skip
"""What a profile may tell of a source."""


def shipped_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that ship with sitesel."""
    return tuple(sorted(path.stem for path in dataset("profiles").glob("*.yaml")))


def read_profile(name: str, folder: Path) -> dict[str, Any]:
    """Read a profile by name, or by a path relative to a folder.

    Raises
    ------
    BuildConfigError
        There is none, or it tells what a profile can't tell.
    """
    shipped = dataset("profiles") / f"{name}.yaml"
    path = shipped if name in shipped_profiles() else folder / name
    if not path.is_file():
        known = ", ".join(shipped_profiles()) or "–"
        raise BuildConfigError(
            f"no profile {name!r}: neither a file in {folder} nor one of {known}",
            f"没有映射方案 {name!r}:{folder} 中没有该文件，也不是内置方案（{known}）",
        )
    data = read_document(path).data
    if not isinstance(data, Mapping) or (wrong := sorted(set(data) - {*KEYS, "title"})):
        what = ", ".join(wrong) if isinstance(data, Mapping) else "–"
        raise BuildConfigError(
            f"profile {name!r} is not a mapping of {', '.join(KEYS)}; found {what}",
            f"映射方案 {name!r} 只能含 {', '.join(KEYS)}；发现 {what}",
        )
    return {key: value for key, value in data.items() if key != "title"}


def with_profile(source: Mapping[str, Any], profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source with what its profile tells; what it tells itself goes before.

    >>> with_profile({"id": "A", "columns": {"name": "n"}}, {"id": "B", "columns": {"area": "a"}})
    {'id': 'A', 'columns': {'area': 'a', 'name': 'n'}}
    """
    merged = {**profile, **source}
    columns = {**(profile.get("columns") or {}), **(source.get("columns") or {})}
    return {**merged, "columns": columns} if columns else merged


def save_profile(source: SiteSource, path: Path) -> None:
    """Save the mapping of a source, so that other sources can name it as their profile."""
    told = source.model_dump(mode="json", exclude_unset=True)
    profile = {key: told[key] for key in KEYS if key in told}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(profile, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(text, "utf-8")
