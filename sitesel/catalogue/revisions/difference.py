"""What an upload would change: new, changed value by value, moved by how much, gone, and findings.

Looking changes nothing. Where the file's cell is empty the catalogue keeps what it has.
"""

# `values` here is no pandas attribute

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config import SiteSource
from sitesel.catalogue.declared import declared
from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.revisions.life_cycle import check_step
from sitesel.catalogue.revisions.outlined import outlining
from sitesel.catalogue.revisions.revision import Change, Plain
from sitesel.catalogue.revisions.value import plain
from sitesel.catalogue.snapshot import LONLAT, lonlat
from sitesel.catalogue.spelling import plain as word_of
from sitesel.catalogue.suggestion import unknown_word
from sitesel.catalogue.validate import validate
from sitesel.columns import Columns, Value
from sitesel.crs import to_crs
from sitesel.errors import RevisionRefused, UploadRefused
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.layers import Layer, ReadOptions, read_layer
from sitesel.layers.georeference import georeference
from sitesel.schema import Attribute, Schema, SiteKind

STILL = 0.01
"""Metres by which a boundary may differ and count as where it was: surveying promises no less."""

_IDS = ("id", "编号", "地块编号", "标识", "宗地号", "厂房编号", "parcel", "parcel_id")


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that would be another."""

    site: str
    attribute: str
    old: Plain
    new: Plain


@dataclass(frozen=True, slots=True)
class Moved:
    """An outline that would be another.

    Parameters
    ----------
    site
        Which.
    metres
        How far the boundary lies from where it was, where it is farthest (Hausdorff).
    area_before, area_after
        In the catalogue's CRS; m².
    """

    site: str
    metres: float
    area_before: float
    area_after: float


@dataclass(frozen=True, slots=True)
class RefusedStep:
    """A change that the life of a parcel does not allow."""

    site: str
    attribute: str
    why: Text


@dataclass(frozen=True, eq=False)
class Difference:
    """What an upload would change.

    Parameters
    ----------
    catalogue
        Id of the catalogue that it was held against.
    sites
        Of what kind.
    source, sha256, rows
        The file, its digest, and how many rows it has.
    changed, moved, new, gone
        In catalogue order, then as the file has them. `gone` is only told of a whole list.
    unchanged
        How many sites of the file are in the catalogue just so.
    refused
        Changes that can't be made; while there are any, nothing can be published.
    columns
        By attribute, the column that it was read from.
    unread
        Columns that mean nothing here.
    findings
        What was noticed about the file, and about the outlines in it.
    outlines
        Of the moved and the new, by id, in OGC:CRS84.
    drawn, crs
        The same in the measuring CRS, as the file draws them.
    told
        What the file tells of the new, by id and attribute.
    """

    catalogue: str
    sites: SiteKind
    source: str
    sha256: str
    rows: int
    changed: tuple[Changed, ...] = ()
    moved: tuple[Moved, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: int = 0
    refused: tuple[RefusedStep, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    outlines: Mapping[str, Any] = field(default_factory=dict)
    drawn: Mapping[str, Any] = field(default_factory=dict)
    crs: str = ""
    told: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)

    def check(self) -> None:
        """Check that it can be published.

        Raises
        ------
        UploadRefused
            Some can't be made.
        """
        if self.refused:
            raise UploadRefused(
                "nothing can be published: " + "; ".join(r.why.en for r in self.refused[:5]),
                "无法发布：" + "；".join(r.why.zh for r in self.refused[:5]),
            )

    def changes(
        self, *, outlines: bool = False, document: str | None = None, note: str | None = None
    ) -> list[Change]:
        """Return the changes that publishing it makes.

        Parameters
        ----------
        outlines
            Whether those that moved are among them, besides the values.
        document, note
            On what it rests (the file), and why.

        Raises
        ------
        UploadRefused
            Some can't be made.
        """
        self.check()
        document = document or self.source
        values = [
            Change(each.site, each.attribute, each.new, document, note, self.sites)
            for each in self.changed
        ]
        moved = [
            outlining(each.site, self.drawn[each.site], self.crs, sites=self.sites,
                      document=document, note=note)
            for each in self.moved
        ]  # fmt: skip
        return [*values, *moved] if outlines else values


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person tells about an upload.

    Parameters
    ----------
    sites
        What its rows are.
    whole
        Whether it lists all sites of the kind, so that those not in it are gone.
    id
        The column of the id; found by its name when not told.
    columns
        From attribute to column, as in a build config; found by names and labels when not told.
    options
        How to read the file: its layer, CRS, encoding, ….
    """

    sites: SiteKind = "parcels"
    whole: bool = False
    id: str | None = None
    columns: Mapping[str, ColumnMapping] | None = None
    options: ReadOptions = field(default_factory=ReadOptions)


def difference(catalogue: Catalogue, path: Path, asked: Asked | None = None) -> Difference:
    """Hold a file against a catalogue.

    Raises
    ------
    LayerError
        The file can't be read, or its CRS can't be settled.
    UploadRefused
        It has no column of ids, or ids that are not those of single sites.
    """
    asked = asked or Asked()
    kind = asked.sites
    layer = read_layer(path, asked.options)
    known = catalogue.columns(kind)
    schema = Schema(
        {n: a for n, a in known.schema.items() if a.source == "declared" and not a.on_demand}, {}
    )
    names = [str(name) for name in layer.frame.columns if name != layer.frame.geometry.name]
    if layer.frame.empty:
        raise UploadRefused(f"{layer.name} has no rows", f"{layer.name} 没有数据行")
    key = _id_column(layer, names, asked.id)
    mapping, unread = _mapping(names, schema, asked, key)
    ids = [word_of(value) if pd.notna(value) else "" for value in layer.frame[key]]
    _check_ids(layer, key, ids)
    rows = pc.index_in(pa.array(ids, known.ids.type), value_set=known.ids)
    rows = pc.fill_null(rows, -1).to_numpy().astype(np.int64)
    source = SiteSource(path=layer.provenance.source, id=key, columns=dict(mapping))
    told, findings = declared(layer.frame, source, schema, ids)
    table = Columns(kind, pa.array(ids, pa.string()), told, schema)
    changed, refused = _changed(table, known, rows, kind)
    moved, outlines, drawn, noticed = _moved(layer, catalogue, kind, key, ids, rows)
    touched = {c.site for c in changed} | {m.site for m in moved} | {r.site for r in refused}
    listed = np.zeros(known.count, np.bool_)
    listed[rows[rows >= 0]] = True
    return Difference(
        catalogue=catalogue.id,
        sites=kind,
        source=layer.provenance.source,
        sha256=layer.provenance.sha256,
        rows=len(ids),
        changed=tuple(changed),
        moved=tuple(moved),
        new=tuple(name for name, row in zip(ids, rows.tolist(), strict=True) if row < 0),
        gone=tuple(known.ids.filter(pa.array(~listed)).to_pylist()) if asked.whole else (),
        unchanged=sum(
            row >= 0 and name not in touched for name, row in zip(ids, rows.tolist(), strict=True)
        ),
        refused=tuple(refused),
        columns={name: ", ".join(each.columns.values()) for name, each in mapping.items()},
        unread=tuple(unread),
        findings=(*layer.findings, *findings, *noticed),
        outlines=outlines,
        drawn=drawn,
        crs=catalogue.manifest.crs,
        told=_told_of(table, rows),
    )


def _told_of(table: Columns, rows: NDArray[np.int64]) -> dict[str, dict[str, Plain]]:
    """Return what is told of the sites that the catalogue does not have."""
    return {
        table.ids[row].as_py(): {
            name: plain(value) for name in table if (value := table.value(name, row)) is not None
        }
        for row in np.flatnonzero(rows < 0).tolist()
    }


def _id_column(layer: Layer, names: Sequence[str], told: str | None) -> str:
    if told is not None and told in names:
        return told
    plain_names = {name.strip().casefold(): name for name in reversed(names)}
    found = next((plain_names[each] for each in _IDS if each in plain_names), None)
    if told is None and found is not None:
        return found
    meant = unknown_word(told or "id", names)
    raise UploadRefused(
        f"{layer.name} has no column {told or 'id'!r} that tells the parcels; {meant.en}",
        f"{layer.name} 没有标明地块编号的列 {told or 'id'!r}；{meant.zh}",
    )


def _mapping(
    names: Sequence[str], schema: Schema, asked: Asked, key: str
) -> tuple[dict[str, ColumnMapping], list[str]]:
    """Return from attribute to column, and the columns that mean nothing."""
    if asked.columns is not None:
        for name in asked.columns:
            _check_known(name, schema)
        used = {column for each in asked.columns.values() for column in each.columns.values()}
        for column in used - set(names):
            meant = unknown_word(column, names)
            raise UploadRefused(
                f"no column {column!r}; {meant.en}", f"没有列 {column!r}；{meant.zh}"
            )
        return dict(asked.columns), [n for n in names if n not in used and n != key]
    spelt: dict[str, Attribute] = {}
    for attribute in schema.values():
        for said in (attribute.label.en, attribute.label.zh, attribute.name):
            spelt[said.casefold()] = attribute
    found: dict[str, ColumnMapping] = {}
    unread = []
    for column in names:
        meant_ = spelt.get(column.strip().casefold())
        if column == key:
            continue
        if meant_ is None or meant_.name in found:
            unread.append(column)
        else:
            found[meant_.name] = ColumnMapping(column=column)
    return found, unread


def _check_known(name: str, schema: Schema) -> None:
    if name not in schema:
        meant = unknown_word(name, list(schema))
        raise UploadRefused(
            f"no attribute {name!r} that can be told; {meant.en}",
            f"没有可填报的属性 {name!r}；{meant.zh}",
        )


def _check_ids(layer: Layer, key: str, ids: Sequence[str]) -> None:
    blank = ids.count("")
    if blank:
        raise UploadRefused(
            f"{blank} of {len(ids)} rows of {layer.name} have no {key!r}; fill them in",
            f"{layer.name} 的 {len(ids)} 行中有 {blank} 行没有“{key}”；请补全",
        )
    seen: set[str] = set()
    again = [name for name in ids if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
    if again:
        told = ", ".join(dict.fromkeys(again[:5]))
        raise UploadRefused(
            f"{layer.name} tells of {told} more than once; keep one row each",
            f"{layer.name} 中 {told} 出现多次；每宗请只留一行",
        )


def _changed(
    table: Columns, known: Columns, rows: NDArray[np.int64], kind: SiteKind
) -> tuple[list[Changed], list[RefusedStep]]:
    """Return the values that differ, in catalogue order; only those are looked at one by one."""
    changed: list[Changed] = []
    refused: list[RefusedStep] = []
    for at in np.argsort(rows, kind="stable").tolist():
        row = int(rows[at])
        if row < 0:
            continue
        site = known.ids[row].as_py()
        for name in table:
            new = table.value(name, at)
            old: Value = known.value(name, row)
            if new is None or new == old:
                continue
            if name == "status":
                try:
                    check_step(site, old if isinstance(old, str) else None, str(new), kind)
                except RevisionRefused as error:
                    refused.append(RefusedStep(site, name, error.text))
                    continue
            changed.append(Changed(site, name, plain(old), plain(new)))
    return changed, refused


def _moved(
    layer: Layer,
    catalogue: Catalogue,
    kind: SiteKind,
    key: str,
    ids: Sequence[str],
    rows: NDArray[np.int64],
) -> tuple[list[Moved], dict[str, Any], dict[str, Any], list[Finding]]:
    """Return the outlines that moved, all that differ or are new, and what was noticed of them.

    The second is in OGC:CRS84, the third in the measuring CRS.
    """
    drawn = ~layer.frame.geometry.isna().to_numpy() & ~layer.frame.geometry.is_empty.to_numpy()
    if not drawn.any():
        return [], {}, {}, []
    placed = georeference(layer, reference=catalogue.geometry(kind))
    findings = list(placed.findings[len(layer.findings) :])
    metric = placed.frame.set_geometry(to_crs(placed.frame.geometry, catalogue.manifest.crs))
    looked = validate(
        GeoDataFrame({key: list(ids)}, geometry=metric.geometry.to_numpy(),
                     crs=catalogue.manifest.crs)[drawn],
        layer=layer.name, sites=kind, id_column=key,
    )  # fmt: skip
    findings += looked.findings
    sound = looked.frame
    after = GeoSeries(lonlat(sound.geometry), crs=LONLAT)
    moved, outlines = [], {}
    at = rows[sound.index.to_numpy()]
    names = np.asarray(ids, dtype=object)[sound.index.to_numpy()]
    old = np.flatnonzero(at >= 0)
    before = to_crs(catalogue.geometry(kind, at[old]), catalogue.manifest.crs).to_numpy()
    now = to_crs(after, catalogue.manifest.crs).to_numpy()
    far = shapely.hausdorff_distance(before, now[old])
    for place, metres, was in zip(old.tolist(), far.tolist(), before, strict=True):
        if metres > STILL:
            site = str(names[place])
            moved.append(Moved(site, float(metres), float(was.area), float(now[place].area)))
            outlines[site] = after.iloc[place]
    outlines |= {str(names[i]): after.iloc[i] for i in np.flatnonzero(at < 0).tolist()}
    order = dict(zip(ids, rows.tolist(), strict=True))
    places = {str(name): place for place, name in enumerate(names)}
    drawn_ = {site: sound.geometry.iloc[places[site]] for site in outlines}
    return sorted(moved, key=lambda each: order[each.site]), outlines, drawn_, findings
