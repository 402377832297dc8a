"""Pages that stand alone: a sample's shortlist on a map, the data report, the API's manual."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sitesel.api.answered import answered
from sitesel.api.dependencies import CurrentCatalogue, Selections, Shelved
from sitesel.api.formats import MAP_POLICY
from sitesel.api.language import CallerLang
from sitesel.api.seen import Seeing
from sitesel.catalogue import Catalogue
from sitesel.errors import ReportNotPublic, RequirementError, SelectionNotFound
from sitesel.exports import write
from sitesel.requirement import Requirement, read_requirement

router = APIRouter(include_in_schema=False)


@cache
def _pages() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)


def sample_named(folder: Path, name: str, catalogue: Catalogue) -> Requirement | None:
    """Return a sample requirement by its file's name; None where there is none, or it can't fit."""
    path = {path.stem: path for path in folder.glob("*.yaml")}.get(name)
    try:
        return None if path is None else read_requirement(path, schema=catalogue.schema)
    except RequirementError:  # written for another catalogue
        return None


@router.get("/map/{sample}")
def sample_map(
    sample: str,
    request: Request,
    catalogue: CurrentCatalogue,
    selections: Selections,
    lang: CallerLang,
    scenario: str = "",
) -> Response:
    """Return the self-contained map page of a sample's shortlist."""
    requirement = sample_named(request.app.state.settings.samples, sample, catalogue)
    if requirement is None:
        raise SelectionNotFound(
            f"no sample requirement {sample!r}; /api/templates lists them",
            f"没有示例需求 {sample!r}；全部示例见 /api/templates",
        )
    if scenario:
        requirement = requirement.in_scenario(scenario)
    selection = answered(catalogue, requirement)
    selections.keep(selection)
    body = write(selection, catalogue, "html", lang=lang)
    return HTMLResponse(body, headers={"Content-Security-Policy": MAP_POLICY})


@router.get("/report")
def report(shelf: Shelved, lang: CallerLang, seen: Seeing) -> Response:
    """Return the report of findings that the catalogue was published with.

    Findings tell values, so there is none for a caller who may not see them all.
    """
    catalogue = shelf.current()
    if not shelf.is_whole(catalogue.id):
        raise ReportNotPublic(
            "this catalogue has attributes that are not public, so its report is not either; "
            "its keeper finds it in the catalogue's folder",
            "本目录含有不公开的属性，数据报告因此不公开；管理者可在目录文件夹中查看",
        )
    path = catalogue.path / f"report.{lang}.html"
    if not path.is_file():
        raise ReportNotPublic(
            "this catalogue was published without a report", "本目录发布时没有附数据报告"
        )
    seen.note(catalogue, f"report:{catalogue.id}")
    headers = {"Content-Security-Policy": MAP_POLICY}
    return FileResponse(path, media_type="text/html", headers=headers)


@router.get("/docs")
def manual(lang: CallerLang) -> HTMLResponse:
    """Show the API's manual; its scripts come from the service itself."""
    return HTMLResponse(_pages().get_template("docs.html").render(lang=lang))


@router.get("/pages/{name}")
def page_part(name: str) -> Response:
    """Return a script of the pages."""
    known: dict[str, Any] = {"docs.js": "text/javascript"}
    if name not in known:
        raise SelectionNotFound(f"no page part {name!r}", f"没有页面部件 {name!r}")
    path = Path(__file__).parent / "templates" / name
    return FileResponse(path, media_type=known[name])
