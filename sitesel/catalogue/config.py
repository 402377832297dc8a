"""The build config: which raw layers become a catalogue, and what their columns mean.

`parcels/build-example.yaml` shows every key.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import (
    Field,
    NonNegativeFloat,
    PrivateAttr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sitesel.catalogue.config_media import MediaSource
from sitesel.catalogue.config_network import NetworkConfig
from sitesel.catalogue.config_rules import RulesConfig, TerrainSource, WindSource
from sitesel.catalogue.config_shore import (
    DeepWaterSource,
    ExpansionConfig,
    FrontageConfig,
    ShoreSource,
)
from sitesel.catalogue.document import At, Document
from sitesel.catalogue.mapping import Join, Metres, Slug, Strict, Words
from sitesel.catalogue.source import Source
from sitesel.errors import Fault
from sitesel.language import Lang, Text
from sitesel.schema import Attribute, Kind, SiteKind, Tier


class SiteSource(Source):
    """A layer of parcels or halls.

    Parameters
    ----------
    id
        The column with the id; ids are made from the outlines when not told.
    profile
        A saved mapping: the name of one that ships with sitesel, or a path.
    land_use_system
        The code system of land-use codes, for mappings that don't tell.
    join
        A table with more attributes.
    """

    id: str | None = None
    profile: str | None = None
    land_use_system: str | None = None
    join: Join | None = None


class FacilitySource(Source):
    """A layer of facilities of one kind, or of several with the kind in a column.

    `columns` may map id, name, name_zh, name_en, source and accuracy_m.
    """

    kind: Slug | None = None
    label: Words | None = None
    kind_column: str | None = None
    kinds: dict[Slug, Words] = Field(default_factory=dict)
    kind_values: dict[str, str] = Field(default_factory=dict)
    radii: tuple[Metres, ...] | None = None

    @model_validator(mode="after")
    def _kind_told(self) -> FacilitySource:
        if (self.kind is None) == (self.kind_column is None):
            raise PydanticCustomError("kind", "either kind, or kind_column and kinds")
        if self.kind_column is not None and not self.kinds:
            raise PydanticCustomError("kind", "either kind, or kind_column and kinds")
        return self

    @property
    def labels(self) -> dict[str, Text]:
        """The kinds in it and their labels."""
        return {self.kind: self.label or Text.of(self.kind)} if self.kind else dict(self.kinds)


class ConstraintSource(Source):
    """A layer of constraint areas; `excludes` tells that its areas can't be built on.

    `columns` may map name.
    """

    name: Slug
    label: Words | None = None
    excludes: bool = True


class LandSource(Source):
    """The land, one polygon an island or mainland.

    `columns` may map name, name_zh, name_en and fixed_link; the names in two languages say where a
    parcel lies, whatever name tells islands apart.
    """


class ContextSource(Source):
    """What a map shows around the sites: roads, bridges, ferries; `columns` may map name."""

    kind: Slug
    label: Words | None = None


class AttributeDeclared(Strict):
    """One more attribute, as an entry of the schema."""

    name: Slug
    kind: Kind
    label: Words
    meaning: Words | None = None
    group: str = "identity"
    unit: str | None = None
    tier: Tier = "public"
    sites: tuple[SiteKind, ...] = ("parcels", "halls")
    values: dict[str, Words] = Field(default_factory=dict)
    range: tuple[float, float] | None = None

    def attribute(self) -> Attribute:
        """Return the entry of the schema."""
        return Attribute(
            name=self.name,
            kind=self.kind,
            label=self.label,
            meaning=self.meaning or self.label,
            group=self.group,
            unit=self.unit or ("1" if self.kind in ("quantity", "interval") else None),
            tier=self.tier,
            sites=self.sites,
            values=tuple(self.values.items()),
            codes="land-use-2023" if self.kind == "code" else None,
            bounds=self.range,
        )


class BuildConfig(Strict):
    """What a catalogue is built from.

    Parameters
    ----------
    title, illustrative, notice, date, licence, language
        What the catalogue says of itself.
    crs
        The CRS that areas and distances are measured in; by the place when not told.
    parcels, halls
        Layers of sites; at least one.
    facilities, constraints, land, context
        What lies around them.
    radii
        Facilities are counted within these distances of a site.
    network
        Roads, bridges and ferries, and what is measured along them.
    rules, terrain, wind
        Rules that sites are measured against; a raster of elevations; a table of winds.
    shore, deep_water, frontage, expansion
        The shore and the deep water before it, the roads to front on, the land to expand into.
    media
        Pictures and documents of the sites.
    attributes
        Attributes besides those of the schema.
    tolerances
        What validation lets pass, by the names of its tolerances.
    """

    title: Words
    illustrative: bool = False
    notice: Words | None = None
    date: str | None = None
    licence: str | None = None
    language: Lang = "zh"
    crs: str | None = None
    parcels: tuple[SiteSource, ...] = ()
    halls: tuple[SiteSource, ...] = ()
    facilities: tuple[FacilitySource, ...] = ()
    constraints: tuple[ConstraintSource, ...] = ()
    land: LandSource | None = None
    context: tuple[ContextSource, ...] = ()
    radii: tuple[Metres, ...] = ()
    network: NetworkConfig | None = None
    rules: RulesConfig | None = None
    terrain: TerrainSource | None = None
    wind: WindSource | None = None
    shore: ShoreSource | None = None
    deep_water: DeepWaterSource | None = None
    frontage: FrontageConfig | None = None
    expansion: ExpansionConfig | None = None
    media: tuple[MediaSource, ...] = ()
    attributes: tuple[AttributeDeclared, ...] = ()
    tolerances: dict[str, NonNegativeFloat] = Field(default_factory=dict)

    _folder: Path = PrivateAttr(default=Path())
    _document: Document = PrivateAttr(default_factory=lambda: Document(None))

    @field_validator(
        "parcels", "halls", "facilities", "constraints", "context", "media", mode="before"
    )
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, Mapping) else value

    @property
    def folder(self) -> Path:
        """The folder that paths are relative to."""
        return self._folder

    def read_from(self, folder: Path, document: Document) -> BuildConfig:
        """Return the config with the folder of its paths and the lines of its values."""
        config = self.model_copy()
        config._folder, config._document = folder, document  # noqa: SLF001
        return config

    def fault(self, code: str, at: At, en: str, zh: str) -> Fault:
        """Return a fault at a place of the config, with its line."""
        return self._document.fault(code, at, en, zh)

    def locate(self, path: str) -> str | Path:
        """Return where a source lies; a URL stays itself."""
        return path if "://" in path else self.folder / path

    def sources(self) -> list[tuple[At, Source]]:
        """Return the layers of sites and around them with their places in the config.

        See `read_apart` for the others.
        """
        listed: list[tuple[At, Source]] = []
        for name in ("parcels", "halls", "facilities", "constraints", "context"):
            listed += [((name, i), source) for i, source in enumerate(getattr(self, name))]
        alone: list[tuple[At, Source | None]] = [
            (("shore",), self.shore),
            (("deep_water",), self.deep_water),
            (("frontage", "roads"), self.frontage.roads if self.frontage else None),
            (("land",), self.land),
        ]
        return [*listed, *((at, source) for at, source in alone if source is not None)]

    def read_apart(self) -> list[tuple[At, Source]]:
        """Return the sources that have readers of their own, with their places in the config."""
        listed: list[tuple[At, Source]] = []
        for part in (self.network, self.terrain, self.wind):
            listed += part.sources() if part is not None else []
        return [*listed, *((("media", i), source) for i, source in enumerate(self.media))]
