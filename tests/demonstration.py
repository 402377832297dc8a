"""The demonstration's catalogue, built once for all tests, whichever worker runs them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from sitesel.catalogue import Store
from sitesel.catalogue.build import build
from sitesel.datasets import dataset


@pytest.fixture(scope="session")
def demonstration_store(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a store with the demonstration's catalogue: copy it, and write nothing into it."""
    # a store that is there already can be tried
    if ready := os.environ.get("SITESEL_TEST_STORE"):
        return Path(ready)
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "demonstration"
    with FileLock(folder.with_suffix(".lock")):
        store = Store(folder)
        if not store.ids():
            build(dataset("zhoushan") / "build.yaml", store)
    return folder
