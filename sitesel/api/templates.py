"""Requirements to start from: those of an industry, and the samples of this service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from sitesel.api.dependencies import CurrentCatalogue, Writings
from sitesel.api.unchanged import Written, sent
from sitesel.catalogue import Catalogue
from sitesel.errors import RequirementError
from sitesel.language import Text
from sitesel.requirement import Requirement, read_requirement, templates
from sitesel.schema import SiteKind

router = APIRouter(prefix="/api/templates", tags=["选址 / Selections"])


class TemplateOut(BaseModel):
    """A requirement to start from."""

    name: str
    kind: Literal["industry", "sample"]
    title: Text
    sites: SiteKind
    requirement: dict[str, Any] = Field(
        description="In the schema's units, with the rules of the catalogue as constraints."
    )


class TemplatesOut(BaseModel):
    """Those that fit the catalogue."""

    templates: list[TemplateOut]


@router.get("", response_model=TemplatesOut, summary="需求模板 / Requirements to start from")
def read_templates(catalogue: CurrentCatalogue, written: Writings, request: Request) -> Response:
    """List the requirements to start from that fit the catalogue: industries, then samples."""
    folder = request.app.state.settings.samples
    return sent(request, templates_told(catalogue, written, folder))


def templates_told(catalogue: Catalogue, written: Written, samples: Path) -> bytes:
    """Return the requirements to start from, as JSON; `samples` is the folder of the service's."""

    def told() -> dict[str, Any]:
        return {"templates": [*_industries(catalogue), *_samples(samples, catalogue)]}

    return written.of(catalogue, "templates", told)


def _industries(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    for name, title in templates().items():
        try:
            found = read_requirement({"template": name}, schema=catalogue.schema)
        except RequirementError:  # the catalogue lacks what it asks for
            continue
        yield _told(name, "industry", title, found)


def _samples(folder: Path, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.yaml")):
        try:
            found = read_requirement(path, schema=catalogue.schema)
        except RequirementError:  # written for another catalogue
            continue
        yield _told(path.stem, "sample", found.title, found)


def _told(name: str, kind: str, title: Text, requirement: Requirement) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "title": {"zh": title.zh, "en": title.en},
        "sites": requirement.sites,
        "requirement": requirement.canonical(),
    }
