"""From raw layers to a published catalogue, with every row accounted for.

read → georeference → join → validate → ids → declared columns → measured columns → publish. A
fault in one row never stops the others; what makes a whole layer untrustworthy stops the build,
and the published catalogue stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geopandas import GeoDataFrame, GeoSeries
from pyproj import CRS
from pyproj.exceptions import CRSError

from sitesel import __version__
from sitesel.catalogue.access import facilities_without_road
from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.families import facility_labels, resolved_schema
from sitesel.catalogue.manifest import ConstraintLayer, Manifest, SourceRecord
from sitesel.catalogue.media_sources import read_media_sources
from sitesel.catalogue.outlines import Outlines
from sitesel.catalogue.raw import Raw, read_sources
from sitesel.catalogue.reading import read_config
from sitesel.catalogue.report import LayerCount, write_reports
from sitesel.catalogue.revisions.roll import ADDED_SOURCE, Roll, roll_of
from sitesel.catalogue.shared import Shared, surroundings_of
from sitesel.catalogue.sites import made_sites
from sitesel.catalogue.snapshot import LONLAT, Draft, Sites
from sitesel.catalogue.store import Store, WriteReports
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.crs import crs_name, measuring_crs_of, to_crs
from sitesel.errors import BuildConfigError
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.progress import Progress, part, silent
from sitesel.schema import SITE_KINDS, SiteKind


def build(
    config: str | Path | BuildConfig, store: str | Path | Store, progress: Progress = silent
) -> Catalogue:
    """Build a catalogue from raw layers and publish it.

    What was revised in the one before is carried over; sites that were added to those of its
    sources, and those that were taken away, among it (see `revisions.roll`).

    Parameters
    ----------
    config
        A build config or its path.
    store
        Where to publish.
    progress
        Told each step.

    Raises
    ------
    BuildConfigError
        The config has faults, all of them collected.
    LayerError
        A source can't be read, or its CRS can't be settled.
    UntrustworthyData
        A whole layer can't be trusted; what was published before is untouched.
    """
    if not isinstance(config, BuildConfig):
        config = read_config(config)
    if not isinstance(store, Store):
        store = Store(store)
    roll = roll_of(store.revised())
    draft, shared, held = drafted(config, roll, progress)
    progress(Text("写入目录", "Writing the catalogue"), 0.85)
    catalogue = store.publish(
        draft,
        reports=reports_of(draft, config, progress),
        measure=shared.measured,
        listed=held.revisions,
        seen=roll.revisions,
    )
    progress(Text("完成", "Done"), 1.0)
    return catalogue


def reports_of(draft: Draft, config: BuildConfig, progress: Progress = silent) -> WriteReports:
    """Return what writes the reports of a draft."""

    def reports(manifest: Manifest, folder: Path) -> None:
        progress(Text("写入报告", "Writing the report"), 0.95)
        write_reports(
            draft.findings,
            folder,
            title=manifest.title,
            counts=_counts(manifest, config),
            outlines=_outlines(manifest, folder),
            land=_land(draft.context),
            notice=manifest.notice,
        )

    return reports


def draft_of(config: BuildConfig, progress: Progress = silent) -> Draft:
    """Return everything that the catalogue of a config will hold, without publishing it.

    Raises
    ------
    BuildConfigError, LayerError, UntrustworthyData
        As `build` does.
    """
    return drafted(config, Roll(), progress)[0]


def drafted(
    config: BuildConfig, roll: Roll, progress: Progress = silent
) -> tuple[Draft, Shared, Roll]:
    """Return what the catalogue of a config will hold, with what was added and taken away.

    Returns
    -------
    draft, shared, roll
        Shared is what all its sites were measured against; the roll holds what of it is another
        than the sources say.

    Raises
    ------
    BuildConfigError, LayerError, UntrustworthyData
        As `build` does.
    """
    schema = resolved_schema(config)
    tolerances = Tolerances(**config.tolerances)  # type: ignore[arg-type]  # `listed` is a count
    raws = read_sources(config, part(progress, 0.0, 0.3))
    crs, findings = _measuring_crs(config, raws)
    raws, held = roll.folded(raws, schema)
    shared = surroundings_of(config, raws, crs, schema=schema, progress=part(progress, 0.3, 0.4))
    schema, surroundings, ways = shared.schema, shared.around, shared.ways
    ground, labels = shared.ground, facility_labels(config)
    findings += [*surroundings.findings, *ground.findings, *ways.findings]
    findings += facilities_without_road(ways.access, labels)
    sites: dict[SiteKind, Sites] = {}
    records: list[SourceRecord] = []
    kinds = [kind for kind in SITE_KINDS if any(raw.role == kind for raw in raws)]
    share = (0.85 - 0.4) / len(kinds)
    for i, kind in enumerate(kinds):
        own = [raw for raw in raws if raw.role == kind]
        made = made_sites(
            kind,
            own,
            shared,
            tolerances=tolerances,
            progress=part(progress, 0.4 + share * i, 0.4 + share * (i + 1)),
        )
        sites[kind] = made.sites
        findings += [*made.findings, *ground.noticed(made.sites.columns, kind)]
        records += made.records
    progress(Text("检查图片和文件", "Checking pictures and documents"), 0.85)
    media = read_media_sources(config, sites)
    findings += media.findings
    records += media.records
    manifest = Manifest(
        title=config.title,
        illustrative=config.illustrative,
        notice=config.notice,
        date=config.date,
        licence=config.licence,
        language=config.language,
        crs=_code(crs),
        schema=schema,
        version=__version__,
        sources=(*records, *surroundings.records, *ways.records, *ground.records),
        facility_kinds=labels,
        constraint_layers={
            c.name: ConstraintLayer(c.label or Text.of(c.name), c.excludes)
            for c in config.constraints
        },
        context_kinds={
            **({"shore": Text("岸线", "Shore")} if config.shore else {}),
            **{c.kind: c.label for c in reversed(config.context) if c.label is not None},
        },
        network=ways.record,
        scenarios=ways.scenarios,
        options=dict(shared.options),
    )
    draft = Draft(
        manifest=manifest,
        sites=sites,
        facilities=surroundings.facilities,
        constraint_areas=surroundings.constraint_areas,
        context=surroundings.context,
        findings=findings,
        networks=ways.by_scenario,
        media=media.media,
    )
    return draft, shared, held


def _measuring_crs(config: BuildConfig, raws: Sequence[Raw]) -> tuple[CRS, list[Finding]]:
    """Return the CRS to measure in: the config's, else that of the place, and say so."""
    first = next(raw for kind in SITE_KINDS for raw in raws if raw.role == kind)
    if config.crs is None:
        crs = measuring_crs_of(first.layer.frame.geometry)
        return crs, [Finding("crs-chosen", first.name, facts={"value": crs_name(crs).en})]
    chosen: CRS | None
    try:
        chosen = CRS.from_user_input(config.crs)
    except CRSError:
        chosen = None
    if chosen is None or not _is_metric(chosen):
        fault = config.fault(
            "crs",
            ("crs",),
            f"{config.crs!r} is no projected CRS in metres; leave it out to have it chosen",
            f"{config.crs!r} 不是以米为单位的投影坐标系；可留空由系统按位置选择",
        )
        raise BuildConfigError("the config has 1 fault:", "配置有 1 处错误:", [fault])
    return chosen, []


def _is_metric(crs: CRS) -> bool:
    return bool(crs.is_projected) and {axis.unit_name for axis in crs.axis_info} == {"metre"}


def _code(crs: CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.to_wkt())


def _counts(manifest: Manifest, config: BuildConfig) -> list[LayerCount]:
    """Return what became of each source, by the names that readers know."""
    labels = {("constraints", name): c.label for name, c in manifest.constraint_layers.items()}
    labels |= dict.fromkeys(((kind, ADDED_SOURCE) for kind in SITE_KINDS), _ADDED)
    labels |= {("context", c.called): c.label for c in config.context if c.label is not None}
    return [
        LayerCount(
            source.name,
            source.rows,
            source.published,
            source.set_aside,
            labels.get((source.role, source.name)) or _of_network(source),
        )
        for source in manifest.sources
    ]


_ADDED = Text("修订新增", "added by revisions")
_NETWORK_ROLES = {
    "roads": Text("路网", "road network"),
    "ferries": Text("轮渡", "ferries"),
    "terminals": Text("渡轮码头", "ferry terminals"),
    "population": Text("人口", "population"),
    "media": Text("图片与文件", "pictures and documents"),
}


def _of_network(source: SourceRecord) -> Text | None:
    role = _NETWORK_ROLES.get(source.role)
    name = source.name
    return Text(f"{role.zh}（{name}）", f"{role.en} ({name})") if role is not None else None


def _land(context: GeoDataFrame) -> GeoSeries | None:
    land = context.geometry[context["kind"] == "land"]
    return to_crs(land, LONLAT) if len(land) else None


def _outlines(manifest: Manifest, folder: Path) -> GeoSeries | None:
    kinds = [kind for kind in SITE_KINDS if manifest.counts.get(kind)]
    if not kinds:
        return None
    return GeoSeries(Outlines.open(folder / "rings" / kinds[0]).geometries(), crs=LONLAT)
