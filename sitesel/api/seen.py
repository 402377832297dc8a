"""What a caller saw that the public may not see is told to the record, before it is sent.

A parcel, a selection or a file is told each time. Of what a page asks for by the dozen (tiles,
counts, search) it is told that it was looked at: once an hour, for each session and kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from sitesel.api.callers import Caller, Now, State, token_of
from sitesel.api.dependencies import Shelved
from sitesel.catalogue import Catalogue
from sitesel.people import Person, tokens
from sitesel.record import write

Glanced = Literal[
    "tiles", "counts", "distributions", "search", "answers", "comparisons", "placements",
    "standings",
]  # fmt: skip
_MOST_KEPT = 10_000


class Seen:
    """Tells the record who saw what; see `note`."""

    def __init__(self, caller: Caller, state: State, now: Now) -> None:
        self._caller = caller
        self._state = state
        self._now = now

    def note(
        self, catalogue: Catalogue, of: str, what: Literal["view", "download"] = "view"
    ) -> None:
        """Tell the record, if more of the catalogue is seen than the public sees.

        Parameters
        ----------
        catalogue
            As the caller sees it.
        of
            What was seen, `parcel:DS-10`.
        what
            Whether it was looked at, or taken away as a file.

        Raises
        ------
        StateError
            The record can't be written, so that nothing may be shown.
        """
        if catalogue.tier == "public":
            return
        told = {"catalogue": catalogue.id, "tier": catalogue.tier}
        with self._state.writing() as session:
            write(session, now=self._now, who=self._caller.who, what=what, of=of, told=told)


Seeing = Annotated[Seen, Depends()]


class Glances:
    """Who looked at what in this hour; forgotten when the service ends."""

    def __init__(self) -> None:
        self._hour: dict[tuple[str, str, Glanced], datetime] = {}
        self._lock = Lock()

    def is_first(self, who: str, session: str, kind: Glanced, now: datetime) -> bool:
        """Tell whether somebody has not looked at a kind of thing before in this hour."""
        return self._hour.get((who, session, kind)) != _hour(now)

    def keep(self, who: str, session: str, kind: Glanced, now: datetime) -> None:
        """Remember that somebody looked."""
        hour = _hour(now)
        with self._lock:
            if len(self._hour) >= _MOST_KEPT:
                self._hour = {key: when for key, when in self._hour.items() if when == hour}
            self._hour[who, session, kind] = hour


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def glanced(kind: Glanced) -> Any:  # noqa: ANN401 - what FastAPI takes as a dependency
    """Return a dependency that tells the record of a glance at what the public may not see.

    Raises
    ------
    StateError
        The record can't be written, so that nothing may be shown.
    """

    async def note(
        request: Request, caller: Caller, shelf: Shelved, state: State, now: Now
    ) -> None:
        if caller.tier == "public":
            return
        catalogue = shelf.current()
        if catalogue.tier == "public":
            return
        glances: Glances = request.app.state.glances
        token = token_of(request)
        session = tokens.digest(token) if token else ""
        if glances.is_first(caller.who, session, kind, now):
            await run_in_threadpool(_told(state, catalogue, caller, kind, now))
            glances.keep(caller.who, session, kind, now)

    return Depends(note)


def _told(
    state: State, catalogue: Catalogue, caller: Person, kind: Glanced, now: datetime
) -> Callable[[], None]:
    told = {"catalogue": catalogue.id, "tier": catalogue.tier}
    of = f"{kind}:{catalogue.id}"

    def tell() -> None:
        with state.writing() as session:
            write(session, now=now, who=caller.who, what="view", of=of, told=told)

    return tell
