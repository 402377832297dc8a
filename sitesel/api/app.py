"""The service: routes, problems, and the headers that every answer carries."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from sitesel import __version__
from sitesel.api import (
    answers,
    catalogue,
    checked,
    comparisons,
    counts,
    distributions,
    editable,
    enquiries,
    enquiries_handled,
    evaluations,
    evidence,
    follow_up,
    gaps,
    issues,
    keys,
    links,
    media,
    my_day,
    network,
    oidc,
    pages,
    parcels,
    pictures,
    placements,
    problems,
    project_parts,
    projects,
    proposals,
    record,
    renewed,
    requirements,
    revisions,
    rules,
    search,
    selections,
    shares,
    sign_in,
    site,
    standings,
    surroundings,
    templates,
    tiles,
    upload,
    upload_picture,
    users,
    web,
    words,
)
from sitesel.api.allowance import Allowance
from sitesel.api.basemaps import read_base_maps
from sitesel.api.dependencies import Shelf
from sitesel.api.enquiry_book import EnquiryBook
from sitesel.api.head import Head
from sitesel.api.headers import add_headers
from sitesel.api.kept import Kept
from sitesel.api.links import Links
from sitesel.api.measuring import Measuring
from sitesel.api.remembered import Remembered
from sitesel.api.seen import Glances
from sitesel.api.unchanged import Written
from sitesel.errors import StateError
from sitesel.projects.contents import Contents
from sitesel.projects.inputs import Bureau
from sitesel.projects.making import Making
from sitesel.selection.distribution import Binned
from sitesel.settings import Settings
from sitesel.state import Database
from sitesel.webmap import assets

_LOG = logging.getLogger("sitesel.api")
_MOST_BYTES = 1_000_000
_MOST_LINKS = 20_000
_COMPRESSION = 4  # a twelfth larger than the best, five times as soon
_DESCRIPTION = """
Land-parcel site selection that accounts for every parcel.
地块选址：每一宗都有交代。

把需求（JSON，或 YAML 需求文件原样）提交到 `/api/selections`；每一宗地块都有结果：候选、淘汰或待定，
并附理由。目录与需求相同，结果逐字节相同。

Post a requirement (JSON, or its own YAML file) to `/api/selections`; each parcel comes back as
candidate, rejected or undecided, with its reasons. The same catalogue and requirement give the
same bytes.
"""


def create_app(settings: Settings, *, built: Path = web.BUILT) -> FastAPI:
    """Return the service over the store of the settings.

    Parameters
    ----------
    settings
        Read once at the door.
    built
        Folder of the built web application.

    Raises
    ------
    BaseMapsError
        The file of base maps has faults, all of them collected.
    """
    base_maps = read_base_maps(settings.basemaps, settings.tianditu_key.get_secret_value())
    app = FastAPI(
        title="sitesel",
        version=__version__,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        license_info={"name": "Apache-2.0"},
        max_body_size=_MOST_BYTES,
    )
    store = Path(settings.store)
    app.state.database = _opened(Database.of(store, settings.database.get_secret_value()))
    app.state.shelf = Shelf(store)
    app.state.remembered = Remembered(store / "selections")
    app.state.settings = settings
    app.state.glances = Glances()
    app.state.measuring = Measuring(settings.config)
    app.state.binned = Binned()
    app.state.written = Written()
    app.state.links = Links(Kept(store / "links", most=_MOST_LINKS), days=settings.link_days)
    behind = bool(settings.proxies)
    app.state.link_allowance = Allowance(settings.links_an_hour, behind=behind)
    app.state.enquiry_book = EnquiryBook(store)
    app.state.enquiry_allowance = Allowance(settings.enquiries_an_hour, behind=behind)
    app.state.base_maps = base_maps
    app.state.making = Making()
    app.state.contents = Contents(store / "proposals")
    app.state.bureau = Bureau(settings.policies, settings.departments, settings.word_template)
    app.state.signing_in = oidc.SigningIn(settings)
    app.state.tilers = tiles.Tilers()
    web.install(app, built, base_maps)
    app.add_middleware(GZipMiddleware, minimum_size=2_000, compresslevel=_COMPRESSION)
    app.middleware("http")(_guard)
    app.add_middleware(Head)
    problems.install(app)
    # the addresses below a parcel come before the parcel's own, whose id may hold slashes
    parts = (
        catalogue,
        network,
        evidence,
        gaps,
        surroundings,
        media,
        revisions,
        checked,
        editable,
        upload,
        upload_picture,
        parcels,
        search,
        pictures,
        rules,
        selections,
        renewed,
        answers,
        standings,
        counts,
        distributions,
        requirements,
        templates,
        comparisons,
        placements,
        links,
        enquiries,
        enquiries_handled,
        projects,
        project_parts,
        follow_up,
        proposals,
        issues,
        evaluations,
        shares,
        my_day,
        sign_in,
        oidc,
        users,
        keys,
        record,
        site,
        tiles,
        pages,
        words,
        web,
    )
    for part in parts:
        app.include_router(part.router, responses=problems.DESCRIBED)
    app.mount("/assets", StaticFiles(directory=assets()), name="assets")
    return app


def _opened(database: Database) -> Database:
    try:
        database.upgrade()
    except (StateError, SQLAlchemyError, OSError):  # the public map works without it
        _LOG.exception("nobody can sign in: the database can't be brought up to date")
    return database


async def _guard(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    add_headers(request, response)
    return response
