"""What became of a catalogue, state by state, and of one of its sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sitesel.catalogue.manifest import Manifest
from sitesel.catalogue.revisions.revision import Revision
from sitesel.catalogue.revisions.state import State
from sitesel.catalogue.store import Store
from sitesel.errors import CatalogueError
from sitesel.schema import SiteKind

_KEPT = 20_000  # states, each a few hundred bytes


@dataclass(frozen=True, slots=True)
class Past:
    """One state of a catalogue, as a list tells of it.

    Parameters
    ----------
    id
        It opens by it.
    base, before
        The catalogue that was built, and the state that was revised; None where this was built.
    revisions
        What changed; nothing where it was built.
    date
        Of a catalogue that was built, as its config states it.
    """

    id: str
    base: str | None = None
    before: str | None = None
    revisions: tuple[Revision, ...] = ()
    date: str | None = None

    @property
    def who(self) -> str | None:
        """Who made it."""
        return self.revisions[0].who if self.revisions else None

    @property
    def when(self) -> str | None:
        """When; ISO 8601, UTC."""
        return self.revisions[0].when if self.revisions else None


def pasts(store: Store, identity: str | None = None) -> Iterator[Past]:
    """Go back from a state (the current one) to the catalogue that was built.

    Raises
    ------
    CatalogueError
        A state is damaged or not there.
    """
    at = identity or store.current_id()
    while at is not None:
        past = _past(store.path / "catalogues" / at)
        yield past
        at = past.before


def history(store: Store, site: str, kind: SiteKind = "parcels") -> list[Revision]:
    """Return the revisions of a site, the latest first."""
    return [
        revision
        for past in pasts(store)
        for revision in reversed(past.revisions)
        if (revision.sites, revision.site) == (kind, site)
    ]


@lru_cache(maxsize=_KEPT)
def _past(folder: Path) -> Past:
    state = State.read(folder)  # immutable: whoever read it once has read it for good
    if state is not None:
        return Past(state.id, state.base, state.before, state.revisions)
    try:
        return Past(folder.name, date=Manifest.read(folder).date)
    except CatalogueError as error:
        raise CatalogueError(
            f"the state {folder.name} is not in the store any more; {error.say('en')}",
            f"存放目录中已没有状态 {folder.name}；{error.say('zh')}",
        ) from error
