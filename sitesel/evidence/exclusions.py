"""The geometry behind rules: what overlaps, what is left, and how far it is from where to where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from sitesel.attributes.exclusion import (
    Protected,
    Shapes,
    closest_lines,
    outside_parts,
    overlap_parts,
)
from sitesel.attributes.rings import rings
from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.measured_rules import rule_ground
from sitesel.catalogue.rule_changes import (
    ROUNDED,
    VERDICTS,
    found_of,
    rule_book_of,
    verdicts,
)
from sitesel.catalogue.rules import Standing
from sitesel.catalogue.suggestion import unknown_word
from sitesel.crs import LON_LAT, named_crs, to_crs
from sitesel.errors import RequirementError
from sitesel.evidence.asked_rules import rules_asked
from sitesel.requirement import Requirement
from sitesel.rule import Rule
from sitesel.schema import SiteKind

COLUMNS = (
    "parcel", "rule", "title_zh", "title_en", "document_zh", "document_en", "clause_zh",
    "clause_en", "operator", "severity", "relaxable", "state", "outcome", "found", "threshold",
    "unit", "area", "slivers", "left", "distance", "from_lon", "from_lat", "to_lon", "to_lat",
)  # fmt: skip


class UnknownRule(RequirementError):
    """A rule is asked for that the catalogue does not have."""

    code = "unknown-rule"


def exclusions(
    catalogue: Catalogue,
    parcels: Sequence[str],
    *,
    sites: SiteKind = "parcels",
    only: Collection[str] | None = None,
    requirement: Requirement | None = None,
) -> GeoDataFrame:
    """Show what each rule of a catalogue finds at some parcels.

    Parameters
    ----------
    catalogue
        Built with rules; without any there is no row.
    parcels
        Ids, in the order wanted.
    only
        Ids of the rules wanted; all that are measured when None.
    requirement
        What the parcels are held to. Without one each rule stands as in the catalogue.

    Returns
    -------
    exclusions
        One row for each parcel and rule, parcels first, in OGC:CRS84:

        - `rule`, `title_*`, `document_*`, `clause_*`, `operator`, `severity`, `relaxable`, `state`
          (how the rule stands; only `in_force` judges by default). With a requirement: `asked`
          where that adds the rule or gives a threshold, `not_asked` where it leaves one out;
        - `outcome` by the rule's own words: holds, fails, evaluate, unknown, not_judged; `found`
          with `threshold` in `unit`, NaN when not known. With a requirement outcome and threshold
          are those that it judges by, and what it does not ask is not judged;
        - `found` is the catalogue's own number; what is drawn comes of its rounded outlines, where
          parts of less than 0.1 m² are left out;
        - `area`: m² that overlap (that lie outside, for an `outside` rule), all parts counted;
          `slivers`: m² of it that count as drawing error; `left`: the rest of the parcel;
        - `distance`: m to the nearest of what is protected, 0 where it overlaps, with both ends
          (`from_*` on the parcel);
        - `geometry`: what overlaps (lies outside); for a rule on distance or wind the shortest
          line; None where there is nothing.

    Raises
    ------
    ParcelNotFound
        There is none of that id.
    UnknownRule
        The catalogue has no rule of an id in `only`.
    """
    book = rule_book_of(catalogue)
    known = [standing.rule.id for standing in book.standings] if book else []
    for name in only or ():
        if name not in known:
            meant = unknown_word(name, known)
            raise UnknownRule(f"no rule {name!r}; {meant.en}", f"没有规则 {name!r}；{meant.zh}")
    table = catalogue.columns(sites)
    rows = np.array([table.row(parcel) for parcel in parcels], dtype=np.int64)
    standings = [
        standing
        for standing in (book.standings if book else ())
        if standing.is_measured
        and standing.attribute in table  # and not hidden from whoever asks
        and (only is None or standing.rule.id in only)
    ]
    if book is None or not standings or not len(rows):
        nothing = {name: pd.Series(dtype="object") for name in COLUMNS}
        return GeoDataFrame(nothing, geometry=[], crs=LON_LAT)
    crs = named_crs(catalogue.manifest.crs)
    some = to_crs(catalogue.geometry(sites, rows), crs)
    areas, facilities = catalogue.constraint_areas(), catalogue.facilities()
    ground = rule_ground(
        book,
        standings,
        areas.set_geometry(to_crs(areas.geometry, crs)),
        facilities.set_geometry(to_crs(facilities.geometry, crs)),
    )
    flat = rings(some)
    asked = None if requirement is None else rules_asked(requirement, table, rows, standings)
    frames = []
    for standing, (rule, protected) in zip(standings, ground.protected, strict=True):
        column = table[standing.attribute or ""]
        told = _told(standing, len(some)) | _shown(rule, protected, some, flat.area)
        told["parcel"] = list(parcels)
        told["found"] = found_of(column)[rows]
        told["outcome"] = [VERDICTS[code] for code in verdicts(rule, column)[rows]]
        told |= {} if asked is None else asked.told(standing)
        if rule.operator in ("overlap", "outside"):
            off = told["area"] - told["found"]
            told["slivers"] = np.where(off > ROUNDED, off, off * 0.0)
        frames.append(pd.DataFrame(told))
    whole = pd.concat(frames, ignore_index=True)
    # by parcel, and the rules of each in the order of the book
    order = np.arange(len(whole)).reshape(len(standings), len(some)).T.ravel()
    whole = whole.iloc[order].reset_index(drop=True)
    shapes = GeoSeries(whole.pop("geometry").to_numpy(), crs=crs)
    return GeoDataFrame(whole[list(COLUMNS)], geometry=to_crs(shapes, LON_LAT), crs=LON_LAT)


def _told(standing: Standing, count: int) -> dict[str, Any]:
    rule = standing.rule
    same = {
        "rule": rule.id,
        "title_zh": rule.title.zh,
        "title_en": rule.title.en,
        "document_zh": rule.document.zh,
        "document_en": rule.document.en,
        "clause_zh": rule.clause.zh,
        "clause_en": rule.clause.en,
        "operator": rule.operator,
        "severity": rule.severity,
        "relaxable": rule.relaxable,
        "state": standing.state,
        "threshold": np.nan if rule.threshold is None else rule.threshold,
        "unit": rule.unit,
    }
    return {name: [value] * count for name, value in same.items()}


def _shown(
    rule: Rule, protected: Protected, parcels: GeoSeries, whole: NDArray[np.float64]
) -> dict[str, Any]:
    """Return areas, distance and geometry in the measuring CRS."""
    shapes = parcels.to_numpy()
    lines, _ = closest_lines(shapes, protected)
    there = ~shapely.is_missing(lines)
    distance = np.full(len(shapes), np.nan)
    distance[there] = shapely.length(lines[there])
    ends = np.full((len(shapes), 4), np.nan)
    if there.any():
        lonlat = to_crs(GeoSeries(lines[there], crs=parcels.crs), LON_LAT)
        ends[there] = shapely.get_coordinates(lonlat.to_numpy()).reshape(-1, 4)
    told: dict[str, Any] = {
        "distance": distance,
        "from_lon": ends[:, 0],
        "from_lat": ends[:, 1],
        "to_lon": ends[:, 2],
        "to_lat": ends[:, 3],
        "area": np.full(len(shapes), np.nan),
        "slivers": np.full(len(shapes), np.nan),
        "left": np.full(len(shapes), np.nan),
    }
    lines[~(distance > 0)] = None
    told["geometry"] = lines
    if rule.operator in ("overlap", "outside"):
        measure = overlap_parts if rule.operator == "overlap" else outside_parts
        areal = np.flatnonzero(np.isfinite(whole))
        parts, owner = measure(shapes[areal], protected)
        seen = shapely.area(parts) > ROUNDED
        parts, owner = parts[seen], owner[seen]
        area = np.bincount(owner, weights=shapely.area(parts), minlength=len(areal))
        told["area"][areal] = area
        told["left"][areal] = np.maximum(whole[areal] - area, 0.0)
        told["geometry"] = _gathered(parts, areal[owner], len(shapes))
    return told


def _gathered(parts: Shapes, owner: NDArray[np.int64], count: int) -> Shapes:
    """Put the parts of each parcel together; None where it has none."""
    shapes = np.full(count, None, dtype=object)
    for row in np.unique(owner):
        own = parts[owner == row]
        shapes[row] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return shapes
