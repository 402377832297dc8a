"""What routes are handed: the catalogue in use and the selections, as the caller may see them."""

from __future__ import annotations

from collections import OrderedDict
from copy import copy
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from sitesel.api.callers import Caller
from sitesel.api.remembered import Remembered
from sitesel.api.unchanged import Written
from sitesel.catalogue import Catalogue, Store
from sitesel.schema import SITE_KINDS, TIERS, Tier
from sitesel.selection.distribution import Binned

_MOST_OPEN = 6  # what was made of a catalogue is kept with it, so old ones are let go


class _Opened:
    """A catalogue that is open, as each tier sees it."""

    def __init__(self, whole: Catalogue) -> None:
        self.whole = whole
        self._seen: dict[Tier, Catalogue] = {}

    def seen_by(self, tier: Tier) -> Catalogue:
        """Return the catalogue as a tier sees it; tiers that see the same are handed the same."""
        if tier not in self._seen:
            seen = self.whole.visible_to(tier)
            shown = [attribute.tier for attribute in seen.schema.values()]
            shown += [one.tier for one in seen.media()]
            highest = max(map(TIERS.index, shown), default=0)
            lowest = TIERS[min(highest, TIERS.index(tier))]
            self._seen[tier] = seen if lowest == tier else self.seen_by(lowest)
        return self._seen[tier]


class Shelf:
    """The catalogues of a store, as one tier may see them; each is opened once while in use.

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
        self._open: OrderedDict[str, _Opened] = OrderedDict()
        self._lock = Lock()
        self.tier: Tier = "public"

    @property
    def store(self) -> Store:
        """Where the catalogues lie."""
        return self._store

    def seen_by(self, tier: Tier) -> Shelf:
        """Return the same shelf as a tier may see it; the shelf itself is the public's."""
        if tier == self.tier:
            return self
        seen = copy(self)  # what is open is open for all
        seen.tier = tier
        return seen

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

    def is_whole(self, digest: str) -> bool:
        """Tell whether every attribute is seen that the build of a catalogue told anything of.

        What was revised since stands in no report and no finding.
        """
        seen, whole = self._opened(digest)
        built = whole if whole.base is None else whole.base
        told = {name for kind in SITE_KINDS for name in built.known_attributes(kind)}
        return told <= set(seen.schema)

    def _opened(self, digest: str) -> tuple[Catalogue, Catalogue]:
        with self._lock:
            if digest not in self._open:
                self._open[digest] = _Opened(self._store.catalogue(digest))
            self._open.move_to_end(digest)
            while len(self._open) > self._most:
                self._open.popitem(last=False)
            opened = self._open[digest]
            return opened.seen_by(self.tier), opened.whole


def _shelf(request: Request, caller: Caller) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf.seen_by(caller.tier)


def _current(shelf: Annotated[Shelf, Depends(_shelf)]) -> Catalogue:
    return shelf.current()


def _remembered(request: Request, caller: Caller) -> Remembered:
    remembered: Remembered = request.app.state.remembered
    return remembered.seen_by(caller.tier)


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


def seen_at(request: Request, tier: str) -> Shelf:
    """Return the catalogues as a tier sees them, whoever asks."""
    shelf: Shelf = request.app.state.shelf
    return shelf.seen_by(next((each for each in TIERS if each == tier), "public"))
