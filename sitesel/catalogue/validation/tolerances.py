"""How much is too much: the tolerances of validation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What validation lets pass.

    Parameters
    ----------
    area_share, area
        A stated area may differ by this share of the measured one, or by this many m²; it is
        told when it differs by more than either.
    repair_share, repair_area
        A repair that changes an area by more than this share and this many m² is told loudly.
    overlap
        Pairs that overlap by no more than this many m² are let pass.
    gap
        Neighbours closer than this many metres are meant to touch.
    gap_area
        Voids no larger than this many m² are rounding, not gaps.
    tiny
        Areas below this many m² are told.
    sliver
        Parcels narrower than this many metres are told.
    far
        A parcel is far away when a void of at least this many metres parts it from the rest.
    listed
        How many overlaps, and how many gaps, are told one by one, the worst first.
    """

    area_share: float = 0.02
    area: float = 0.25
    repair_share: float = 0.001
    repair_area: float = 1.0
    overlap: float = 1.0
    gap: float = 0.5
    gap_area: float = 0.05
    tiny: float = 1.0
    sliver: float = 0.5
    far: float = 50_000.0
    listed: int = 5_000
