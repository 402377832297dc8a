"""Sites that were added to those that the sources list, and those that were taken away.

Both stay so whenever the catalogue is built again, until the sources say the same: a site that a
source lists by now goes by the source, and one that none lists any more need not be taken away. A
site that was taken away and added again is as it was added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config import SiteSource
from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.raw import Raw
from sitesel.catalogue.revisions.revision import ADDED, GONE, Revision
from sitesel.catalogue.revisions.state import State
from sitesel.catalogue.snapshot import LONLAT
from sitesel.catalogue.spelling import spelled
from sitesel.errors import CatalogueError
from sitesel.findings import Finding
from sitesel.layers.layer import Layer, Provenance, SourceFile
from sitesel.schema import SITE_KINDS, Attribute, Schema, SiteKind

ADDED_SOURCE = "added-by-revision"
"""What the manifest and the findings call the sites that were added."""

Key = tuple[SiteKind, str]


@dataclass(frozen=True, eq=False)
class Roll:
    """Which sites were added and which taken away, by the last revision that tells so.

    Parameters
    ----------
    added, gone
        By kind and id. One that is in both was taken away from the sources and added again.
    """

    added: Mapping[Key, Revision] = field(default_factory=dict)
    gone: Mapping[Key, Revision] = field(default_factory=dict)

    @property
    def revisions(self) -> list[Revision]:
        """All of them; those that took away stand first."""
        return [*self.gone.values(), *self.added.values()]

    def after(self, revisions: Iterable[Revision]) -> Roll:
        """Return it after some more revisions, the earliest first."""
        added, gone = dict(self.added), dict(self.gone)
        for each in revisions:
            key = (each.sites, each.site)
            if each.attribute == ADDED:
                added[key] = each
            elif each.attribute == GONE:
                added.pop(key, None)
                gone[key] = each
        return Roll(added, gone)

    def folded(self, raws: Sequence[Raw], schema: Schema) -> tuple[list[Raw], Roll]:
        """Return the sources with what was added and without what was taken away.

        Returns
        -------
        raws, roll
            The second holds what still is another than the sources say.
        """
        if not self.revisions:
            return list(raws), self
        listed = {(raw.role, site) for raw in raws for site in _ids(raw)}
        gone = {key: each for key, each in self.gone.items() if key in listed}
        added = {key: each for key, each in self.added.items() if key not in listed or key in gone}
        left = [_without(raw, {site for kind, site in gone if kind == raw.role}) for raw in raws]
        for kind in SITE_KINDS:
            own = [each for (of, _), each in sorted(added.items()) if of == kind]
            left += [_raw(kind, own, schema.of(kind))] if own else []
        return left, Roll(added, gone)


def roll_of(catalogue: Catalogue | None) -> Roll:
    """Return what was added and taken away in a state and all before it."""
    state = None if catalogue is None or catalogue.revised is None else catalogue.revised.state
    found: list[Revision] = []
    while state is not None and catalogue is not None:
        found += reversed(state.revisions)
        try:
            state = State.read(catalogue.path.parent / state.before)
        except CatalogueError:
            state = None
    return Roll().after(reversed(found))


def _ids(raw: Raw) -> list[str]:
    """Return the ids of a source as it tells them; "" where it tells none."""
    source = raw.source
    if not isinstance(source, SiteSource) or source.id is None:
        return []
    seen = spelled(raw.layer.frame[source.id])
    ids: list[str] = np.array([*seen.words, ""], dtype=object)[seen.codes].tolist()
    return ids


def _without(raw: Raw, gone: set[str]) -> Raw:
    ids = _ids(raw) if gone else []
    keep = np.array([site not in gone for site in ids], dtype=bool)
    if not ids or keep.all():
        return raw
    count = int((~keep).sum())
    layer = raw.layer.with_frame(
        raw.layer.frame[keep], Finding("gone-by-revision", raw.name, count=count)
    )
    return Raw(raw.role, raw.source, layer, raw.rows)


def _raw(kind: SiteKind, added: Sequence[Revision], schema: Schema) -> Raw:
    """Return sites that were added as a source tells its own."""
    told: list[Mapping[str, Any]] = [_told(each) for each in added]
    frame: dict[str, Any] = {"id": [each.site for each in added]}
    mappings: dict[str, ColumnMapping] = {}
    for name, attribute in schema.items():
        values = [each["values"].get(name) for each in told]
        is_read = attribute.source == "declared" and not attribute.on_demand
        if is_read and any(value is not None for value in values):
            columns, mappings[name] = _column(attribute, values)
            frame |= columns
    shapes = GeoSeries.from_wkt([each["outline"] for each in told], crs=LONLAT)
    text = json.dumps([each.to_dict() for each in added], sort_keys=True, ensure_ascii=False)
    file = SourceFile(ADDED_SOURCE, hashlib.sha256(text.encode()).hexdigest())
    source = SiteSource(
        path=ADDED_SOURCE,
        id="id",
        columns=mappings,
        date=max(each.when for each in added)[:10],
    )
    layer = Layer(
        ADDED_SOURCE,
        GeoDataFrame(frame, geometry=shapes.to_numpy(), crs=LONLAT),
        (),
        Provenance(ADDED_SOURCE, "sitesel", (file,)),
    )
    return Raw(kind, source, layer, len(added))


def _told(revision: Revision) -> Mapping[str, Any]:
    if not isinstance(revision.new, Mapping):
        raise TypeError(f"the revision that adds {revision.site} does not tell what it is")
    return revision.new


def _column(attribute: Attribute, values: Sequence[Any]) -> tuple[dict[str, Any], ColumnMapping]:
    """Return values as JSON has them as columns of a source, and where they are."""
    name = attribute.name
    match attribute.kind:
        case "interval":
            ends: list[Mapping[str, Any]] = [value or {} for value in values]
            columns: dict[str, Any] = {
                f"{name}:lower": np.array([end.get("lower") for end in ends], np.float64),
                f"{name}:upper": np.array([end.get("upper") for end in ends], np.float64),
                f"{name}:from": [">" if end.get("lower_open") else "≥" for end in ends],
                f"{name}:to": ["<" if end.get("upper_open") else "≤" for end in ends],
            }
            lower, upper, lower_sign, upper_sign = columns
            return columns, ColumnMapping(
                lower=lower, upper=upper, lower_sign=lower_sign, upper_sign=upper_sign
            )
        case "quantity":
            return {name: np.array(values, np.float64)}, ColumnMapping(column=name)
        case "flag":
            words = [None if value is None else "yes" if value else "no" for value in values]
            return {name: pd.Series(words, dtype=object)}, ColumnMapping(column=name)
        case _:
            return {name: pd.Series(list(values), dtype=object)}, ColumnMapping(column=name)
