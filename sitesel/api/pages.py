"""The pages that people open: the first page with a sample's shortlist, and the API's manual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sitesel import __version__
from sitesel.api.answered import answered
from sitesel.api.dependencies import CurrentCatalogue, Selections, Shelved
from sitesel.api.formats import MAP_POLICY
from sitesel.api.language import CallerLang
from sitesel.catalogue import Catalogue
from sitesel.catalogue.network_record import BASE
from sitesel.errors import ReportNotPublic, RequirementError, SelectionNotFound
from sitesel.exports import write
from sitesel.language import Lang, Text
from sitesel.requirement import Requirement, read_requirement
from sitesel.selection import Comparison, compare
from sitesel.wording import KINDS, account, change_words, comparison_words, standing_words

router = APIRouter(include_in_schema=False)
_MOST_CHANGES = 12


@cache
def _pages() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)


def samples(folder: Path, catalogue: Catalogue) -> dict[str, Requirement]:
    """Return the sample requirements that fit a catalogue, by file name."""
    fitting: dict[str, Requirement] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            fitting[path.stem] = read_requirement(path, schema=catalogue.schema)
        except RequirementError:  # written for another catalogue
            continue
    return fitting


def changes_told(comparison: Comparison, titles: Mapping[str, Text], lang: Lang) -> dict[str, Any]:
    """Say what a scenario changes: a sentence, and whose place changes, with the reasons."""
    kinds = []
    for kind, title in KINDS.items():
        changes = () if kind == "stayed" else getattr(comparison, kind)
        rows = [
            {
                "parcel": change.parcel,
                "standings": " → ".join(
                    standing_words(one, lang) for one in (change.before, change.after)
                ),
                "reasons": change_words(change, comparison, lang),
            }
            for change in changes[:_MOST_CHANGES]
        ]
        if rows:
            kinds.append({"title": title.say(lang), "rows": rows})
    return {"sentence": comparison_words(comparison, lang, titles), "kinds": kinds}


@router.get("/")
def first_page(
    request: Request,
    catalogue: CurrentCatalogue,
    lang: CallerLang,
    sample: str = "",
    scenario: str = "",
) -> HTMLResponse:
    """Show the shortlist map of a sample requirement, and the way to everything else.

    In another scenario than the network as it is, what that changes stands beside it.
    """
    known = samples(request.app.state.settings.samples, catalogue)
    chosen = sample if sample in known else next(iter(known), "")
    requirement = known.get(chosen)
    scenarios = catalogue.scenarios()
    if requirement is not None and (scenario == BASE or scenario in scenarios):
        requirement = requirement.in_scenario(scenario)
    selection = answered(catalogue, requirement) if requirement else None
    changed = None
    if selection is not None:
        request.app.state.remembered.keep(selection)
        if selection.requirement.scenario is not None:
            before = answered(catalogue, replace(selection.requirement, scenario=None))
            titles = {name: told.title for name, told in scenarios.items()}
            changed = changes_told(compare(before, selection), titles, lang)
    page = (
        _pages()
        .get_template("first.html")
        .render(
            lang=lang,
            address=str(request.base_url),
            zh=lang == "zh",
            title=catalogue.manifest.title.say(lang),
            notice=catalogue.manifest.notice.say(lang) if catalogue.manifest.notice else "",
            manifest=catalogue.manifest,
            samples={name: one.title.say(lang) for name, one in known.items()},
            chosen=chosen,
            selection=selection,
            scenarios={name: told.title.say(lang) for name, told in scenarios.items()},
            scenario=(selection and selection.requirement.scenario) or BASE,
            changed=changed,
            account=account(selection, lang) if selection else "",
            version=__version__,
        )
    )
    return HTMLResponse(page)


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
    requirement = samples(request.app.state.settings.samples, catalogue).get(sample)
    if requirement is None:
        raise SelectionNotFound(
            f"no sample requirement {sample!r}; the first page lists them",
            f"没有示例需求 {sample!r}；首页列有全部示例",
        )
    if scenario:
        requirement = requirement.in_scenario(scenario)
    selection = answered(catalogue, requirement)
    selections.keep(selection)
    body = write(selection, catalogue, "html", lang=lang)
    return HTMLResponse(body, headers={"Content-Security-Policy": MAP_POLICY})


@router.get("/report")
def report(shelf: Shelved, lang: CallerLang) -> Response:
    """Return the report of findings that the catalogue was published with.

    Findings tell values, so there is none for the public where the public may not see them all.
    """
    catalogue = shelf.current()
    if not shelf.is_public(catalogue.id):
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
    headers = {"Content-Security-Policy": MAP_POLICY}
    return FileResponse(path, media_type="text/html", headers=headers)


@router.get("/docs")
def manual(lang: CallerLang) -> HTMLResponse:
    """Show the API's manual; its scripts come from the service itself."""
    return HTMLResponse(_pages().get_template("docs.html").render(lang=lang))


@router.get("/pages/{name}")
def page_part(name: str) -> Response:
    """Return a style or script of the pages."""
    known: dict[str, Any] = {"first.css": "text/css", "docs.js": "text/javascript"}
    if name not in known:
        raise SelectionNotFound(f"no page part {name!r}", f"没有页面部件 {name!r}")
    path = Path(__file__).parent / "templates" / name
    return FileResponse(path, media_type=known[name])
