"""A published catalogue: immutable, opened by mapping its files, geometry only when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from sitesel.attributes.network import Network
from sitesel.attributes.scenario import Scenario
from sitesel.catalogue import snapshot
from sitesel.catalogue.drawn_ways import drawn_ways
from sitesel.catalogue.manifest import ConstraintLayer, FileRecord, Manifest, SourceRecord
from sitesel.catalogue.media import FOLDER, Media, added_path, read_media
from sitesel.catalogue.network_record import BASE
from sitesel.catalogue.outlines import Outlines
from sitesel.catalogue.revisions.overlay import Overlay, Patched
from sitesel.catalogue.revisions.revised import Revised
from sitesel.catalogue.revisions.state import State
from sitesel.catalogue.suggestion import nearest_word
from sitesel.columns import (
    FLAG,
    CategoryColumn,
    Column,
    Columns,
    IntervalColumn,
    QuantityColumn,
    TextColumn,
)
from sitesel.errors import CatalogueError, UnknownScenario
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.requirement import SHARE_IN_AREA, AreaOfInterest, Requirement
from sitesel.schema import SITE_KINDS, TIERS, Attribute, Schema, SiteKind, Tier, default_schema

Made = TypeVar("Made")

_MOST_AREAS = 8  # whose shares are kept: a visitor draws, looks, draws again


@dataclass(frozen=True)
class Catalogue:
    """Sites with their attributes, the facilities and constraint areas around them, and findings.

    Parameters
    ----------
    path
        The folder it lies in.
    manifest
        What it is and what it was made from.
    tier
        Who looks at it: see `visible_to`.
    revised
        What it has over the catalogue in `path` that was built; None where nothing was revised.
    base
        That catalogue, open, whose files are shared; None where this is it.
    """

    path: Path
    manifest: Manifest
    tier: Tier = "staff"
    revised: Revised | None = field(default=None, compare=False)
    base: Catalogue | None = field(default=None, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The digest of the content."""
        return self.manifest.id

    @property
    def folder(self) -> Path:
        """The folder that opens as just this: of the state, where the catalogue was revised."""
        return self.path if self.revised is None else self.revised.folder

    @cached_property
    def schema(self) -> Schema:
        """Every attribute, families resolved; with what is measured on demand of any catalogue."""
        schema = self.manifest.schema
        return schema if SHARE_IN_AREA in schema else schema.with_attributes([_share_in_area()])

    def visible_to(self, tier: Tier) -> Catalogue:
        """Return the catalogue with only the attributes and media that a tier may see.

        Who sees `staff` sees everything, who sees `investor` sees `public` too.
        """
        level = min(TIERS.index(tier), TIERS.index(self.tier))
        seen = {n: a for n, a in self.schema.items() if TIERS.index(a.tier) <= level}
        schema = Schema(seen, self.schema.groups)
        manifest = replace(self.manifest, schema=schema)
        return replace(self, manifest=manifest, tier=TIERS[level])

    def site_kinds(self) -> tuple[SiteKind, ...]:
        """Return the kinds of sites that there are."""
        return tuple(kind for kind in SITE_KINDS if self.manifest.counts.get(kind))

    def columns(self, sites: SiteKind = "parcels", scenario: str | None = None) -> Columns:
        """Return the attribute columns of one kind of site, memory-mapped.

        Every attribute of the schema has a column; what no source tells is not known everywhere.

        Raises
        ------
        UnknownScenario
            There is none of that name.
        """
        if scenario is None:
            return self._columns[sites]
        self._check_scenario(scenario)
        key = (sites, scenario)
        if key not in self._in_scenarios:
            self._in_scenarios[key] = self._open_scenario(sites, scenario)
        return self._in_scenarios[key]

    @cached_property
    def _in_scenarios(self) -> dict[tuple[SiteKind, str], Columns]:
        return {}

    def _open_scenario(self, kind: SiteKind, scenario: str) -> Columns:
        base = self._columns[kind]
        path = snapshot.scenario_path(self.path, kind, scenario)
        over = self._over(kind)
        redone = over.scenarios.get(scenario) if over is not None else None
        if path.name not in self.manifest.files and redone is None:  # nothing differs
            return base
        opened = Columns.open(path).columns if path.name in self.manifest.files else {}
        others = {name: column for name, column in opened.items() if name in base.schema}
        stored = base.columns.stored if isinstance(base.columns, _Filled) else base.columns
        told: Mapping[str, Column] = {**stored, **others}
        if over is not None and redone is not None:
            told = Patched(told, redone, over.rows, base.schema, base.count)
        return Columns(kind, base.ids, _Filled(told, base.schema, base.count), base.schema)

    def scenario_attributes(self, sites: SiteKind, scenario: str) -> tuple[str, ...]:
        """Return the attributes that are others in a scenario, of one site at least."""
        path = snapshot.scenario_path(self.path, sites, scenario)
        known = set(Columns.open(path).columns) if path.name in self.manifest.files else set()
        over = self._over(sites)
        if over is not None and scenario in over.scenarios:
            known |= set(over.scenarios[scenario].columns)
        return tuple(name for name in self.schema if name in known)

    def _over(self, kind: SiteKind) -> Overlay | None:
        return None if self.revised is None else self.revised.of(kind)

    def scenarios(self) -> dict[str, Scenario]:
        """Return the named changes to the network, in the order of the build config."""
        return {name: record.scenario for name, record in self.manifest.scenarios.items()}

    def network(self, scenario: str | None = None) -> Network | None:
        """Return the network, memory-mapped; None where the catalogue has none.

        Raises
        ------
        UnknownScenario
            There is none of that name.
        """
        if scenario is not None:
            self._check_scenario(scenario)
        if self.manifest.network is None:
            return None
        name = scenario or BASE
        if name not in self._networks:
            self._networks[name] = Network.open(snapshot.network_folder(self.path, name))
        return self._networks[name]

    def ways(self, scenario: str | None = None) -> GeoDataFrame:
        """Return roads, bridges and ferries as lines in OGC:CRS84 (see `drawn_ways`).

        Raises
        ------
        CatalogueError
            The catalogue has no network.
        UnknownScenario
            There is none of that name.
        """
        network = self.network(scenario)
        if network is None:
            raise CatalogueError(
                "this catalogue has no network; add network: to its build config and build again",
                "该目录没有交通网络；请在构建配置中加入 network: 并重新构建",
            )
        return drawn_ways(network)

    @cached_property
    def _networks(self) -> dict[str, Network]:
        return {} if self.base is None else self.base._networks  # noqa: SLF001

    def _check_scenario(self, name: str) -> None:
        if name in self.manifest.scenarios:
            return
        known, near = list(self.manifest.scenarios), nearest_word(name, self.manifest.scenarios)
        en = f"there are {', '.join(known)}" if known else "this catalogue has none"
        zh = f"现有：{'、'.join(known)}" if known else "该目录没有情景"
        raise UnknownScenario(
            f"no scenario {name!r}; " + (f"did you mean {near!r}? " if near else "") + en,
            f"没有情景 {name!r}；" + (f"是不是 {near!r}？" if near else "") + zh,
        )

    def measured(self, requirement: Requirement, rows: NDArray[np.int64]) -> dict[str, Column]:
        """Measure what a requirement asks on demand, of some rows; not known elsewhere."""
        from sitesel.catalogue.on_demand import measured  # noqa: PLC0415 - geometry only when asked

        return measured(self, requirement, rows)

    def share_in_area(self, area: AreaOfInterest, sites: SiteKind = "parcels") -> Column:
        """Measure how much of each site lies in an area of interest; per cent.

        Raises
        ------
        RequirementError
            The area is not valid.
        """
        from sitesel.catalogue.area_of_interest import share_in_area  # noqa: PLC0415 - as above

        key = (sites, area)
        found = self._shares.get(key)
        if found is None:
            found = share_in_area(self, area, sites)
            while len(self._shares) >= _MOST_AREAS:
                self._shares.pop(next(iter(self._shares), key), None)
            self._shares[key] = found
        return found

    @cached_property
    def _shares(self) -> dict[tuple[SiteKind, AreaOfInterest], Column]:
        return {}

    def known_attributes(self, sites: SiteKind = "parcels") -> tuple[str, ...]:
        """Return the attributes that a source tells or that were measured."""
        stored = self._columns[sites].columns
        return tuple(stored.stored) if isinstance(stored, _Filled) else tuple(stored)

    @cached_property
    def _columns(self) -> dict[SiteKind, Columns]:
        return {kind: self._open_columns(kind) for kind in SITE_KINDS}

    def _open_columns(self, kind: SiteKind) -> Columns:
        schema = self.schema.of(kind)
        if not self.manifest.counts.get(kind):
            return Columns(kind, pa.array([], pa.string()), _Filled({}, schema, 0), schema)
        opened = Columns.open(self.path / f"{kind}.arrow")
        stored: Mapping[str, Column] = {n: c for n, c in opened.columns.items() if n in schema}
        if (over := self._over(kind)) is not None:
            stored = Patched(stored, over.columns, over.rows, schema, opened.count)
        filled = _Filled(stored, schema, opened.count)
        return Columns(kind, opened.ids, filled, schema)

    def outlines(self, sites: SiteKind = "parcels") -> Outlines:
        """Return the outlines of one kind of site as memory-mapped arrays."""
        return self._outlines[sites]

    @cached_property
    def _outlines(self) -> dict[SiteKind, Outlines]:
        return {kind: self._open_outlines(kind) for kind in SITE_KINDS}

    def _open_outlines(self, kind: SiteKind) -> Outlines:
        if not self.manifest.counts.get(kind):
            return Outlines.of(np.zeros(0, dtype=object))
        if self.base is None:
            return Outlines.open(self.path / "rings" / kind)
        over, outlines = self._over(kind), self.base.outlines(kind)
        if over is None or over.outlines is None:
            return outlines
        return outlines.with_rows(over.outlined, over.outlines)

    def geometry(
        self, sites: SiteKind = "parcels", rows: NDArray[np.int64] | None = None
    ) -> GeoSeries:
        """Return outlines as OGC:CRS84, indexed by id; of all rows when None.

        Only the coordinates of these rows are read.
        """
        ids = self.columns(sites).ids
        chosen = ids if rows is None else ids.take(pa.array(np.asarray(rows, dtype=np.int64)))
        outlines = self.outlines(sites).geometries(rows)
        return GeoSeries(outlines, index=chosen.to_pandas().rename("id"), crs=snapshot.LONLAT)

    def origin(self, sites: SiteKind, row: int) -> tuple[tuple[SourceRecord, ...], int | None]:
        """Return the source that tells of a site, and the row there from 0.

        Where a catalogue of several sources did not keep which it is: all of them, and None.
        """
        records = tuple(one for one in self.manifest.sources if one.role == sites)
        path = snapshot.origins_path(self.path, sites)
        if path.name not in self.manifest.files:
            return records, None
        source, place = np.load(path, mmap_mode="r")[row].tolist()
        return records[source : source + 1], place

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what `make` gives: made when first asked for, kept while the catalogue is open."""
        with self._making:
            if name not in self._made:
                self._made[name] = make()
            made: Made = self._made[name]
            return made

    @cached_property
    def _making(self) -> RLock:
        return RLock()

    @cached_property
    def _made(self) -> dict[str, Any]:
        return {}

    def media(self) -> tuple[Media, ...]:
        """Return pictures and documents of all sites: parcels first, by id, then as listed."""
        return self._media

    def media_of(self, sites: SiteKind, site: str) -> tuple[Media, ...]:
        """Return the pictures and documents of one site, as listed."""
        return tuple(self._media_by_site.get((sites, site), ()))

    def media_named(self, name: str) -> tuple[Media, Path] | None:
        """Return one of a file's name, and where the file lies; None where there is none."""
        one = self._media_by_name.get(name)
        if one is None:
            return None
        built = self.path / FOLDER / one.name
        if self.revised is None or f"{FOLDER}/{one.name}" in self.manifest.files:
            return one, built
        return one, added_path(self.path, one.name)

    @cached_property
    def _media_by_site(self) -> dict[tuple[SiteKind, str], list[Media]]:
        found: dict[tuple[SiteKind, str], list[Media]] = {}
        for one in self._media:
            found.setdefault((one.sites, one.site), []).append(one)
        return found

    @cached_property
    def _media_by_name(self) -> dict[str, Media]:
        return {one.name: one for one in reversed(self._media)}

    @cached_property
    def _media(self) -> tuple[Media, ...]:
        level = TIERS.index(self.tier)
        shown = read_media(self.path)
        if self.revised is not None and (over := self.revised.state.media):
            kept = [one for one in shown if (one.sites, one.site) not in over]
            shown = tuple(sorted(
                [*kept, *(one for own in over.values() for one in own)],
                key=lambda one: (SITE_KINDS.index(one.sites), one.site),
            ))  # fmt: skip
        return tuple(one for one in shown if TIERS.index(one.tier) <= level)

    def facilities(self) -> GeoDataFrame:
        """Return facilities: id, kind, name, name_zh, name_en, source, accuracy_m, geometry.

        Of wharves also `WHARF_COLUMNS`, missing where not told.
        """
        return self._layers["facilities"].copy()

    def facility_kinds(self) -> dict[str, Text]:
        """Return the labels of the kinds of facilities."""
        return dict(self.manifest.facility_kinds)

    def context_kinds(self) -> dict[str, Text]:
        """Return the labels of the kinds of `context` that the build config names."""
        return dict(self.manifest.context_kinds)

    def constraint_areas(self) -> GeoDataFrame:
        """Return constraint areas: layer, name, geometry."""
        return self._layers["constraints"].copy()

    def constraint_layers(self) -> dict[str, Text]:
        """Return the labels of the constraint layers."""
        return {name: layer.label for name, layer in self.manifest.constraint_layers.items()}

    def excluding_layers(self) -> tuple[str, ...]:
        """Return the constraint layers whose areas can't be built on."""
        layers: Mapping[str, ConstraintLayer] = self.manifest.constraint_layers
        return tuple(name for name, layer in layers.items() if layer.excludes)

    def context(self) -> GeoDataFrame:
        """Return what a map shows around the sites: kind (land, road, bridge, …), name."""
        return self._layers["context"].copy()

    @cached_property
    def _layers(self) -> dict[str, GeoDataFrame]:
        if self.base is not None:
            return self.base._layers  # noqa: SLF001 - another catalogue
        names = ("facilities", "constraints", "context")
        return {name: snapshot.read_layer_table(self.path / f"{name}.parquet") for name in names}

    def findings(self) -> list[Finding]:
        """Return what was noticed about the data, and what was done about it."""
        return snapshot.read_findings(self.path / "findings.parquet")

    def damaged(self) -> tuple[str, ...]:
        """Return the files whose content is not what the manifest says; none when sound."""
        lying = {name: self.path / name for name in self.manifest.files}
        records = dict(self.manifest.files)
        if self.revised is not None:
            own = self.revised.state.files
            lying |= {f"{self.id}/{name}": self.revised.folder / name for name in own}
            records |= {f"{self.id}/{name}": record for name, record in own.items()}
        found = [name for name, record in records.items() if _digest(lying[name]) != record.sha256]
        return (*found, *(path.name for path in self._added() if not _is_named_so(path)))

    def _added(self) -> list[Path]:
        """Return where the pictures and documents lie that were added since the build."""
        if self.revised is None:
            return []
        shown = {one.name for own in self.revised.state.media.values() for one in own}
        built = {name.removeprefix(f"{FOLDER}/") for name in self.manifest.files}
        return [added_path(self.path, name) for name in sorted(shown - built)]


def _share_in_area() -> Attribute:
    return default_schema()[SHARE_IN_AREA]


def open_catalogue(path: str | Path, *, base: Catalogue | None = None) -> Catalogue:
    """Open a catalogue's folder, or that of a state of one; no site is read.

    Parameters
    ----------
    path
        The folder; what a state was made from lies beside it.
    base
        A catalogue that is open; where a state was made from it, they share what they can.

    Raises
    ------
    CatalogueNotFound
        There is no catalogue.
    CatalogueError
        It is damaged or of another layout.
    """
    folder = Path(path)
    state = State.read(folder)
    if state is None:
        manifest = Manifest.read(folder)
        _check_sizes(folder, manifest.files)
        return Catalogue(folder, manifest)
    _check_sizes(folder, state.files)
    if base is None or base.id != state.base:
        base = open_catalogue(folder.parent / state.base)
    schema = base.manifest.schema.with_attributes(state.attributes)
    manifest = replace(
        base.manifest, id=state.id, schema=schema, bounds=state.bounds or base.manifest.bounds
    )
    revised = Revised(folder, state, base.manifest)
    return Catalogue(base.path, manifest, revised=revised, base=base)


def _check_sizes(folder: Path, files: Mapping[str, FileRecord]) -> None:
    for name, record in files.items():
        try:
            size = (folder / name).stat().st_size
        except OSError:
            size = -1
        if size != record.bytes:
            raise CatalogueError(
                f"{folder / name} has {max(size, 0):,} bytes where the manifest says "
                f"{record.bytes:,}; build the catalogue again",
                f"{folder / name} 为 {max(size, 0):,} 字节，清单为 {record.bytes:,} 字节；"
                "请重新构建目录",
            )


def _digest(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_named_so(path: Path) -> bool:
    """Tell whether a file's content gives it the name that it has."""
    digest = _digest(path)
    return digest is not None and digest.startswith(path.stem)


class _Filled(Mapping[str, Column]):
    """The columns of the file, and for every other attribute one where nothing is known.

    What is made is made when first asked for; attributes of one kind share their arrays.
    """

    def __init__(self, stored: Mapping[str, Column], schema: Schema, count: int) -> None:
        self.stored = stored
        self._schema = schema
        self._count = count
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name in self.stored:
            return self.stored[name]
        if name not in self._made:
            self._made[name] = self._unknown(self._schema[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._schema)

    def __len__(self) -> int:
        return len(self._schema)

    def _unknown(self, attribute: Attribute) -> Column:
        match attribute.kind:
            case "quantity" | "date":
                return QuantityColumn(self._nan)
            case "category" | "code" | "flag":
                return CategoryColumn(self._minus, FLAG if attribute.kind == "flag" else ())
            case "interval":
                return IntervalColumn(self._nan, self._nan, self._closed, self._closed)
            case "text":
                return TextColumn(pa.nulls(self._count, pa.string()))

    @cached_property
    def _nan(self) -> NDArray[np.float64]:
        return np.full(self._count, np.nan)

    @cached_property
    def _minus(self) -> NDArray[np.int32]:
        return np.full(self._count, -1, dtype=np.int32)

    @cached_property
    def _closed(self) -> NDArray[np.int8]:
        return np.zeros(self._count, dtype=np.int8)
