"""What would stand on a parcel: the land left for it, each building, the yard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.attributes.largest_rectangle import largest_rectangle
from sitesel.attributes.packing import packing
from sitesel.catalogue import Catalogue
from sitesel.catalogue.on_demand import buildable_land
from sitesel.crs import LON_LAT, to_crs
from sitesel.evidence.kept import Kept
from sitesel.requirement import Requirement, leaves
from sitesel.requirement.development import Development

COLUMNS = ("parcel", "kind", "number", "width", "depth", "area")
KINDS = ("buildable", "largest", "yard", "building")


def footprints(
    catalogue: Catalogue, requirement: Requirement, rows: NDArray[np.int64]
) -> GeoDataFrame:
    """Draw what the development of a requirement leaves and places on some parcels.

    Parameters
    ----------
    catalogue
        With the outlines of the parcels.
    requirement
        Whose `development` is drawn; without one, or for halls, there is nothing to draw.
    rows
        Of the parcels.

    Returns
    -------
    footprints
        In OGC:CRS84, `parcel` by `parcel` in the order of `rows`; `kind`: buildable (the land
        that buildings may stand on), largest (the largest rectangle, where the requirement asks
        for one), yard, building. `number` counts the kinds of buildings as the requirement lists
        them, from 1; 0 for all else. `width`, `depth`: longer and shorter side of a rectangle, m,
        NaN of buildable land; `area`: m². All measured in the measuring CRS before they were
        turned into degrees.
    """
    if requirement.development is None or requirement.sites != "parcels" or not len(rows):
        return _frame(_told(GeoSeries([]), [], []), CRS(LON_LAT))
    kept = catalogue.once("footprints", Kept[tuple[str, int], GeoDataFrame])
    wanted = [int(row) for row in rows]
    known = {row: drawn for row in wanted if (drawn := kept.get((requirement.digest, row)))
             is not None}  # fmt: skip
    missing = [row for row in dict.fromkeys(wanted) if row not in known]
    if missing:
        fresh = _drawn(catalogue, requirement, requirement.development, np.array(missing, np.int64))
        ids = catalogue.columns("parcels").ids
        for row in missing:
            own = fresh[fresh["parcel"] == ids[row].as_py()].reset_index(drop=True)
            known[row] = kept.keep((requirement.digest, row), own)
    some = [known[row] for row in wanted if len(known[row])]
    return pd.concat(some, ignore_index=True) if some else known[wanted[0]].copy()


def _drawn(
    catalogue: Catalogue, requirement: Requirement, development: Development,
    rows: NDArray[np.int64],
) -> GeoDataFrame:  # fmt: skip
    land = buildable_land(catalogue, development, rows, requirement.scenario)
    left = land.area > 0
    told = [_alike(land[left], "buildable")]
    if _wants_largest(requirement):
        found = largest_rectangle(land, development.aspect)
        told.append(_alike(found.geometry[found.geometry.notna()], "largest"))
    if development.buildings or development.yard:
        _, layout = packing(
            land, development.buildings, yard=development.yard, spacing=development.spacing
        )
        numbers = (layout["number"] + 1).tolist()
        told.append(_told(layout.geometry, layout["kind"].tolist(), numbers))
    drawn = pd.concat(told)
    order = {parcel: place for place, parcel in enumerate(land.index)}
    rank = {kind: place for place, kind in enumerate(KINDS)}
    drawn = drawn.assign(at=drawn["parcel"].map(order), rank=drawn["kind"].map(rank))
    drawn = drawn.sort_values(["at", "rank", "number"], kind="stable")
    return _frame(drawn, land.crs)


def _wants_largest(requirement: Requirement) -> bool:
    named = [leaf.attribute for leaf in leaves(requirement.constraints)]
    named += [criterion.attribute for criterion in requirement.criteria]
    development = requirement.development
    asked = development is not None and development.aspect is not None
    return asked or any(name.startswith("largest_rectangle") for name in named)


def _alike(shapes: GeoSeries, kind: str) -> pd.DataFrame:
    return _told(shapes, [kind] * len(shapes), [0] * len(shapes))


def _told(shapes: GeoSeries, kinds: Sequence[str], numbers: Sequence[int]) -> pd.DataFrame:
    """Describe shapes in the measuring CRS."""
    sides = np.full((len(shapes), 2), np.nan)
    if len(shapes) and kinds[0] != KINDS[0]:
        corners = shapely.get_coordinates(shapes.to_numpy()).reshape(-1, 5, 2)
        run = np.diff(corners[:, :3], axis=1)
        sides = -np.sort(-np.hypot(run[:, :, 0], run[:, :, 1]), axis=1)
    columns = {
        "parcel": shapes.index.to_numpy(),
        "kind": kinds,
        "number": numbers,
        "width": sides[:, 0],
        "depth": sides[:, 1],
        "area": shapes.area.to_numpy(),
        "geometry": shapes.to_numpy(),
    }
    return pd.DataFrame(columns)


def _frame(drawn: pd.DataFrame, crs: CRS | None) -> GeoDataFrame:
    lonlat = to_crs(GeoSeries(drawn["geometry"].to_numpy(object), crs=crs), LON_LAT)
    kept = drawn[list(COLUMNS)].reset_index(drop=True)
    return GeoDataFrame(kept, geometry=lonlat.to_numpy(), crs=LON_LAT)
