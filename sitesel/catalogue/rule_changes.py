"""What the rules of two days say of the same parcels, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

import numpy as np
from geopandas import GeoSeries
from numpy.typing import NDArray

from sitesel.attributes.rings import Rings, rings
from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.measured_rules import rule_column, rule_ground
from sitesel.catalogue.rule_sets import RuleChange, changes
from sitesel.catalogue.rules import RuleBook, Standing
from sitesel.columns import CategoryColumn, Column, QuantityColumn
from sitesel.crs import named_crs, to_crs
from sitesel.language import Text
from sitesel.rule import Rule
from sitesel.schema import SiteKind

Verdict = Literal["holds", "fails", "evaluate", "unknown", "not_judged"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
VERDICT_LABELS: Mapping[Verdict, Text] = {
    "holds": Text("符合", "holds"),
    "fails": Text("不符合", "fails"),
    "evaluate": Text("需评估", "needs an evaluation"),
    "unknown": Text("未知", "not known"),
    "not_judged": Text("未判定", "not judged"),
}
ROUNDED = 0.1
"""m²: outlines in a catalogue are rounded to 1e-9 degrees, and less than this may come of it."""
_HOLDS, _FAILS, _EVALUATE, _UNKNOWN, _NOT_JUDGED = range(len(VERDICTS))

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Judged:
    """What one version of a rule says of one parcel.

    Parameters
    ----------
    verdict
        One of `VERDICTS`.
    found
        m² or m; of a rule on the wind 1 where it holds and 0 where not; None when not known.
    """

    verdict: Verdict
    found: float | None


@dataclass(frozen=True, slots=True)
class ParcelChange:
    """A parcel of which two versions of a rule say something else."""

    parcel: str
    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """A rule that differs between two days, and the parcels whose verdict that changes.

    Parameters
    ----------
    change
        The versions.
    before, after
        How the rule stood and stands; None where it was unknown to the catalogue.
    counts
        How many parcels went from one verdict to another.
    parcels
        These parcels, in catalogue order.
    """

    change: RuleChange
    before: Standing | None
    after: Standing | None
    counts: Mapping[tuple[Verdict, Verdict], int]
    parcels: tuple[ParcelChange, ...]


def rule_book_of(catalogue: Catalogue) -> RuleBook | None:
    """Return the rules of a catalogue; None where it was built without any."""
    told = catalogue.manifest.options.get("rules")
    return RuleBook.from_dict(told) if told else None


def rule_effects(
    catalogue: Catalogue, before: date, after: date, *, sites: SiteKind = "parcels"
) -> tuple[RuleEffect, ...]:
    """Measure the versions of two days on the same parcels.

    A version is judged by its own words, confirmed or not: this is where the effect of a draft is
    seen.

    Returns
    -------
    effects
        Of the rules that differ, in the order of the rules; none where the catalogue has none.
    """
    book = rule_book_of(catalogue)
    if book is None:
        return ()
    differing = changes(book.versions, before, after)
    ground = _Ground(catalogue, book, sites) if differing else None
    effects = []
    for change in differing:
        then = _standing(book, change.id, before) if change.before else None
        now = _standing(book, change.id, after) if change.after else None
        if ground is not None:
            effects.append(_effect(ground, change, then, now))
    return tuple(effects)


def verdicts(rule: Rule, column: Column) -> Codes:
    """Judge every parcel by one rule.

    Returns
    -------
    verdicts
        Positions in `VERDICTS`, shape (n,). A note is not judged.
    """
    found = found_of(column)
    if rule.is_note:
        return np.full(len(found), _NOT_JUDGED, np.int8)
    against = np.int8(_EVALUATE if rule.severity == "evaluate" else _FAILS)
    if rule.operator == "downwind":
        broken = found == 0
    elif rule.operator == "within":
        broken = found < (rule.threshold or 0.0)
    else:
        broken = found > (rule.threshold or 0.0)
    told = np.where(broken, against, np.int8(_HOLDS))
    return np.where(np.isnan(found), np.int8(_UNKNOWN), told).astype(np.int8)


def found_of(column: Column) -> Floats:
    """Return what was measured as numbers, NaN when not known; a flag is 0 or 1."""
    if isinstance(column, CategoryColumn):
        return np.where(column.codes < 0, np.nan, column.codes).astype(np.float64)
    if isinstance(column, QuantityColumn):
        return column.values
    raise TypeError(type(column).__name__)


class _Ground:
    """The parcels of a catalogue in metres, and what they are measured against."""

    def __init__(self, catalogue: Catalogue, book: RuleBook, sites: SiteKind) -> None:
        crs = named_crs(catalogue.manifest.crs)
        self.book = book
        self.columns = catalogue.columns(sites)
        self.sites: GeoSeries = to_crs(catalogue.geometry(sites), crs)
        self.flat: Rings = rings(self.sites)
        areas, facilities = catalogue.constraint_areas(), catalogue.facilities()
        self.areas = areas.set_geometry(to_crs(areas.geometry, crs))
        self.facilities = facilities.set_geometry(to_crs(facilities.geometry, crs))

    def judged(self, standing: Standing | None) -> tuple[Codes, Floats]:
        """Return verdicts and what was measured."""
        nothing = np.full(len(self.sites), np.nan)
        if standing is None or not standing.is_measured:
            return np.full(len(self.sites), _NOT_JUDGED, np.int8), nothing
        column = self._stored(standing) or self._measured(standing)
        return verdicts(standing.rule, column), found_of(column)

    def _stored(self, standing: Standing) -> Column | None:
        """Return the column of the catalogue where it measures the same."""
        for own in self.book.standings:
            same = own.is_measured and _measure(own) == _measure(standing)
            if same and own.attribute is not None and own.attribute in self.columns:
                return self.columns[own.attribute]
        return None

    def _measured(self, standing: Standing) -> Column:
        rule = replace(standing.rule, sliver=max(standing.rule.sliver, ROUNDED))
        asked = replace(standing, rule=rule)
        ground = rule_ground(self.book, [asked], self.areas, self.facilities)
        ((_, protected),) = ground.protected
        return rule_column(self.sites, self.flat, rule, protected, ground.winds)


def _measure(standing: Standing) -> tuple[object, ...]:
    """Return what the number of a rule hangs on."""
    rule = standing.rule
    radius = rule.threshold if rule.operator == "downwind" else None
    return rule.operator, standing.layers, standing.kinds, rule.sliver, radius


def _standing(book: RuleBook, name: str, day: date) -> Standing:
    return next(standing for standing in book.on(day) if standing.rule.id == name)


def _effect(
    ground: _Ground, change: RuleChange, then: Standing | None, now: Standing | None
) -> RuleEffect:
    old, old_found = ground.judged(then)
    new, new_found = ground.judged(now)
    rows = np.flatnonzero(old != new)
    parcels = tuple(
        ParcelChange(
            ground.columns.ids[row].as_py(),
            _judged(old, old_found, row),
            _judged(new, new_found, row),
        )
        for row in rows.tolist()
    )
    counts = Counter((each.before.verdict, each.after.verdict) for each in parcels)
    ordered = sorted(counts.items(), key=lambda item: [VERDICTS.index(v) for v in item[0]])
    return RuleEffect(change, then, now, dict(ordered), parcels)


def _judged(codes: Codes, found: Floats, row: int) -> Judged:
    number = float(found[row])
    return Judged(VERDICTS[codes[row]], None if np.isnan(number) else number)


def standing_wire(standing: Standing, label: Text) -> dict[str, Any]:
    """Return how a rule stands as plain data for the wire."""
    return {
        **standing.rule.to_dict(),
        "state": standing.state,
        "state_label": {"zh": label.zh, "en": label.en},
        "attribute": standing.attribute,
        "layers": list(standing.layers),
        "facility_kinds": list(standing.kinds),
    }


def effect_wire(effect: RuleEffect, *, most: int) -> dict[str, Any]:
    """Return an effect as plain data for the wire; no more than `most` parcels."""
    known = effect.change.after or effect.change.before
    title = known.title if known else Text.of(effect.change.id)
    return {
        "id": effect.change.id,
        "title": {"zh": title.zh, "en": title.en},
        "before": effect.change.before.to_dict() if effect.change.before else None,
        "after": effect.change.after.to_dict() if effect.change.after else None,
        "differs": list(effect.change.fields),
        "counts": [
            {"before": old, "after": new, "parcels": many}
            for (old, new), many in effect.counts.items()
        ],
        "total": len(effect.parcels),
        "parcels": [
            {
                "id": each.parcel,
                "before": {"verdict": each.before.verdict, "found": each.before.found},
                "after": {"verdict": each.after.verdict, "found": each.after.found},
            }
            for each in effect.parcels[:most]
        ],
    }
