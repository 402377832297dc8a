"""A store with the town in it, and a command line to run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sitesel.cli import run
from sitesel.settings import Settings

WANTED = """\
title: {zh: 小厂, en: Small works}
constraints:
  - {id: size, attribute: area, at_least: 12 亩}
  - {id: when, attribute: available_from, at_most: 2026-06-30}
criteria:
  - {attribute: distance_to_wharf, value: {linear: {best: 0, worst: 1 km}}}
"""


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    """Return the file of a requirement that A, D and F meet, E fails, and B and C may meet."""
    path = tmp_path / "wanted.yaml"
    path.write_text(WANTED, "utf-8")
    return path


@pytest.fixture
def sitesel(town, monkeypatch) -> Callable[..., int]:
    """Return a function that runs a command line with the town in the store."""
    monkeypatch.setenv("NO_COLOR", "1")
    settings = Settings(store=town.path.parents[1])
    return lambda *words, **changes: run(
        [str(word) for word in words], settings.model_copy(update=changes)
    )
