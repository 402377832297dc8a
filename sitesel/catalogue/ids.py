"""Ids that stay the same over rebuilds, whatever order the rows come in.

A site keeps the id of its source. Where ids repeat, a digest of the outline tells them apart;
where there is none, it is made from the outline alone. Rows with the same outline are told apart
by their other values; rows the same in everything are numbered, and it makes no difference how.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoSeries
from numpy.typing import NDArray

from sitesel.catalogue.spelling import Spelled, plain, spelled

_DECIMALS = 7  # of a degree, a centimetre: the outline is the same after another transformation
_SUFFIX, _MADE = 6, 12
MARK = "~"
"""Stands between an id that repeats and the digest that tells it apart."""


@dataclass(frozen=True, eq=False)
class Ids:
    """Ids of many sites.

    Parameters
    ----------
    ids
        One a row, all different.
    made
        Which rows had none in their source.
    repeated
        The ids of the source that occur more than once, with the number of their rows and the
        first of the ids that came of it.
    """

    ids: NDArray[Any]
    made: NDArray[np.bool_]
    repeated: tuple[tuple[str, int, str], ...]


def stable_ids(told: pd.Series | None, geometry: GeoSeries, values: pd.DataFrame) -> Ids:
    """Give each site its id.

    Parameters
    ----------
    told
        Ids as the source has them; None where it has none.
    geometry
        Outlines in any CRS, in the same order.
    values
        The other columns, in the same order; they tell sites of the same outline apart.

    Examples
    --------
    >>> from shapely import box
    >>> outlines = GeoSeries([box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1)], crs=4326)
    >>> given = stable_ids(pd.Series(["A", "B", "A"]), outlines, pd.DataFrame(index=range(3)))
    >>> given.ids.tolist(), given.repeated
    (['A~c624e2', 'B', 'A~42bbb8'], (('A', 2, 'A~42bbb8'),))
    """
    count = len(geometry)
    seen = Spelled(np.full(count, -1), ()) if told is None else spelled(told)
    words = np.array([*seen.words, ""], dtype=object)[seen.codes]
    made = seen.codes < 0
    repeated = pd.Series(words).duplicated(keep=False).to_numpy() & ~made
    ids = words.copy()
    rows = np.flatnonzero(made | repeated)
    if len(rows):
        length = np.where(made[rows], _MADE, _SUFFIX)
        digests = _digests(words[rows], geometry.iloc[rows], values.iloc[rows], length)
        heads = np.where(made[rows], "x", words[rows] + MARK)
        ids[rows] = heads + digests
    ids = _numbered(ids)
    counts = pd.Series(words[repeated]).value_counts()
    first = pd.Series(ids[repeated]).groupby(words[repeated]).min()
    told_apart = tuple((word, int(counts[word]), first[word]) for word in sorted(counts.index))
    return Ids(ids, made, told_apart)


def _digests(
    words: NDArray[Any], geometry: GeoSeries, values: pd.DataFrame, length: NDArray[np.int64]
) -> NDArray[Any]:
    degrees = geometry.to_crs("OGC:CRS84").to_numpy()
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, _DECIMALS) + 0.0)
    outlines = shapely.to_wkb(shapely.normalize(rounded), byte_order=1)
    whole = [hashlib.sha256(outline) for outline in outlines]
    keys = pd.Series(list(zip(words, (each.digest() for each in whole), strict=True)))
    for row in np.flatnonzero(keys.duplicated(keep=False)).tolist():
        whole[row].update(_row(values.iloc[row]).encode())
    digests = [each.hexdigest()[:n] for each, n in zip(whole, length.tolist(), strict=True)]
    return np.array(digests, dtype=object)


def _row(values: pd.Series) -> str:
    named: Sequence[tuple[Hashable, Any]] = sorted(values.items(), key=lambda item: str(item[0]))
    return "\0".join(f"{name}\1{plain(value)}" for name, value in named)


def _numbered(ids: NDArray[Any]) -> NDArray[Any]:
    """Put a number behind ids that are still the same: the second gets -2."""
    again = pd.Series(ids).groupby(ids).cumcount().to_numpy()
    if not again.any():
        return ids
    numbered = ids.copy()
    rows = np.flatnonzero(again)
    numbered[rows] = [f"{ids[row]}-{again[row] + 1}" for row in rows.tolist()]
    return _numbered(numbered)
