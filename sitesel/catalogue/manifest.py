"""The manifest of a catalogue: what it is, what it was made from, and what lies in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sitesel.catalogue.network_record import NetworkRecord, ScenarioRecord
from sitesel.errors import CatalogueError, CatalogueNotFound
from sitesel.language import Lang, Text
from sitesel.schema import Schema

FILE = "manifest.json"
LAYOUT = 2
"""Version of the folder's layout; one of another version is built again."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source of a catalogue and what became of its rows.

    Parameters
    ----------
    name
        The layer's name, as the findings have it.
    role
        What it was read for: parcels, halls, facilities, constraints, land, context, roads,
        ferries, terminals or population.
    source, format, sha256
        Name, format and digest of the files.
    layer, encoding
        The layer inside the files and the encoding of its text, where there is a choice.
    crs, crs_from
        The CRS its coordinates were taken to be in, and who told: file, config or evidence.
    datum
        `gcj02` or `bd09` where the coordinates were converted from it.
    licence, date
        As the build config states them.
    rows, published, set_aside
        Rows in the source; rows in the catalogue; rows that are not, each with a finding.
    """

    name: str
    role: str
    source: str
    format: str
    sha256: str
    rows: int
    published: int
    set_aside: int
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    crs_from: str | None = None
    datum: str | None = None
    licence: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class ConstraintLayer:
    """A layer of constraint areas: its label, and whether its areas can't be built on."""

    label: Text
    excludes: bool


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size and digest of one file of the folder."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a catalogue is.

    Parameters
    ----------
    id
        First 16 hex digits of the digest of the content; empty before it is known.
    title, illustrative, notice
        How it is called; whether its parcels are made up; what every page must say.
    date, licence, language
        As the build config states them.
    crs
        The CRS that areas, distances and lengths were measured in.
    bounds
        West, south, east, north of all sites, degrees; None without sites.
    counts
        How many parcels, halls, facilities, constraint areas, context features and findings.
    sources
        What it was made from.
    schema
        Every attribute, families resolved.
    facility_kinds, constraint_layers
        What there is to be near to, and to lie in.
    context_kinds
        What maps show around the sites, and how they call it.
    network, scenarios
        Roads and ferries and what was measured along them, None without; named changes to them.
    options
        The build options that shape the content.
    version
        The version of sitesel that built it.
    files
        Every file of the content by its path in the folder.
    """

    title: Text
    crs: str
    schema: Schema
    version: str
    id: str = ""
    illustrative: bool = False
    notice: Text | None = None
    date: str | None = None
    licence: str | None = None
    language: Lang = "zh"
    bounds: tuple[float, float, float, float] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    sources: tuple[SourceRecord, ...] = ()
    facility_kinds: Mapping[str, Text] = field(default_factory=dict)
    constraint_layers: Mapping[str, ConstraintLayer] = field(default_factory=dict)
    context_kinds: Mapping[str, Text] = field(default_factory=dict)
    network: NetworkRecord | None = None
    scenarios: Mapping[str, ScenarioRecord] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, FileRecord] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[Lang, ...]:
        """The languages of the catalogue, its own first."""
        return ("zh", "en") if self.language == "zh" else ("en", "zh")

    def with_id(self, identity: str) -> Manifest:
        """Return the manifest of a catalogue whose content is settled."""
        return replace(self, id=identity)

    def to_dict(self) -> dict[str, Any]:
        """Return the manifest as plain data."""
        return {
            "layout": LAYOUT,
            "id": self.id,
            "title": asdict(self.title),
            "illustrative": self.illustrative,
            "notice": asdict(self.notice) if self.notice else None,
            "date": self.date,
            "licence": self.licence,
            "language": self.language,
            "crs": self.crs,
            "bounds": list(self.bounds) if self.bounds else None,
            "counts": dict(self.counts),
            "sources": [asdict(source) for source in self.sources],
            "facility_kinds": {k: asdict(v) for k, v in self.facility_kinds.items()},
            "constraint_layers": {k: asdict(v) for k, v in self.constraint_layers.items()},
            "context_kinds": {k: asdict(v) for k, v in self.context_kinds.items()},
            "network": self.network.to_dict() if self.network else None,
            "scenarios": {k: v.to_dict() for k, v in self.scenarios.items()},
            "options": dict(self.options),
            "version": self.version,
            "files": {k: asdict(v) for k, v in sorted(self.files.items())},
            "schema": self.schema.to_dict(),
        }

    def to_json(self) -> str:
        """Return the text of the manifest; the same manifest gives the same text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Manifest:
        """Read a manifest from plain data (see `to_dict`)."""
        bounds = entry["bounds"]
        return cls(
            id=entry["id"],
            title=Text.of(entry["title"]),
            illustrative=entry["illustrative"],
            notice=Text.of(entry["notice"]) if entry["notice"] else None,
            date=entry["date"],
            licence=entry["licence"],
            language=entry["language"],
            crs=entry["crs"],
            bounds=(bounds[0], bounds[1], bounds[2], bounds[3]) if bounds else None,
            counts=entry["counts"],
            sources=tuple(SourceRecord(**source) for source in entry["sources"]),
            facility_kinds={k: Text.of(v) for k, v in entry["facility_kinds"].items()},
            constraint_layers={
                k: ConstraintLayer(Text.of(v["label"]), v["excludes"])
                for k, v in entry["constraint_layers"].items()
            },
            context_kinds={k: Text.of(v) for k, v in entry["context_kinds"].items()},
            network=NetworkRecord.from_dict(entry["network"]) if entry["network"] else None,
            scenarios={k: ScenarioRecord.from_dict(k, v) for k, v in entry["scenarios"].items()},
            options=entry["options"],
            version=entry["version"],
            files={k: FileRecord(**v) for k, v in entry["files"].items()},
            schema=Schema.from_dict(entry["schema"]),
        )

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a catalogue's folder.

        Raises
        ------
        CatalogueNotFound
            There is no manifest.
        CatalogueError
            The manifest is damaged or of another layout.
        """
        path = folder / FILE
        try:
            entry = json.loads(path.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise CatalogueNotFound(
                f"no catalogue in {folder}: it has no {FILE}; build one with `sitesel build`",
                f"{folder} 中没有目录：缺少 {FILE}；请用 `sitesel build` 构建",
            ) from error
        except (OSError, ValueError) as error:
            raise CatalogueError(
                f"{path} can't be read ({error}); build the catalogue again",
                f"{path} 无法读取（{error}）；请重新构建目录",
            ) from error
        if not isinstance(entry, dict) or entry.get("layout") != LAYOUT:
            raise CatalogueError(
                f"{path} is not of layout {LAYOUT}; build the catalogue again",
                f"{path} 的格式版本不是 {LAYOUT}；请重新构建目录",
            )
        return cls.from_dict(entry)
