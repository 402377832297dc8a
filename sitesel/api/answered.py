"""What the service answers: the same as `select`, with a bound on the work of one request."""

from __future__ import annotations

from collections.abc import Collection

from sitesel.catalogue import Catalogue
from sitesel.requirement import Requirement
from sitesel.selection import Selection, Tally, select, tally

MOST_PACKED = 2_000
"""On how many parcels of one answer several buildings are tried; see `select`."""


def answered(catalogue: Catalogue, requirement: Requirement) -> Selection:
    """Select the parcels that meet a requirement.

    Raises
    ------
    RequirementError
        As `select` says, or there are too many parcels to try buildings on.
    """
    return select(catalogue, requirement, most_packed=MOST_PACKED)


def counted(catalogue: Catalogue, requirement: Requirement, *, also: Collection[str] = ()) -> Tally:
    """Count what a requirement leaves; `also` as for `tally`.

    Raises
    ------
    RequirementError
        As `answered` says.
    """
    return tally(catalogue, requirement, also=also, most_packed=MOST_PACKED)
