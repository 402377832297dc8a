"""`sitesel tiles`: all vector tiles of a catalogue in one file, for those who host files."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from sitesel.cli.exits import WrongUse
from sitesel.cli.opening import catalogue_at
from sitesel.cli.output import write_file
from sitesel.cli.terminal import bar, show
from sitesel.language import Lang, Text
from sitesel.settings import Settings

_SHORT = Text("导出矢量瓦片（PMTiles）", "export vector tiles as PMTiles")
_LONG = Text(
    """把目录的全部矢量瓦片写成一个 PMTiles 文件，放到任何静态网站都能用：地块、厂房，以及陆地、
道路、岸线、管控范围和设施。只含公众可见的内容。网页服务不需要它：瓦片在请求时现做。""",
    """Write all vector tiles of a catalogue to one PMTiles file, which any static site can host:
parcels, halls, and land, roads, shores, constraint areas and facilities around them. It has what
the public may see. The service does without it: it makes tiles when they are asked for.""",
)
_EXAMPLES = Text(
    "示例：\n  sitesel tiles 舟山.pmtiles\n  sitesel tiles 舟山.pmtiles --max-zoom 16",
    "Examples:\n  sitesel tiles zhoushan.pmtiles\n  sitesel tiles zhoushan.pmtiles --max-zoom 16",
)
_FILE = Text("要写的文件（.pmtiles）", "the file to write (.pmtiles)")
_ZOOM = Text("最高一级，0 至 22；默认取能逐宗画出的级别，至少 14",
             "the last zoom, 0 to 22; by default one that draws each, at least 14")  # fmt: skip
_CATALOGUE = Text("目录或存放目录的文件夹；默认 SITESEL_STORE",
                  "a catalogue or the folder of catalogues; SITESEL_STORE")  # fmt: skip
_WRITTEN = Text("{file}：瓦片 {tiles} 块，第 0–{zoom} 级，{size}",
                "{file}: {tiles} tiles of zoom 0–{zoom}, {size}")  # fmt: skip
_AT_ONCE = 1 << 20


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""

    @app.command(
        "tiles",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def tiles(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE.say(lang))],
        max_zoom: Annotated[
            int | None,
            typer.Option("--max-zoom", min=0, max=22, metavar="N", help=_ZOOM.say(lang)),
        ] = None,
        catalogue: Annotated[
            Path, typer.Option("--catalogue", metavar="DIR", help=_CATALOGUE.say(lang))
        ] = settings.store,
    ) -> None:
        if file.suffix != ".pmtiles":
            raise WrongUse(
                f"tiles are written as PMTiles; name a file like {file.stem}.pmtiles",
                f"瓦片写成 PMTiles 格式；文件名请写成 {file.stem}.pmtiles",
            )
        opened = catalogue_at(catalogue)
        from sitesel.tiles import Tiler  # noqa: PLC0415  # slow to load
        from sitesel.tiles.archive import usual_zoom, write_archive  # noqa: PLC0415

        tiler = Tiler(opened.visible_to("public"))
        zoom = usual_zoom(tiler) if max_zoom is None else max_zoom
        with tempfile.TemporaryFile() as whole:
            with bar(lang) as progress:
                count = write_archive(tiler, whole, max_zoom=zoom, progress=progress)
            size = whole.tell()
            whole.seek(0)
            write_file(file, iter(lambda: whole.read(_AT_ONCE), b""))
        told = {"file": file, "tiles": f"{count:,}", "zoom": zoom, "size": f"{size / 1e6:,.1f} MB"}
        show(_WRITTEN.format(**told).say(lang))
