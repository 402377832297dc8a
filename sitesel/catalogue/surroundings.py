"""Facilities, constraint areas, land and context: what lies around the sites of a catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS

from sitesel.attributes.overlay import dissolve
from sitesel.catalogue.config import (
    BuildConfig,
    ConstraintSource,
    ContextSource,
    FacilitySource,
)
from sitesel.catalogue.enrich import Facilities, Surroundings
from sitesel.catalogue.families import facility_labels, radii
from sitesel.catalogue.ids import stable_ids
from sitesel.catalogue.manifest import SourceRecord
from sitesel.catalogue.raw import Raw, together
from sitesel.catalogue.shore import SHORE_ROLES, described_shore, waterside
from sitesel.catalogue.source import Source
from sitesel.catalogue.spelling import spelled
from sitesel.catalogue.validate import validate_surroundings
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.catalogue.wharves import wharf_columns
from sitesel.crs import to_crs
from sitesel.findings import Finding

LINKS = ("mainland", "bridged", "planned", "none")
_POLYGONS = ("constraints", "land")


@dataclass(frozen=True, eq=False)
class Around:
    """The layers around the sites, in the measuring CRS, as a catalogue holds them.

    Parameters
    ----------
    facilities
        id, kind, name, name_zh, name_en, source, accuracy_m, and what wharves tell.
    constraint_areas
        layer, name.
    land
        name, name_zh, name_en, fixed_link; None where there is none.
    context
        kind, name, fixed_link, type, depth; the land and the shore are in it.
    shore
        By role (see `SHORE_ROLES`), as `described_shore` has it.
    findings, records
        What was noticed, and what became of each source.
    """

    facilities: GeoDataFrame
    constraint_areas: GeoDataFrame
    land: GeoDataFrame | None
    context: GeoDataFrame
    shore: Mapping[str, GeoDataFrame]
    findings: tuple[Finding, ...]
    records: tuple[SourceRecord, ...]

    def surroundings(self, config: BuildConfig) -> Surroundings:
        """Return the tables that sites are measured against."""
        facilities = {
            kind: _of_kind(self.facilities, kind, radii(config, kind))
            for kind in facility_labels(config)
        }
        areas = self.constraint_areas
        layers = {c.name: areas.geometry[areas["layer"] == c.name] for c in config.constraints}
        excluding = tuple(c.name for c in config.constraints if c.excludes)
        union = [layers[name] for name in excluding]
        return Surroundings(
            facilities=facilities,
            covers={name: dissolve(layer) for name, layer in layers.items()},
            excluding=excluding,
            excluded=dissolve(*union) if len(union) > 1 else None,
            land=self.land,
            waterside=waterside(config, self.shore, self.land),
        )


def _of_kind(facilities: GeoDataFrame, kind: str, counted: tuple[float, ...]) -> Facilities:
    chosen = facilities[facilities["kind"] == kind]
    return Facilities(tuple(chosen["id"]), chosen.geometry.reset_index(drop=True), counted)


def around(raws: Sequence[Raw], crs: CRS, tolerances: Tolerances) -> Around:
    """Examine the layers around the sites and give them the columns of a catalogue."""
    frames: dict[str, list[GeoDataFrame]] = {"facilities": [], "constraints": [], "context": []}
    land: GeoDataFrame | None = None
    shore: dict[str, GeoDataFrame] = {}
    findings: list[Finding] = []
    records: list[SourceRecord] = []
    for raw in raws:
        if raw.role not in (*frames, *SHORE_ROLES, "land"):
            continue
        frame, told = _examined(raw, crs, tolerances)
        findings += [*raw.layer.findings, *told]
        made, told = _described(raw, frame)
        findings += told
        records.append(raw.record(len(made)))
        if raw.role == "land":
            land = made
        elif raw.role in SHORE_ROLES:
            shore[raw.role] = made
        else:
            frames[raw.role].append(made)
    context = frames["context"] if land is None else [land.assign(kind="land"), *frames["context"]]
    context += [shore["shore"].assign(kind="shore")] if "shore" in shore else []
    return Around(
        facilities=_told_apart(_whole(frames["facilities"], ("id", "kind"), crs)),
        constraint_areas=_whole(frames["constraints"], ("layer", "name"), crs),
        land=land,
        context=_whole(context, ("kind", "name"), crs),
        shore=shore,
        findings=tuple(findings),
        records=tuple(records),
    )


def _whole(frames: list[GeoDataFrame], columns: tuple[str, ...], crs: CRS) -> GeoDataFrame:
    if not frames:
        return GeoDataFrame(
            {name: pd.Series(dtype="str") for name in columns}, geometry=[], crs=crs
        )
    return together(frames)


def _told_apart(facilities: GeoDataFrame) -> GeoDataFrame:
    """Put the kind before ids that several kinds share, and a number behind what is left."""
    if facilities.empty:
        return facilities
    ids = facilities["id"]
    shared = ids.duplicated(keep=False)
    ids = ids.where(~shared, facilities["kind"] + "-" + ids)
    again = ids.groupby(ids).cumcount()
    numbered = ids + "-" + (again + 1).astype("str")
    return facilities.assign(id=ids.where(again == 0, numbered))


def _examined(raw: Raw, crs: CRS, tolerances: Tolerances) -> tuple[GeoDataFrame, Sequence[Finding]]:
    frame = raw.layer.frame
    metric = frame.set_geometry(to_crs(frame.geometry, crs))
    if not len(metric):
        return metric, [Finding("empty-layer", raw.name, count=0)]
    found = validate_surroundings(
        metric,
        layer=raw.name,
        polygons=raw.role in _POLYGONS,
        drawn=frame.geometry,
        tolerances=tolerances,
    )
    return found.frame, found.findings


def _described(raw: Raw, frame: GeoDataFrame) -> tuple[GeoDataFrame, list[Finding]]:
    """Return the columns of a catalogue, and what could not be read."""
    source = raw.source
    findings: list[Finding] = []
    columns: dict[str, Any] = {name: _words(frame, source, name) for name in source.columns}
    if isinstance(source, FacilitySource):
        kinds = _kinds(raw, frame, source, findings)
        keep = np.array([kind is not None for kind in kinds], dtype=bool)
        frame, kinds = frame[keep], kinds[keep]
        columns = {name: words[keep] for name, words in columns.items()}
        berths, told = wharf_columns(raw, frame)
        findings += told
        columns = _facility(frame, source, kinds, columns) | berths
    elif isinstance(source, ConstraintSource):
        columns = {"layer": source.name, "name": columns.get("name")}
    elif raw.role in SHORE_ROLES:
        columns, findings = described_shore(raw, frame)
    elif isinstance(source, ContextSource):
        columns = {"kind": source.kind, "name": columns.get("name")}
    else:
        columns = _land(raw, frame, columns, findings)
    kept = {name: words for name, words in columns.items() if words is not None}
    made = GeoDataFrame(kept, geometry=frame.geometry.to_numpy(), crs=frame.crs, index=frame.index)
    return made, findings


def _words(frame: GeoDataFrame, source: Source, name: str) -> NDArray[Any]:
    mapping = source.columns[name]
    if mapping.column is None:
        return np.full(len(frame), mapping.constant, dtype=object)
    seen = spelled(frame[mapping.column], unknown=mapping.unknown, split=mapping.split)
    meanings = mapping.values  # noqa: PD011
    meant = [meanings.get(word, word) for word in seen.words]
    return np.array([*meant, None], dtype=object)[seen.codes]


def _kinds(
    raw: Raw, frame: GeoDataFrame, source: FacilitySource, findings: list[Finding]
) -> NDArray[Any]:
    if source.kind_column is None:
        return np.full(len(frame), source.kind, dtype=object)
    seen = spelled(frame[source.kind_column])
    meant: list[str | None] = []
    counts = seen.counts()
    for i, word in enumerate(seen.words):
        kind = source.kind_values.get(word, word)
        meant.append(kind if kind in source.kinds else None)
        if kind not in source.kinds:
            facts = {"value": word}
            findings.append(
                Finding(
                    "unknown-facility-kind",
                    raw.name,
                    column=source.kind_column,
                    count=int(counts[i]),
                    facts=facts,
                )
            )
    if blank := int((seen.codes < 0).sum()):
        findings.append(
            Finding(
                "unknown-facility-kind",
                raw.name,
                column=source.kind_column,
                count=blank,
                facts={"value": ""},
            )
        )
    return np.array([*meant, None], dtype=object)[seen.codes]


def _facility(
    frame: GeoDataFrame, source: FacilitySource, kinds: NDArray[Any], columns: dict[str, Any]
) -> dict[str, Any]:
    told = columns.get("id")
    values = frame.drop(columns=frame.geometry.name)
    ids = stable_ids(None if told is None else pd.Series(told), frame.geometry, values)
    prefixed = [
        f"{kind}-{identity.removeprefix('x')}" if made else identity
        for kind, identity, made in zip(kinds, ids.ids, ids.made, strict=True)
    ]
    names = [columns[key] for key in ("name", "name_zh", "name_en") if key in columns]
    accuracy = pd.to_numeric(pd.Series(columns.get("accuracy_m")), errors="coerce")
    return {
        "id": prefixed,
        "kind": kinds,
        "name": _first(names, prefixed),
        "name_zh": columns.get("name_zh"),
        "name_en": columns.get("name_en"),
        "source": columns.get("source", source.called),
        "accuracy_m": accuracy.to_numpy() if "accuracy_m" in columns else None,
    }


def _first(several: list[NDArray[Any]], fallback: Sequence[str]) -> list[str]:
    """Return the first of the names that is told, for each row."""
    rows = zip(*several, fallback, strict=True)
    return [next(name for name in row if name is not None) for row in rows]


def _land(
    raw: Raw, frame: GeoDataFrame, columns: dict[str, Any], findings: list[Finding]
) -> dict[str, Any]:
    made = stable_ids(None, frame.geometry, frame.drop(columns=frame.geometry.name)).ids
    told = [columns[key] for key in ("name", "name_zh", "name_en") if key in columns]
    names = _first(told, made.tolist())
    links = columns.get("fixed_link", np.full(len(frame), None, dtype=object))
    strange = [link is not None and link not in LINKS for link in links]
    counts = pd.Series(links[strange]).value_counts().sort_index()
    for word, count in counts.items():
        facts = {"value": str(word), "attribute": "fixed_link"}
        column = raw.source.columns["fixed_link"].column
        findings.append(
            Finding("unmapped-value", raw.name, column=column, count=int(count), facts=facts)
        )
    links = np.where(strange, None, links)
    return {
        "name": names,
        "name_zh": columns.get("name_zh"),
        "name_en": columns.get("name_en"),
        "fixed_link": links,
    }
