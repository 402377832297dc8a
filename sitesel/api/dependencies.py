"""What routes are handed: the catalogue in use as the public may see it, and the selections."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from sitesel.api.remembered import Remembered
from sitesel.api.unchanged import Written
from sitesel.catalogue import Catalogue, Store
from sitesel.selection.distribution import Binned


_MOST_OPEN = 6  # what was made of a catalogue is kept with it, so old ones are let go


class Shelf:
    """The catalogues of a store, as the public may see them; each is opened once while in use.

    Parameters
    ----------
    store
        Folder of the store.
    most
        How many stay open; those asked for longest ago give way.
    """

    def __init__(self, store: Path, *, most: int = _MOST_OPEN) -> None:
        self._store = Store(store)
        self._most = most
        self._open: OrderedDict[str, tuple[Catalogue, bool]] = OrderedDict()
        self._lock = Lock()

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
        return self._opened(digest)[0]

    def is_public(self, digest: str) -> bool:
        """Tell whether the public may see every attribute of a catalogue."""
        return self._opened(digest)[1]

    def _opened(self, digest: str) -> tuple[Catalogue, bool]:
        with self._lock:
            if digest not in self._open:
                whole = self._store.catalogue(digest)
                seen = whole.visible_to("public")
                self._open[digest] = seen, len(seen.schema) == len(whole.schema)
            self._open.move_to_end(digest)
            while len(self._open) > self._most:
                self._open.popitem(last=False)
            return self._open[digest]


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
