from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sitesel.catalogue import Store


@pytest.fixture
def store(published_town: Path, tmp_path: Path) -> Store:
    """Return a store of one's own with the town of `tests.conftest`, as it was built."""
    return Store(shutil.copytree(published_town, tmp_path / "store"))
