"""Where the data that ships with sitesel lies: schema, code lists, rules, demonstration."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).parent
    inside = package / "parcels"  # in an installed wheel
    return inside if inside.is_dir() else package.parent / "parcels"


def dataset(name: str) -> Path:
    """Return the path of a data file or folder that ships with sitesel.

    >>> dataset("schema").name
    'schema'
    """
    return _root() / name
