"""All that can be drawn for the parcels that an answer lists: what its numbers were measured on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from sitesel.attributes.network import MODES
from sitesel.catalogue import Catalogue
from sitesel.crs import LON_LAT
from sitesel.evidence.exclusions import exclusions
from sitesel.evidence.footprints import footprints
from sitesel.evidence.kept import Kept
from sitesel.evidence.routes import drawn_routes
from sitesel.evidence.service_areas import service_areas
from sitesel.evidence.travelling import NoWay
from sitesel.requirement import Requirement, leaves
from sitesel.schema import SiteKind
from sitesel.selection import Selection

MOST = 40
"""Most parcels of an answer that evidence is drawn for; any other can be asked for by its id."""
_USUAL = "truck"
_Asked = tuple[SiteKind, str, str, str | None]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What lies behind an answer, in OGC:CRS84; each with a column `parcel`.

    Parameters
    ----------
    parcels
        Ids of the parcels that were looked at.
    mode
        How the routes travel; None without a network.
    routes, service_areas, exclusions, footprints
        See the modules of these names; without a row where there is nothing to show.
    """

    parcels: tuple[str, ...]
    mode: str | None
    routes: GeoDataFrame
    service_areas: GeoDataFrame
    exclusions: GeoDataFrame
    footprints: GeoDataFrame


def evidence(
    selection: Selection, catalogue: Catalogue, parcels: Sequence[str] | None = None
) -> Evidence:
    """Gather what can be drawn for some parcels of an answer.

    Parameters
    ----------
    selection
        The whole answer.
    catalogue
        The catalogue that was judged.
    parcels
        Ids; when None the listed candidates and then the near misses, 40 at most (`looked_at`).

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    """
    requirement = selection.requirement
    sites, scenario = requirement.sites, requirement.scenario
    if parcels is None:
        parcels = looked_at(selection, MOST)
    mode = travel_mode(requirement, catalogue)
    travels = []
    for parcel in parcels if mode is not None else ():
        # what joins no road has nothing to draw, and its attributes tell why
        with suppress(NoWay):
            travels.append(_travel(catalogue, sites, parcel, mode or "", scenario))
    ruled = exclusions(catalogue, parcels, sites=sites, requirement=requirement)
    columns = selection.columns
    rows = np.array([columns.row(parcel) for parcel in parcels], np.int64)
    return Evidence(
        tuple(parcels),
        mode,
        _together([ways for ways, _ in travels]),
        _together([areas for _, areas in travels]),
        _together([ruled]),
        _together([footprints(catalogue, requirement, rows)]),
    )


def _travel(
    catalogue: Catalogue, sites: SiteKind, parcel: str, mode: str, scenario: str | None
) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Draw ways and areas of one site, once for all answers that list it and all their formats."""
    ways = drawn_routes(catalogue, sites, parcel, mode=mode, scenario=scenario)
    drawn = catalogue.once("service areas", Kept[_Asked, GeoDataFrame])
    asked = sites, parcel, mode, scenario
    if (areas := drawn.get(asked)) is None:
        areas = drawn.keep(
            asked, service_areas(catalogue, sites, parcel, mode=mode, scenario=scenario)
        )
    return ways, areas


def listed(selection: Selection) -> list[str]:
    """Return the ids of the parcels that an answer lists: candidates, then near misses."""
    told = [candidate.parcel for candidate in selection.candidates]
    return told + [near.parcel for near in selection.near_misses]


def looked_at(selection: Selection, most: int) -> list[str]:
    """Return the ids of the parcels to draw for when these are too many for all that are listed.

    The last candidates give way to the near misses, of which one wants to see most why not.
    """
    near = [miss.parcel for miss in selection.near_misses][: most // 2]
    return [candidate.parcel for candidate in selection.candidates][: most - len(near)] + near


def travel_mode(requirement: Requirement, catalogue: Catalogue) -> str | None:
    """Return how routes are to be drawn: as the requirement travels, else by truck.

    Returns
    -------
    mode
        The first that an attribute of the requirement names; None without a network.
    """
    record = catalogue.manifest.network
    if record is None:
        return None
    named = [leaf.attribute for leaf in leaves(requirement.constraints)]
    named += [criterion.attribute for criterion in requirement.criteria]
    asked = (m for name in named for m in MODES if name.endswith(f"_by_{m}") and m in record.modes)
    return next(asked, usual_mode(catalogue))


def usual_mode(catalogue: Catalogue) -> str | None:
    """Return how routes are drawn where nobody says: by truck, else the first; None if none."""
    record = catalogue.manifest.network
    modes = list(record.modes) if record is not None else []
    return _USUAL if _USUAL in modes else next(iter(modes), None)


def _together(frames: Sequence[GeoDataFrame]) -> GeoDataFrame:
    told = [frame for frame in frames if len(frame)]
    if not told:
        return GeoDataFrame({"parcel": pd.Series(dtype="str")}, geometry=[], crs=LON_LAT)
    return GeoDataFrame(pd.concat(told, ignore_index=True), geometry="geometry", crs=LON_LAT)
