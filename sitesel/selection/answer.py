"""What an answer is made of: candidates, reasons, near misses, dispositions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Found = float | str | None
UNREACHABLE_WORD = "unreachable"
"""What stands in place of a number where there is no way to get there."""
NOT_MEASURED = "not measured"
"""What stands in place of a value that is measured on demand, of a parcel rejected already."""
DispositionKind = Literal["candidate", "rejected", "undecided"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion adds to a candidate's suitability.

    Parameters
    ----------
    criterion, attribute
        Id of the criterion and the attribute it looks at.
    found, unit
        The attribute's value in the schema's unit; None when not known, `unreachable` where there
        is no way to get there.
    value
        Of the value function, 0 to 1; None when not known.
    weight
        Share of all weights, 0 to 1.
    share
        What it adds to the suitability; the guaranteed part when the value is not known. The
        shares add up to the suitability; of a geometric mean one can be below 0, when the
        criterion costs more than it could ever bring.
    state, place
        Where there is no number: the category of the attribute's `state` that tells why, and the
        island or mainland it is said of.
    """

    criterion: str
    attribute: str
    found: Found
    unit: str | None
    value: float | None
    weight: float
    share: float
    state: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A parcel that meets every constraint, with its place in the order.

    `interval` is the lowest and highest suitability that the unknown criteria allow; ranks go by
    its lower end, which is `suitability`. `tied` tells that others share the rank.
    """

    parcel: str
    row: int
    rank: int
    tied: bool
    suitability: float
    interval: tuple[float, float]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """How many parcels one constraint rejects, and for how many it can't be told.

    Parameters
    ----------
    constraint, attribute, needs
        Id of the constraint, what it looks at, and what it needs in symbols.
    rejected
        Parcels that do not meet it.
    unknown
        Parcels of which what it takes is not known.
    unmeasured
        Parcels of which it was not measured, as others had rejected them already; they are not
        among `unknown`.
    """

    constraint: str
    attribute: str
    needs: str
    rejected: int
    unknown: int
    unmeasured: int = 0


@dataclass(frozen=True, slots=True)
class FailingConstraint:
    """One constraint that a parcel does not meet, or that can't be told (`found` is None).

    `found` is in `unit`: a date as ISO 8601, a range as `[0.7, 1.8]`, a flag as yes or no; of a
    group what was found for each attribute. It is `unreachable` where there is no way to get there,
    and `not measured` of what is measured on demand and was rejected before; `state` and `place`
    are those of `Contribution`. `margin` is by how much, in `unit` (days for a date),
    the value would have to change, 0 when it lies on an open end; None where that has no meaning
    (categories, groups) or nothing is known.
    """

    constraint: str
    attribute: str
    needs: str
    found: Found
    unit: str | None
    margin: float | None
    state: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rejected parcel with few failing constraints."""

    parcel: str
    row: int
    failing: tuple[FailingConstraint, ...]


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where one parcel ended up, and why: a line of the ledger."""

    parcel: str
    row: int
    disposition: DispositionKind
    rank: int | None
    suitability: float | None
    interval: tuple[float, float] | None
    rejected_by: tuple[FailingConstraint, ...]
    unknown: tuple[FailingConstraint, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts add up: total = candidates + rejected + undecided."""

    total: int
    candidates: int
    rejected: int
    undecided: int
