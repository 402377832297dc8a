"""A service with a project that asks for industry by the wharf, whose packs are small and quick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sitesel.api.app import create_app
from sitesel.catalogue import Store
from sitesel.projects import making
from sitesel.settings import Settings
from tests.callers import signed_in
from tests.conftest import town_draft

PATIENCE = 60  # s
WANTED = {
    "title": {"zh": "码头边的工业", "en": "Industry by the wharf"},
    "constraints": [
        {"attribute": "planning_use", "among": ["100103", "100102"]},
        {"attribute": "share_in_wetland", "at_most": 10},
    ],
    "criteria": [
        {
            "id": "wharf",
            "attribute": "distance_to_wharf",
            "value": {"linear": {"best": "0 m", "worst": "1 km"}},
            "weight": 60,
        }
    ],
}


@dataclass(frozen=True)
class Proposed:
    """A service, somebody of its staff, the id of a project, and a proposal of it."""

    app: FastAPI
    staff: TestClient
    project: int
    proposal: dict[str, Any]


def proposed_in(folder: Path) -> Iterator[Proposed]:
    """Give a service with a project and a proposal of it."""
    with small_packs():
        app = service(folder)
        staff = signed_in(app, "staff")
        project = project_of(staff)
        yield Proposed(app, staff, project, made(staff, project, langs=["zh", "en"]))


@contextmanager
def small_packs() -> Iterator[None]:
    """Make packs of two small files in place of those that take ten seconds."""

    def pack(_catalogue: object, selection: Any, wanted: Any, *, progress: Any) -> dict[str, bytes]:
        progress(making.INTERRUPTED, 0.5)
        folder = "zh/" if len(wanted.langs) > 1 else ""
        body = f"{selection.digest} {wanted.statuses} {wanted.overrides} {wanted.points}"
        return {f"{folder}proposal.docx": body.encode(), "manifest.json": b"{}"}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(making, "pack", pack)
        yield


def service(folder: Path, **settings: Any) -> FastAPI:
    """Return a service over the town."""
    Store(folder).publish(town_draft())
    return create_app(Settings(store=folder, samples=folder, **settings))


def project_of(staff: TestClient, wanted: Any = None) -> int:
    """Add a project with a requirement, and return its id."""
    made = staff.post(
        "/api/projects",
        json={
            "title": {"zh": "前驱体", "en": "Precursor"},
            "figures": {"land": "15 亩", "investment": "3 亿元"},
        },
    )
    assert made.status_code == 201, made.text
    project: int = made.json()["id"]
    sent = staff.post(f"/api/projects/{project}/requirements", json=wanted or WANTED)
    assert sent.status_code < 300, sent.text
    return project


def made(staff: TestClient, project: int, **sent: Any) -> dict[str, Any]:
    """Make a proposal, wait until it is made, and return it."""
    begun = staff.post(f"/api/projects/{project}/proposals", json=sent)
    assert begun.status_code == 201, begun.text
    return waited(staff, begun.json()["id"])


def waited(staff: TestClient, proposal: int) -> dict[str, Any]:
    """Wait until a proposal is made, and return it."""
    app: Any = staff.app
    app.state.making.wait(proposal, PATIENCE)
    found: dict[str, Any] = staff.get(f"/api/proposals/{proposal}").json()
    return found


def deeds(app: FastAPI, what: str) -> list[dict[str, Any]]:
    """Return what the record tells of a deed, the latest last."""
    entries = signed_in(app, "admin").get(f"/api/record?what={what}&most=200").json()["entries"]
    return sorted(entries, key=lambda entry: entry["number"])
