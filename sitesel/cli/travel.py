"""What the commands about travel share: their options, the file they write, what they say first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sitesel.cli.exits import WrongUse
from sitesel.cli.output import write_file
from sitesel.cli.terminal import show, tell
from sitesel.language import Lang, Text

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from sitesel.catalogue import Catalogue
    from sitesel.exports.drawn import Drawn
    from sitesel.schema import SiteKind

PARCEL = Text("地块或厂房的编号", "id of a parcel or hall")
MODE = Text("出行方式：car truck truck_dg foot；默认货车 truck",
            "car, truck, truck_dg or foot; truck unless told")  # fmt: skip
SCENARIO = Text("路网情景；默认现状路网", "scenario of the network; else as it is")
SITES = Text("parcels 地块（默认）或 halls 厂房", "parcels (the usual) or halls")
CATALOGUE = Text(
    "目录，或存放目录的文件夹；默认 SITESEL_STORE", "a catalogue, or a store; SITESEL_STORE"
)
OUTPUT = Text("写入 .geojson 或 .gpkg 文件", "write to a file, .geojson or .gpkg")
_WRITTEN = Text("已写入 {path}", "written to {path}")
_NOW = Text("现状路网", "network as it is")
_SUFFIXES = {".geojson": "geojson", ".json": "geojson", ".gpkg": "gpkg"}


def suffix_form(output: Path) -> str:
    """Return the format that the suffix of a file tells.

    Raises
    ------
    WrongUse
        It tells none.
    """
    form = _SUFFIXES.get(output.suffix.lower())
    if form is None:
        raise WrongUse(
            f"the suffix of {output} tells no format; known are .geojson .gpkg",
            f"由 {output} 的后缀看不出格式；可用 .geojson .gpkg",
        )
    return form


def travel_mode(catalogue: Catalogue, mode: str | None) -> str:
    """Return the mode asked for, else the usual one."""
    from sitesel.evidence.evidence import usual_mode  # noqa: PLC0415  # geometry is slow to load

    return mode or usual_mode(catalogue) or ""


def write_drawn(name: Drawn, frame: GeoDataFrame, output: Path, lang: Lang) -> None:
    """Write routes or service areas to a file."""
    from sitesel.exports.drawn import drawn_file  # noqa: PLC0415

    write_file(output, [drawn_file(name, frame, suffix_form(output), lang)])
    tell(_WRITTEN.format(path=output).say(lang))


def show_head(
    catalogue: Catalogue, sites: SiteKind, parcel: str, mode: str, scenario: str | None, lang: Lang
) -> None:
    """Say of which parcel, by which mode, in which scenario, and any notice."""
    columns = catalogue.columns(sites)
    name = columns.value("name", columns.row(parcel)) if "name" in columns else None
    record, known = catalogue.manifest.network, catalogue.scenarios()
    label = record.modes[mode].say(lang) if record is not None else mode
    network = _NOW if scenario is None else known[scenario].title
    site = f"{parcel} {name or ''}".strip()
    show(f"{site} · {label} · {network.say(lang)}")
    if catalogue.manifest.notice is not None:
        show(catalogue.manifest.notice.say(lang))
