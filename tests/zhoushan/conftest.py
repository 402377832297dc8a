"""The demonstration's raw layers and its catalogue, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitesel.catalogue import Catalogue, Store
from sitesel.catalogue.build import build
from sitesel.datasets import dataset


@pytest.fixture(scope="session")
def zhoushan() -> Path:
    return dataset("zhoushan")


@pytest.fixture(scope="session")
def demonstration(zhoushan: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    store = Store(tmp_path_factory.mktemp("store"))
    build(zhoushan / "build.yaml", store)
    return store.current()
