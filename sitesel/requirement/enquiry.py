"""Several requirements of one enquiry, each with the land it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sitesel.language import Text
from sitesel.requirement.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Wanted:
    """One requirement of an enquiry.

    Parameters
    ----------
    id
        Unique in its enquiry.
    requirement
        For parcels.
    land
        How much land it needs of a parcel that it may share with others; m², above 0.
    """

    id: str
    requirement: Requirement
    land: float

    def canonical(self) -> dict[str, Any]:
        """Return it as it would be written, in m²."""
        return {"id": self.id, "land": self.land, **self.requirement.canonical()}


@dataclass(frozen=True, slots=True)
class Enquiry:
    """Requirements to be placed at once; those written first go before equal ones."""

    title: Text
    requirements: tuple[Wanted, ...]

    def canonical(self) -> dict[str, Any]:
        """Return the enquiry as it would be written: reading it again gives the same."""
        return {
            "title": {"zh": self.title.zh, "en": self.title.en},
            "requirements": [wanted.canonical() for wanted in self.requirements],
        }
