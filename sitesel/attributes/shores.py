"""On which landmass places lie."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.attributes.network import NOWHERE
from sitesel.attributes.rings import polygonal
from sitesel.crs import to_crs

Flags = NDArray[np.bool_]
Ints32 = NDArray[np.int32]


class Shores:
    """The landmasses of a network, by name.

    Parameters
    ----------
    land
        One polygon a landmass with the column `name`, in any known CRS; of several with one name
        all are one. None where it is not told: then every place is nowhere in particular.
    crs
        In which places are asked for, metres.
    """

    def __init__(self, land: GeoDataFrame | None, crs: CRS) -> None:
        if land is None or land.empty:
            self.names: tuple[str, ...] = ()
            self._shapes, self._code = np.empty(0, object), np.empty(0, np.int32)
            return
        words = land["name"].fillna("").astype(str).to_numpy()
        self.names = tuple(sorted(set(words.tolist())))
        at = {name: i for i, name in enumerate(self.names)}
        self._code = np.array([at[word] for word in words.tolist()], np.int32)
        self._shapes = polygonal(to_crs(land.geometry, crs).to_numpy())

    def of(
        self, shapes: NDArray[np.object_], *, within: float, near: Flags | None = None
    ) -> Ints32:
        """Return the position in `names` of the landmass of each shape, -1 where there is none.

        Parameters
        ----------
        shapes
            Points or areas; of several landmasses that one touches the first counts.
        within
            Metres off the shore up to which a shape belongs to the nearest landmass; of equal
            distances the first.
        near
            Which shapes may lie off the shore, shape (n,); None stands for all.
        """
        code = np.full(len(shapes), NOWHERE, np.int32)
        if len(self.names) == 0 or len(shapes) == 0:
            return code
        held = shapely.STRtree(shapes).query(self._shapes, predicate="intersects")
        order = np.argsort(held[0], kind="stable")[::-1]  # the first landmass is written last
        code[held[1][order]] = self._code[held[0][order]]
        off = np.flatnonzero(code == NOWHERE)
        off = off if near is None else off[near[off]]
        if len(off) == 0 or within <= 0:
            return code
        close = shapely.STRtree(shapes[off]).query(
            self._shapes, predicate="dwithin", distance=within
        )
        gap = shapely.distance(self._shapes[close[0]], shapes[off[close[1]]])
        order = np.lexsort((close[0], gap, close[1]))
        rows, firsts = np.unique(close[1][order], return_index=True)
        code[off[rows]] = self._code[close[0][order][firsts]]
        return code
