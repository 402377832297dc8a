"""The room for buildings that planning conditions leave on a parcel: told, not judged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sitesel.catalogue import Catalogue
from sitesel.catalogue.on_demand import buildable_land
from sitesel.columns import Columns
from sitesel.crs import LON_LAT, to_crs
from sitesel.interval import Interval
from sitesel.requirement.development import Development, Setbacks

__all__ = ["Envelope", "Setbacks", "envelope"]


@dataclass(frozen=True, eq=False)
class Envelope:
    """What may stand on a parcel, as far as it is known.

    Parameters
    ----------
    parcel
        Its id.
    plot, land
        The outline, and the land less setbacks and less what can't be built on; OGC:CRS84. `land`
        is empty where nothing is left, None where it can't be told (see `buildable`).
    area, buildable_area
        Of both, m²; None where not known.
    setbacks
        Those asked for, m.
    keeps_clear
        Constraint layers of the catalogue that buildings keep off.
    plot_ratio, building_density, height_limit
        As the catalogue has them: a share, %, m; None where not known.
    """

    parcel: str
    plot: Any
    land: Any
    area: float | None
    buildable_area: float | None
    setbacks: Setbacks
    keeps_clear: tuple[str, ...]
    plot_ratio: Interval | None
    building_density: Interval | None
    height_limit: Interval | None

    @property
    def height(self) -> float | None:
        """The height limit, m; None without limit or where it is not known."""
        return _upper(self.height_limit)

    @property
    def most_floor_area(self) -> float | None:
        """The plot ratio's upper end times the area, m²; None without limit or where not known.

        0 where no land is left for buildings. Storeys are not counted: nobody told their height.
        """
        if self.buildable_area == 0:
            return 0.0
        ratio = _upper(self.plot_ratio)
        return None if ratio is None or self.area is None else ratio * self.area

    @property
    def most_footprint(self) -> float | None:
        """The land that buildings may cover, m²: the density's share, and no more than is left.

        None where either is not known; without a limit to the density, all that is left.
        """
        if self.buildable_area is None or self.building_density is None:
            return 0.0 if self.buildable_area == 0 else None
        density = _upper(self.building_density)
        if density is None:
            return self.buildable_area
        if self.area is None:
            return None
        return min(density / 100 * self.area, self.buildable_area)


def envelope(catalogue: Catalogue, parcel: str, setbacks: Setbacks) -> Envelope:
    """Work out the room for buildings on a parcel.

    Parameters
    ----------
    catalogue
        With outlines, planning conditions, roads and shore.
    parcel
        Its id.
    setbacks
        How far buildings keep off roads, the shore and neighbours, m; the catalogue tells none.

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    """
    columns = catalogue.columns("parcels")
    row = columns.row(parcel)
    rows = np.array([row], np.int64)
    land = buildable_land(catalogue, Development(setbacks=setbacks), rows)
    left = land.iloc[0]
    drawn = None if left is None else to_crs(land, LON_LAT).iloc[0]
    area = columns.value("area", row) if "area" in columns else None
    return Envelope(
        parcel=parcel,
        plot=catalogue.geometry("parcels", rows).iloc[0],
        land=drawn,
        area=area if isinstance(area, float) else None,
        buildable_area=None if left is None else float(left.area),
        setbacks=setbacks,
        keeps_clear=catalogue.excluding_layers(),
        plot_ratio=_interval(columns, "plot_ratio", row),
        building_density=_interval(columns, "building_density", row),
        height_limit=_interval(columns, "height_limit", row),
    )


def _interval(columns: Columns, name: str, row: int) -> Interval | None:
    value = columns.value(name, row) if name in columns else None
    return value if isinstance(value, Interval) else None


def _upper(ends: Interval | None) -> float | None:
    return None if ends is None or not math.isfinite(ends.upper) else ends.upper
