"""What a caller saw that the public may not see is told to the record, before it is sent."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends

from sitesel.api.callers import Caller, Now, State
from sitesel.catalogue import Catalogue
from sitesel.record import write


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
