"""What routes are handed: the catalogue in use as the public may see it, and the selections."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from sitesel.api.remembered import Remembered
from sitesel.api.unchanged import Written
from sitesel.catalogue import Catalogue, Store
from sitesel.selection.distribution import Binned


class Shelf:
    """The catalogues of a store, as the public may see them; each is opened once.

    Parameters
    ----------
    store
        Folder of the store.
    """

    def __init__(self, store: Path) -> None:
        self._store = Store(store)
        self._open: dict[str, Catalogue] = {}
        self._public: set[str] = set()

    def current(self) -> Catalogue:
        """Return the published catalogue.

        Raises
        ------
        CatalogueNotFound
            Nothing is published in the store.
        """
        published = self._store.current_id()
        return self.catalogue(self._store.current().id if published is None else published)

    def catalogue(self, digest: str) -> Catalogue:
        """Return a catalogue by its id.

        Raises
        ------
        CatalogueNotFound
            There is none of that id.
        """
        if digest not in self._open:
            whole = self._store.catalogue(digest)
            seen = whole.visible_to("public")
            if len(seen.schema) == len(whole.schema):
                self._public.add(digest)
            self._open[digest] = seen
        return self._open[digest]

    def is_public(self, digest: str) -> bool:
        """Tell whether the public may see every attribute of a catalogue."""
        self.catalogue(digest)
        return digest in self._public


def _shelf(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf


def _current(shelf: Annotated[Shelf, Depends(_shelf)]) -> Catalogue:
    return shelf.current()


def _remembered(request: Request) -> Remembered:
    remembered: Remembered = request.app.state.remembered
    return remembered


def _sorts(request: Request) -> Binned:
    binned: Binned = request.app.state.binned
    return binned


def _writings(request: Request) -> Written:
    written: Written = request.app.state.written
    return written


Shelved = Annotated[Shelf, Depends(_shelf)]
CurrentCatalogue = Annotated[Catalogue, Depends(_current)]
Selections = Annotated[Remembered, Depends(_remembered)]
Sorts = Annotated[Binned, Depends(_sorts)]
Writings = Annotated[Written, Depends(_writings)]
