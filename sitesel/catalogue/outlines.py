"""Outlines of sites as flat coordinate arrays, mapped into memory and read at random.

Four levels: a site has parts, a part has rings (the first is its shell), a ring has coordinates,
which are longitude and latitude (OGC:CRS84). Each level is an array of offsets into the next, so
the outline of any row is found without reading another. A hall may be a point: one part, one ring
of one coordinate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from sitesel.errors import CatalogueError

Geometries = NDArray[Any]
Offsets = NDArray[np.int64]
_POINT, _POLYGON = int(GeometryType.POINT), int(GeometryType.POLYGON)
_KINDS = (_POINT, _POLYGON, int(GeometryType.MULTIPOLYGON))


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Outlines of many sites, one a row.

    Parameters
    ----------
    kinds
        Shape (n,): 1 a point, 3 a polygon, 6 a multipolygon.
    sites
        Shape (n + 1,): where in `parts` each site's parts begin.
    parts
        Where in `rings` each part's rings begin.
    rings
        Where in `coordinates` each ring's coordinates begin.
    coordinates
        Shape (m, 2): longitude, latitude; degrees.
    bounds
        Shape (n, 4): west, south, east, north; degrees.
    """

    kinds: NDArray[np.uint8]
    sites: Offsets
    parts: Offsets
    rings: Offsets
    coordinates: NDArray[np.float64]
    bounds: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many sites."""
        return len(self.kinds)

    @classmethod
    def of(cls, geometries: Geometries) -> Outlines:
        """Take the outlines of points, polygons and multipolygons.

        Examples
        --------
        >>> from shapely import box
        >>> Outlines.of(np.array([box(0, 0, 1, 1), box(2, 2, 3, 3)])).rings.tolist()
        [0, 5, 10]
        """
        kinds = shapely.get_type_id(geometries)
        if not np.isin(kinds, _KINDS).all():
            raise ValueError("only points, polygons and multipolygons have an outline")
        parts, site_of_part = shapely.get_parts(geometries, return_index=True)
        is_point = shapely.get_type_id(parts) == _POINT
        per_part = np.where(is_point, 1, shapely.get_num_interior_rings(parts) + 1)
        part_offsets = _offsets(per_part)
        rings = np.empty(part_offsets[-1], dtype=object)
        rings[part_offsets[:-1][is_point]] = parts[is_point]
        rings[np.repeat(~is_point, per_part)] = shapely.get_rings(parts[~is_point])
        return cls(
            kinds=kinds.astype(np.uint8),
            sites=_offsets(np.bincount(site_of_part, minlength=len(geometries))),
            parts=part_offsets,
            rings=_offsets(shapely.get_num_coordinates(rings)),
            coordinates=shapely.get_coordinates(rings),
            bounds=shapely.bounds(geometries).reshape(-1, 4),
        )

    def geometries(self, rows: NDArray[np.int64] | Sequence[int] | None = None) -> Geometries:
        """Return the outlines of some rows, in the order given; of all when None.

        Only the coordinates of these rows are read.
        """
        chosen = np.arange(self.count) if rows is None else np.asarray(rows, dtype=np.int64)
        part_rows, part_site = _ranges(self.sites, chosen)
        ring_rows, ring_part = _ranges(self.parts, part_rows)
        point_rows, point_ring = _ranges(self.rings, ring_rows)
        coordinates = self.coordinates[point_rows]
        kinds = np.asarray(self.kinds[chosen])
        found = np.empty(len(chosen), dtype=object)

        is_point = kinds == _POINT
        of_point = is_point[part_site[ring_part[point_ring]]]
        found[is_point] = shapely.points(coordinates[of_point])

        ring_is_point = is_point[part_site[ring_part]]
        shells = shapely.linearrings(
            coordinates[~of_point], indices=_closed_up(point_ring[~of_point])
        )
        part_is_point = is_point[part_site]
        polygons = shapely.polygons(shells, indices=_closed_up(ring_part[~ring_is_point]))
        owner = part_site[~part_is_point]
        single = kinds[owner] == _POLYGON
        found[owner[single]] = polygons[single]
        many = np.unique(owner[~single])
        found[many] = shapely.multipolygons(polygons[~single], indices=_closed_up(owner[~single]))
        return found

    def with_rows(self, rows: NDArray[np.int64], others: Outlines) -> Outlines:
        """Return the outlines with others in place of those of some rows; no geometry is made.

        Parameters
        ----------
        rows
            Where they go, without repetition.
        others
            One for each of `rows`.
        """
        take = np.arange(self.count)
        take[rows] = self.count + np.arange(others.count)
        parts, sites = _spliced(self.sites, others.sites, take)
        rings, parts_ = _spliced(self.parts, others.parts, parts)
        points, rings_ = _spliced(self.rings, others.rings, rings)
        kinds, bounds = np.array(self.kinds), np.array(self.bounds)
        kinds[rows], bounds[rows] = others.kinds, others.bounds
        coordinates = np.concatenate([self.coordinates, others.coordinates])[points]
        return Outlines(kinds, sites, parts_, rings_, coordinates, bounds)

    def write(self, folder: Path) -> None:
        """Write the arrays; the same outlines give the same bytes."""
        folder.mkdir(parents=True)
        for item in fields(self):
            np.save(folder / f"{item.name}.npy", np.ascontiguousarray(getattr(self, item.name)))

    @classmethod
    def open(cls, folder: Path) -> Outlines:
        """Map the arrays into memory; nothing is read yet.

        Raises
        ------
        CatalogueError
            The files are not there or damaged.
        """
        try:
            arrays = {item.name: _mapped(folder / f"{item.name}.npy") for item in fields(cls)}
        except (OSError, ValueError, SyntaxError, TokenError) as error:  # numpy parses the head
            raise CatalogueError(
                f"the outlines in {folder} can't be read ({error}); build the catalogue again",
                f"{folder} 中的边界无法读取（{error}）；请重新构建目录",
            ) from error
        return cls(**arrays)


def _mapped(path: Path) -> NDArray[Any]:
    # np.memmap can't map an empty array
    array: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None)
    return array


def _offsets(counts: NDArray[Any]) -> Offsets:
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _ranges(offsets: Offsets, rows: NDArray[np.int64]) -> tuple[Offsets, Offsets]:
    """Return the members of the ranges of some rows, and the position in `rows` of each."""
    starts = np.asarray(offsets[rows])
    counts = np.asarray(offsets[rows + 1]) - starts
    owner = np.repeat(np.arange(len(rows)), counts)
    first = np.cumsum(counts) - counts
    return np.arange(len(owner)) + np.repeat(starts - first, counts), owner


def _spliced(ones: Offsets, others: Offsets, take: Offsets) -> tuple[Offsets, Offsets]:
    """Return the members of some ranges of two lists put one behind the other, and new offsets."""
    both = np.concatenate([ones, others[1:] + ones[-1]])
    members, _ = _ranges(both, take)
    return members, _offsets(np.diff(both)[take])


def _closed_up(indices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ascending indices without gaps, as shapely's constructors want them.

    >>> _closed_up(np.array([0, 0, 3, 5, 5])).tolist()
    [0, 0, 1, 2, 2]
    """
    if not len(indices):
        return indices
    return np.concatenate([[0], np.cumsum(np.diff(indices) != 0)])
