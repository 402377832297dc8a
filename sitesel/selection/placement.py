"""Several requirements placed at once: which goes to which parcel, and what finds no place."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

import sitesel
from sitesel.columns import QuantityColumn
from sitesel.requirement import Enquiry, Wanted
from sitesel.selection.answer import Reason
from sitesel.selection.assignment import Choices, assign
from sitesel.selection.selection import Selection, select
from sitesel.selection.tally import Judgeable
from sitesel.suitability.ranking import best

MOST_CANDIDATES = 200
"""Of each requirement as many of the best candidates are looked at."""
Basis = Literal["remaining_area", "area"]
Why = Literal["no_candidate", "too_small", "taken"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement of the enquiry and its own answer.

    `considered` of its `candidates` were looked at: the best of them. Of `undecided` parcels it
    can't be told whether they are candidates; nothing goes there.
    """

    requirement: str
    title: dict[str, str]
    land: float
    selection: str
    candidates: int
    undecided: int
    considered: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A requirement and the parcel it goes to; land in m².

    `rank` and `suitability` are those of the parcel in the requirement's own answer.
    """

    requirement: str
    parcel: str
    rank: int
    suitability: float
    land: float


@dataclass(frozen=True, slots=True)
class Taken:
    """A candidate of a requirement that found no place, and who is on it; land left in m²."""

    parcel: str
    by: tuple[str, ...]
    left: float


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A requirement that found no place.

    Parameters
    ----------
    requirement, land
        Its id and the land it needs; m².
    why
        No parcel is a candidate; each candidate has too little land (or it is not known how much);
        or what has enough is taken.
    largest
        The most land that a candidate has; m², None without one or where it is not known.
    reasons
        Without a candidate: the constraints that reject parcels or can't be told, in the order
        written.
    taken
        Where candidates are taken: those with enough land, best first.
    """

    requirement: str
    land: float
    why: Why
    largest: float | None = None
    reasons: tuple[Reason, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """A parcel that is used; m².

    `land` is what it has: what remains of it outside excluded areas where the catalogue knows,
    else its area. `used` and `left` add up to it.
    """

    parcel: str
    basis: Basis
    land: float
    used: float
    left: float
    requirements: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Placement:
    """Where each requirement of an enquiry goes; placed and unplaced are all of them.

    Parameters
    ----------
    catalogue
        Id of the catalogue.
    enquiry
        What was asked.
    selections
        The answer to each requirement alone, in the order of the enquiry.
    asked
        What that came to, in the same order.
    placed, unplaced
        In the order of the enquiry.
    uses
        Parcels that are used, by id.
    proved
        Whether it is proved that no other placement is better; of hard cases, the search for one
        is ended after so many steps, the same on every machine.
    """

    catalogue: str
    enquiry: Enquiry
    selections: tuple[Selection, ...] = field(repr=False)
    asked: tuple[Asked, ...]
    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    uses: tuple[Use, ...]
    proved: bool

    @property
    def suitability(self) -> float:
        """The guaranteed suitabilities of what is placed, added up."""
        return math.fsum(placed.suitability for placed in self.placed)

    @cached_property
    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of all else that goes on the wire."""
        text = json.dumps(
            self._wire(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def wire(self) -> dict[str, Any]:
        """Return the placement as it goes on the wire."""
        return {"digest": self.digest, **self._wire()}

    def _wire(self) -> dict[str, Any]:
        title = self.enquiry.title
        return {
            "catalogue": self.catalogue,
            "version": sitesel.__version__,
            "title": {"zh": title.zh, "en": title.en},
            "counts": {
                "requirements": len(self.asked),
                "placed": len(self.placed),
                "unplaced": len(self.unplaced),
                "parcels": len(self.uses),
            },
            "land": {
                "asked": math.fsum(asked.land for asked in self.asked),
                "placed": math.fsum(placed.land for placed in self.placed),
            },
            "suitability": self.suitability,
            "proved": self.proved,
            "requirements": [asdict(asked) for asked in self.asked],
            "placed": [asdict(placed) for placed in self.placed],
            "unplaced": [asdict(unplaced) for unplaced in self.unplaced],
            "parcels": [asdict(use) for use in self.uses],
        }


def place(
    catalogue: Judgeable,
    enquiry: Enquiry,
    *,
    threads: int | None = None,
    most_packed: int | None = None,
) -> Placement:
    """Place as many requirements as possible, as well as possible.

    Each goes to at most one parcel, which is a candidate of its own answer; a parcel takes several
    as long as their land is within what it has. First as many as possible are placed, then the
    guaranteed suitabilities add up to the most. Of equal placements none is taken in which a
    requirement could go to a candidate it ranks higher, alone or by an exchange with one written
    later. Areas alone are added up: how a parcel is divided is not looked at.

    Parameters
    ----------
    catalogue
        See `select`.
    enquiry
        Read with the catalogue's schema.
    threads
        See `judge`; changes nothing in the answer.
    most_packed
        See `select`; for each requirement.

    Raises
    ------
    RequirementError
        See `select`.
    """
    selections = tuple(
        select(catalogue, wanted.requirement, threads=threads, most_packed=most_packed)
        for wanted in enquiry.requirements
    )
    hopes = [_Hopes.of(selection) for selection in selections]
    lands = np.array([wanted.land for wanted in enquiry.requirements], float)
    parcels = {parcel: site for hope in hopes for parcel, site in hope.sites.items()}
    ids = sorted(parcels)
    position = {parcel: k for k, parcel in enumerate(ids)}
    rows = [
        (asked, position[parcel], worth)
        for asked, hope in enumerate(hopes)
        for parcel, worth in zip(hope.sites, hope.suitability, strict=True)
        if (land := parcels[parcel][1]) is not None and lands[asked] <= land
    ]
    room = np.array([parcels[parcel][1] or 0.0 for parcel in ids], float)
    asked, site, worth = (np.array(part) for part in zip(*rows, strict=True)) if rows else _NONE
    choices = Choices(
        asked.astype(np.int64), site.astype(np.int64), worth.astype(float), lands, room
    )
    taken, proved = assign(choices)
    places = {int(asked[k]): ids[int(site[k])] for k in taken}
    names = [wanted.id for wanted in enquiry.requirements]
    on: dict[str, list[int]] = {}
    for k, parcel in places.items():
        on.setdefault(parcel, []).append(k)
    uses = {
        parcel: _use(parcel, parcels[parcel], [names[k] for k in those], lands[those])
        for parcel, those in sorted(on.items())
    }
    told = list(zip(enquiry.requirements, selections, hopes, strict=True))
    return Placement(
        catalogue=catalogue.id,
        enquiry=enquiry,
        selections=selections,
        asked=tuple(_asked(wanted, one, hope) for wanted, one, hope in told),
        placed=tuple(
            _placed(wanted, hope, places[k])
            for k, (wanted, _, hope) in enumerate(told)
            if k in places
        ),
        unplaced=tuple(
            _unplaced(wanted, one, hope, uses)
            for k, (wanted, one, hope) in enumerate(told)
            if k not in places
        ),
        uses=tuple(uses.values()),
        proved=proved,
    )


_NONE = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
_Site = tuple[Basis, float | None]


@dataclass(frozen=True, slots=True)
class _Hopes:
    """The best candidates of one requirement, best first; with what land each has."""

    sites: dict[str, _Site]
    suitability: list[float]
    ranks: list[int]

    @classmethod
    def of(cls, selection: Selection) -> _Hopes:
        judged, ids = selection.judged, selection.columns.ids
        places, ranks, _ = best(judged.low, ids, judged.rows, MOST_CANDIDATES)
        rows = judged.rows[places]
        sites = {ids[row].as_py(): _land(selection, row) for row in rows.tolist()}
        return cls(sites, judged.low[places].tolist(), ranks)


def _land(selection: Selection, row: int) -> _Site:
    """Return the land that a parcel has, None where it is not known."""
    names: tuple[Basis, Basis] = ("remaining_area", "area")
    for name in names:
        column = selection.columns.columns.get(name)
        if isinstance(column, QuantityColumn) and np.isfinite(column.values[row]):
            return name, max(0.0, float(column.values[row]))
    return "area", None


def _use(parcel: str, site: _Site, names: list[str], lands: NDArray[np.float64]) -> Use:
    basis, land = site[0], site[1] or 0.0
    used = math.fsum(lands.tolist())
    return Use(parcel, basis, land, used, max(0.0, land - used), tuple(names))


def _asked(wanted: Wanted, selection: Selection, hopes: _Hopes) -> Asked:
    title = wanted.requirement.title
    return Asked(
        requirement=wanted.id,
        title={"zh": title.zh, "en": title.en},
        land=wanted.land,
        selection=selection.digest,
        candidates=selection.counts.candidates,
        undecided=selection.counts.undecided,
        considered=len(hopes.sites),
    )


def _placed(wanted: Wanted, hopes: _Hopes, parcel: str) -> Placed:
    k = list(hopes.sites).index(parcel)
    return Placed(wanted.id, parcel, hopes.ranks[k], hopes.suitability[k], wanted.land)


def _unplaced(
    wanted: Wanted, selection: Selection, hopes: _Hopes, uses: dict[str, Use]
) -> Unplaced:
    if not hopes.sites:
        reasons = tuple(one for one in selection.reasons if one.rejected or one.unknown)
        return Unplaced(wanted.id, wanted.land, "no_candidate", reasons=reasons)
    known = {parcel: land for parcel, (_, land) in hopes.sites.items() if land is not None}
    largest = max(known.values(), default=None)
    enough = [parcel for parcel, land in known.items() if land >= wanted.land]
    if not enough:
        return Unplaced(wanted.id, wanted.land, "too_small", largest)
    taken = (
        Taken(parcel, uses[parcel].requirements, uses[parcel].left)
        if parcel in uses
        else Taken(parcel, (), known[parcel])
        for parcel in enough
    )
    return Unplaced(wanted.id, wanted.land, "taken", largest, taken=tuple(taken))
