"""What is made ready beside the first requests, so that the first visitor waits no longer."""

from __future__ import annotations

import logging
from threading import Thread

from fastapi import FastAPI

from sitesel.api import tiles
from sitesel.api.answered import counted
from sitesel.api.catalogue import attributes_told, catalogue_told
from sitesel.api.templates import templates_told
from sitesel.catalogue.searching.index import search_index
from sitesel.errors import SiteselError
from sitesel.language import Text
from sitesel.requirement import Requirement
from sitesel.warm import warm

_LOG = logging.getLogger("sitesel.api")
_ANYTHING = Text("任意", "Anything")


def make_ready(app: FastAPI) -> Thread:
    """Load the kernels and the published catalogue, and make its tiles, aside.

    Returns
    -------
    thread
        Started; it ends with the process.
    """

    def work() -> None:
        try:
            _look(app)
        except SiteselError as error:  # told to whoever asks
            _LOG.info("nothing was made ready: %s", error)
        warm()

    thread = Thread(target=work, daemon=True)
    thread.start()
    tiles.make_ready(app)
    return thread


def _look(app: FastAPI) -> None:
    catalogue, written = app.state.shelf.current(), app.state.written
    catalogue_told(catalogue, written)
    attributes_told(catalogue, written)
    for sites in catalogue.site_kinds():
        counted(catalogue, Requirement(_ANYTHING, sites=sites))
    templates_told(catalogue, written, app.state.settings.samples)
    search_index(catalogue)
