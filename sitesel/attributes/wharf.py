"""Which wharves meet what a client asks of a wharf, and how near the nearest of them is.

A wharf meets a need when each point of it is told and good enough. One that fails no point, but
leaves some untold, is no match: it may be one, and is told apart. The straight line leads over
open sea, so where islands are told apart only the wharves of a site's own island count for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame

from sitesel.attributes.proximity import nearest
from sitesel.attributes.rings import Flags, Floats, Ints, rings

POINTS = ("cargo", "tonnage", "length", "depth", "dangerous_goods", "spare")
"""What can be asked of a wharf, in the order of the columns of `Matching`."""

WHARF_COLUMNS = ("cargo", "tonnage", "berth_length", "depth", "dangerous_goods", "spare")
"""Where facilities tell it: words parted by spaces, DWT, metres, metres, yes or no, t/a."""

_OWN_KIND = "wharf"


class Islands(NamedTuple):
    """The landmass that each site and each facility lies on; None where it is not known."""

    sites: Sequence[str | None]
    facilities: Sequence[str | None]


class Need(Protocol):
    """What is asked of a wharf; None where it does not matter."""

    @property
    def cargo(self) -> str | None: ...  # noqa: D102
    @property
    def tonnage(self) -> float | None: ...  # noqa: D102
    @property
    def length(self) -> float | None: ...  # noqa: D102
    @property
    def depth(self) -> float | None: ...  # noqa: D102
    @property
    def dangerous_goods(self) -> bool | None: ...  # noqa: D102
    @property
    def spare(self) -> float | None: ...  # noqa: D102


@dataclass(frozen=True, eq=False)
class Matching:
    """How facilities meet a need; one row a facility, one column a point of `POINTS`.

    Parameters
    ----------
    wharf
        Whether it is a wharf at all; shape (n,).
    fails, unknown
        Which points it is known not to meet, and which it does not tell, of those asked for;
        shape (n, 6).
    """

    wharf: Flags
    fails: NDArray[np.bool_]
    unknown: NDArray[np.bool_]

    @property
    def matches(self) -> Flags:
        """Which are known to meet every point; shape (n,)."""
        met: Flags = self.wharf & ~self.fails.any(axis=1) & ~self.unknown.any(axis=1)
        return met

    @property
    def may_match(self) -> Flags:
        """Which fail no point but leave some untold; shape (n,)."""
        open_: Flags = self.wharf & ~self.fails.any(axis=1) & self.unknown.any(axis=1)
        return open_

    def untold(self, row: int) -> tuple[str, ...]:
        """Return the points asked for that a facility does not tell."""
        return tuple(point for point, is_so in zip(POINTS, self.unknown[row], strict=True) if is_so)


def matching_wharves(facilities: DataFrame, need: Need) -> Matching:
    """Tell which facilities are wharves that meet a need.

    Parameters
    ----------
    facilities
        With the column kind and any of `WHARF_COLUMNS`. Wharves are those of the kind `wharf` and
        of each kind that tells anything a wharf has.
    need
        What is asked.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> need = SimpleNamespace(
    ...     cargo="bulk", tonnage=5e4, length=None, depth=12.0, dangerous_goods=None, spare=None
    ... )
    >>> wharves = DataFrame(
    ...     {"kind": "wharf", "cargo": ["bulk general", "bulk", "container"],
    ...      "tonnage": [70000.0, 50000.0, 90000.0], "depth": [14.0, None, 16.0]}
    ... )
    >>> found = matching_wharves(wharves, need)
    >>> found.matches.tolist(), found.may_match.tolist(), found.untold(1)
    ([True, False, False], [False, True, False], ('depth',))
    """
    count = len(facilities)
    fails, unknown = np.zeros((count, len(POINTS)), bool), np.zeros((count, len(POINTS)), bool)
    for i, (point, column) in enumerate(zip(POINTS, WHARF_COLUMNS, strict=True)):
        asked = getattr(need, point)
        if asked is None or asked is False:
            continue
        told = facilities.get(column, pd.Series([None] * count, index=facilities.index))
        unknown[:, i] = told.isna().to_numpy()
        if point == "cargo":
            good = np.array([asked in str(words).split() for words in told], dtype=bool)
        elif point == "dangerous_goods":
            good = (told == True).to_numpy(bool)  # noqa: E712 - None is neither
        else:
            good = pd.to_numeric(told, errors="coerce").to_numpy(float, na_value=np.nan) >= asked
        fails[:, i] = ~unknown[:, i] & ~good
    return Matching(_wharves(facilities), fails, unknown)


def _wharves(facilities: DataFrame) -> Flags:
    told = np.zeros(len(facilities), bool)
    for column in WHARF_COLUMNS:
        if column in facilities:
            told |= facilities[column].notna().to_numpy()
    kinds = {_OWN_KIND, *facilities["kind"][told]}
    wharf: Flags = facilities["kind"].isin(kinds).to_numpy()
    return wharf


def matching_wharf(
    sites: GeoSeries, facilities: GeoDataFrame, need: Need, islands: Islands | None = None
) -> DataFrame:
    """Measure the straight way to the nearest wharf that meets a need, and say which it is.

    Parameters
    ----------
    sites
        Polygons or points in a projected CRS, metres.
    facilities
        With the columns id, kind and any of `WHARF_COLUMNS`, in the same CRS.
    need
        What is asked.
    islands
        A wharf counts for the sites on its own landmass, and one whose landmass is not known for
        none. All count for all when None.

    Returns
    -------
    distance_to_matching_wharf, matching_wharf
        Metres and id, of equally near ones the first. Where no wharf that counts matches: infinite
        when each is known to fail, for then there is none to go to; NaN when some may match, when
        the catalogue has no wharf, or when the site's island is not known. The id is None there.
        NaN and None where a site has no geometry. The index of `sites`.
    possible_wharf
        Id of the nearest wharf that may match, where it is nearer than the one that does; None
        elsewhere.
    wharf_match
        `matched`; or why there is no distance: `possible` (none matches and some may), `none` (each
        is known to fail), `other_island` (so is each on the site's island, and others are not),
        `unknown_island`, `no_wharf` (the catalogue has none). None without geometry.

    Raises
    ------
    WrongCrs
        A CRS is not in metres, or the two differ.
    """
    found = matching_wharves(facilities, need)
    ids = np.array([*facilities["id"], None], dtype=object)
    distance, which = _ashore(sites, facilities.geometry, found.matches, islands)
    maybe, possible = _ashore(sites, facilities.geometry, found.may_match, islands)
    placed = ~(sites.isna() | sites.is_empty).to_numpy()
    if not found.wharf.any():
        state = np.full(len(sites), "no_wharf", dtype=object)
    elif not (found.matches | found.may_match).any():
        state = np.full(len(sites), "none", dtype=object)
    else:
        lost = np.zeros(len(sites), bool) if islands is None else pd.isna(_words(islands.sites))
        elsewhere = np.where(lost, "unknown_island", "other_island").astype(object)
        state = np.where(which >= 0, "matched", np.where(possible >= 0, "possible", elsewhere))
    distance[placed & np.isin(state, ("none", "other_island"))] = np.inf
    nearer = (possible >= 0) & ~(distance <= maybe)
    return DataFrame(
        {
            "distance_to_matching_wharf": distance,
            "matching_wharf": ids[which],
            "possible_wharf": ids[np.where(nearer, possible, -1)],
            "wharf_match": np.where(placed, state, np.array(None, dtype=object)),
        },
        index=sites.index,
    )


def _ashore(
    sites: GeoSeries, places: GeoSeries, wanted: Flags, islands: Islands | None
) -> tuple[Floats, Ints]:
    """Return what `_nearest` does, of the wanted facilities on each site's own landmass."""
    if islands is None:
        return _nearest(sites, places, np.flatnonzero(wanted))
    distance, which = np.full(len(sites), np.nan), np.full(len(sites), -1, np.int64)
    own, theirs = _words(islands.sites), _words(islands.facilities)
    for name in sorted({one for one in theirs[wanted] if isinstance(one, str)}):
        here = np.flatnonzero(own == name)
        if len(here):
            there = np.flatnonzero(wanted & (theirs == name))
            distance[here], which[here] = _nearest(sites.iloc[here], places, there)
    return distance, which


def _words(names: Sequence[str | None]) -> NDArray[np.object_]:
    """Return names as an array, None where not known."""
    return np.array([one if isinstance(one, str) else None for one in names], dtype=object)


def _nearest(sites: GeoSeries, places: GeoSeries, rows: Ints) -> tuple[Floats, Ints]:
    """Return distance and row of the nearest of some facilities, NaN and -1 where there is none."""
    distance, which = np.full(len(sites), np.nan), np.full(len(sites), -1, np.int64)
    if not len(rows):
        return distance, which
    chosen = places.iloc[rows].reset_index(drop=True)
    flat = rings(sites)
    near = nearest(flat, chosen)
    distance[:] = near["distance"]
    which[:] = np.append(rows, -1)[near["nearest"].to_numpy(np.int64)]
    points = np.flatnonzero(flat.empty & ~(sites.isna() | sites.is_empty).to_numpy())
    if len(points):
        tree = shapely.STRtree(chosen.to_numpy())
        (of, at), far = tree.query_nearest(sites.to_numpy()[points], return_distance=True)
        order = np.lexsort((-at, of))  # the first is written last
        distance[points[of[order]]], which[points[of[order]]] = far[order], rows[at[order]]
    return distance, which
