from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Catalogue, Store
from sitesel.settings import Settings
from sitesel.state import Database
from tests.api.proposing import WANTED as WANTED  # noqa: PLC0414 - tests take it from here
from tests.api.proposing import Proposed, proposed_in
from tests.callers import taken_for
from tests.conftest import town_draft


@pytest.fixture(scope="session")
def fresh_state(tmp_path_factory) -> Path:
    """Return the file of a state without anybody in it."""
    database = Database.of(tmp_path_factory.mktemp("state"))
    database.upgrade()
    with database.writing():
        pass
    database.close()  # the last one out puts all into one file
    return Path(str(database.address.database))


@pytest.fixture(scope="module", autouse=True)
def state_at_once(fresh_state):
    """Let a service begin with a copy of a fresh state: making one takes a quarter of a second."""
    upgrade = Database.upgrade

    def copied(self: Database) -> None:
        file = Path(str(self.address.database))
        if self.is_sqlite and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(fresh_state, file)
            return
        upgrade(self)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Database, "upgrade", copied)
        yield


@pytest.fixture
def client(town: Catalogue, tmp_path) -> Iterator[TestClient]:
    settings = Settings(store=tmp_path / "town", samples=tmp_path)
    with TestClient(create_app(settings), headers={"accept-language": "en"}) as client:
        yield client


@pytest.fixture(scope="session")
def proposed(tmp_path_factory) -> Iterator[Proposed]:
    """Return a service with a project and a proposal of it: add to them, and take nothing away."""
    yield from proposed_in(tmp_path_factory.mktemp("proposed"))


@pytest.fixture(scope="module")
def published_secrets(tmp_path_factory):
    """Return a store with a town whose prices are for staff, and tenure for investors: copy it."""
    draft = town_draft()
    schema = draft.manifest.schema
    secret = [replace(schema["price"], tier="staff"), replace(schema["tenure"], tier="investor")]
    schema = schema.with_attributes(secret)
    parcels = draft.sites["parcels"]
    columns = replace(parcels.columns, schema=schema.of("parcels"))
    sites = {**draft.sites, "parcels": replace(parcels, columns=columns)}
    draft = replace(draft, manifest=replace(draft.manifest, schema=schema), sites=sites)
    folder = tmp_path_factory.mktemp("secrets") / "town"
    Store(folder).publish(draft)
    return folder


@pytest.fixture
def town_with_secrets(published_secrets, tmp_path):
    return Store(shutil.copytree(published_secrets, tmp_path / "town")).current()


@pytest.fixture
def as_role(town_with_secrets, tmp_path):
    """Return a function that gives a client of one service to somebody of a role."""
    app = create_app(Settings(store=tmp_path / "town", samples=tmp_path))

    def client(role):
        return TestClient(taken_for(app, role), headers={"accept-language": "en"})

    return client
