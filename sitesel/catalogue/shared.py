"""What all sites of a build are measured against, made once: for them, and for an outline later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from geopandas import GeoSeries
from pyproj import CRS

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.config import BuildConfig
from sitesel.catalogue.enrich import Surroundings, in_scenarios, measured
from sitesel.catalogue.families import resolved_schema, with_landmasses
from sitesel.catalogue.grounds import Grounds, grounds
from sitesel.catalogue.manifest import Manifest, SourceRecord
from sitesel.catalogue.network_record import BASE
from sitesel.catalogue.networks import Networks, networks
from sitesel.catalogue.raw import Raw, read_sources
from sitesel.catalogue.snapshot import published
from sitesel.catalogue.surroundings import Around, around
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.columns import Column
from sitesel.crs import to_crs
from sitesel.errors import RevisionRefused
from sitesel.language import Text
from sitesel.progress import Progress, part, silent
from sitesel.schema import Schema


@dataclass(frozen=True, eq=False)
class Measured:
    """What was measured of some sites.

    Parameters
    ----------
    drawn
        The sites as a catalogue holds them.
    columns
        By attribute, without a scenario.
    scenarios
        By the name of a scenario, the columns that are others in it for one of these sites.
    """

    drawn: GeoSeries
    columns: Mapping[str, Column]
    scenarios: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Shared:
    """What all sites are measured against.

    Parameters
    ----------
    crs
        The measuring CRS.
    schema
        Every attribute, families resolved.
    around, ways, ground
        The layers, networks and rules, with what was noticed and what became of each source.
    surroundings
        All of it as sites are measured against it.
    options
        The build options that shape the content.
    """

    crs: CRS
    schema: Schema
    around: Around
    ways: Networks
    ground: Grounds
    surroundings: Surroundings
    options: Mapping[str, Any]

    def measured(self, sites: GeoSeries, progress: Progress = silent) -> Measured:
        """Measure sites: all that hangs on no other site.

        Parameters
        ----------
        sites
            Valid, in the measuring CRS, under their ids.
        progress
            Told how far it is.
        """
        reaching = self.surroundings.access is not None
        end = 0.45 if reaching else 1.0
        columns = measured(sites, self.surroundings, progress=part(progress, 0.0, end))
        if not reaching:
            return Measured(sites, columns)
        # from where the catalogue has them, so that a route drawn later is the same
        drawn = published(sites)
        found = in_scenarios(
            to_crs(drawn, self.crs), self.surroundings, columns, progress=part(progress, end, 1.0)
        )
        columns |= found.pop(BASE, {})
        return Measured(drawn, columns, found)


def surroundings_of(
    config: BuildConfig,
    raws: Sequence[Raw],
    crs: CRS,
    *,
    schema: Schema | None = None,
    sites: GeoSeries | None = None,
    progress: Progress = silent,
) -> Shared:
    """Make what all sites of a config are measured against.

    Parameters
    ----------
    config, raws
        Of the build, and its sources.
    crs
        The measuring CRS.
    schema
        Of the config, where it is known.
    sites
        Where the sites lie, when they are not among `raws`.
    progress
        Told how far it is.

    Raises
    ------
    BuildConfigError, LayerError
        The config names what its sources don't have; a source can't be read.
    """
    progress(Text("检查周边图层", "Looking at the surroundings"), 0.0)
    tolerances = Tolerances(**config.tolerances)  # type: ignore[arg-type]  # `listed` is a count
    layers = around(raws, crs, tolerances)
    shared = layers.surroundings(config)
    ground = grounds(config, layers.constraint_areas, layers.facilities, shared.covers)
    ways = networks(config, raws, layers, crs, part(progress, 0.2, 1.0), sites=sites)
    beside = shared.waterside.with_network(ways.by_scenario.get(BASE))
    return Shared(
        crs=crs,
        schema=with_landmasses(schema or resolved_schema(config), layers.land),
        around=layers,
        ways=ways,
        ground=ground,
        surroundings=replace(shared, grounds=ground, access=ways.access, waterside=beside),
        options={
            "radii": list(config.radii),
            "tolerances": dict(config.tolerances),
            **({"expansion": config.expansion.model_dump(mode="json")} if config.expansion else {}),
            **ground.options,
        },
    )


def surroundings_for(
    config: BuildConfig, catalogue: Catalogue, progress: Progress = silent
) -> Shared:
    """Make what the sites of a published catalogue were measured against, from its config.

    Its sites are not read.

    Raises
    ------
    RevisionRefused
        The config or one of its layers is not what the catalogue was built from.
    BuildConfigError, LayerError
        As `surroundings_of` does.
    """
    built = catalogue if catalogue.base is None else catalogue.base
    sites = built.geometry(built.site_kinds()[0])
    raws = read_sources(config, part(progress, 0.0, 0.5), sites=sites)
    shared = surroundings_of(
        config,
        raws,
        CRS.from_user_input(built.manifest.crs),
        sites=sites,
        progress=part(progress, 0.5, 1.0),
    )
    check_as_built(config, built.manifest, shared)
    return shared


OF_SITES = ("parcels", "halls", "media")
"""The roles of sources that tell of sites, and not of what lies around."""


def check_as_built(
    config: BuildConfig,
    manifest: Manifest,
    shared: Shared,
    *,
    sites: Sequence[SourceRecord] = (),
    apart: str | None = None,
) -> None:
    """Check that the config and its layers are what a catalogue was built from.

    Parameters
    ----------
    config, shared
        What is there now.
    manifest
        Of the catalogue.
    sites
        The sources that tell of sites, where they are to be as they were too.
    apart
        The name of one among those that need not be.

    Raises
    ------
    RevisionRefused
        They are not.
    """
    then = [one for one in manifest.sources if one.role not in OF_SITES]
    now = [*shared.around.records, *shared.ways.records, *shared.ground.records]
    if sites:
        then += [one for one in manifest.sources if one.role in OF_SITES and one.name != apart]
        now += [one for one in sites if one.name != apart]
    others = _others(config, manifest, shared, then, now)
    if others:
        raise RevisionRefused(
            f"the catalogue was built from other {others.en}; build it again with `sitesel build`",
            f"目录构建之后{others.zh}已改动；请用 `sitesel build` 重新构建",
        )


def _others(
    config: BuildConfig,
    manifest: Manifest,
    shared: Shared,
    records: Sequence[SourceRecord],
    records_now: Sequence[SourceRecord],
) -> Text | None:
    """Name what is not as it was when a catalogue was built; None where all is."""
    then, now = _digests(records), _digests(records_now)
    differ = sorted({name for (_, name), _ in then.items() ^ now.items()})
    if differ:
        return Text(f"图层（{'、'.join(differ[:5])}）", f"layers ({', '.join(differ[:5])})")
    asked = None if config.crs is None else CRS.from_user_input(config.crs)
    is_same = (
        asked in (None, CRS.from_user_input(manifest.crs))
        and _plain(manifest.options) == _plain(shared.options)
        and [one.to_dict() for one in manifest.schema.values()]
        == [one.to_dict() for one in shared.schema.values()]
        and manifest.scenarios == dict(shared.ways.scenarios)
    )
    return None if is_same else Text("构建配置", "options of the build config")


def _digests(records: Any) -> dict[tuple[str, str], str]:  # noqa: ANN401 - of source records
    found: dict[tuple[str, str], str] = {}
    one: SourceRecord
    for one in records:
        found[one.role, one.name] = f"{found.get((one.role, one.name), '')}{one.sha256}"
    return found


def _plain(options: Mapping[str, Any]) -> str:
    return json.dumps(options, sort_keys=True, default=str, ensure_ascii=False)
