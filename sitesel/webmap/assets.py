"""Scripts and styles that pages load, all of them local; set-up puts them here from npm."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sitesel.errors import SiteselError

_HERE = Path(__file__).parent


class AssetsMissing(SiteselError):
    """The map's scripts are not there."""

    code = "assets-missing"


def assets() -> Path:
    """Return the folder of scripts and styles that were made by others."""
    return _HERE / "assets"


@cache
def asset(name: str) -> str:
    """Return the text of a script or style made by others.

    Raises
    ------
    AssetsMissing
        Set-up did not put it there.
    """
    path = assets() / name
    if not path.is_file():
        raise AssetsMissing(
            f"{name} is not in {assets().name}/ of the map; run `make setup` once",
            f"地图缺少 {name}；请先运行 `make setup`",
        )
    return path.read_text("utf-8")


@cache
def own(name: str) -> str:
    """Return the text of one of the page's own files."""
    return (_HERE / name).read_text("utf-8")
