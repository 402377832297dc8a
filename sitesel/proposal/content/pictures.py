"""The keys of maps and charts."""

from __future__ import annotations

OVERVIEW = "overview"
"""Key of the map of all sites of the shortlist."""


def map_keys(parcel: str) -> tuple[str, str, str]:
    """Return the keys of a candidate's pictures: at scale, the ways, the contributions.

    >>> map_keys("DS-10")
    ('parcel:DS-10', 'access:DS-10', 'chart:DS-10')
    """
    return f"parcel:{parcel}", f"access:{parcel}", f"chart:{parcel}"
