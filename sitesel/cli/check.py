"""`sitesel check`: what a file is and what is wrong with it."""

# no `from __future__ import annotations`: typer reads the annotations, which hold words made here

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from typer.core import TyperCommand

from sitesel.cli import exits
from sitesel.cli.exits import WrongUse
from sitesel.cli.opening import must_exist
from sitesel.cli.terminal import bar, tell
from sitesel.errors import SiteselError
from sitesel.language import Lang, Text
from sitesel.settings import Settings

if TYPE_CHECKING:
    from sitesel.catalogue.inspection import Inspection

_SHORT = Text(
    "看看文件是什么、有什么问题；什么都不改", "say what a file is and what is wrong with it"
)
_LONG = Text(
    """说明每个文件是什么：格式、图层、行数、图形类型、坐标系及其来历、文字编码及其依据、
范围、各列及示例；再列出全部问题。什么都不改。

能读：Shapefile、GeoPackage、FileGDB、GeoJSON、FlatGeobuf、KML、GeoParquet、TopoJSON、
DXF、CSV、Excel、勘测定界 TXT，以及装有它们的 zip，和 PostGIS 连接串。""",
    """Say what each file is: format, layers, rows, types of geometry, CRS and who told it,
encoding and why, bounds, columns with examples; then list everything that is wrong with it.
Nothing is changed.

Formats: Shapefile, GeoPackage, FileGDB, GeoJSON, FlatGeobuf, KML, GeoParquet, TopoJSON, DXF,
CSV, Excel, land-boundary TXT, a zip of any of them, and the URL of a PostGIS database.""",
)
_EXAMPLES = Text(
    """示例：
  sitesel check 地块.shp
  sitesel check 地块.shp --id DKBH --area MJ --area-unit 亩
  sitesel check 旧图.dxf --crs EPSG:4529
  sitesel check *.zip && echo 没有错误""",
    """Examples:
  sitesel check parcels.shp
  sitesel check parcels.shp --id DKBH --area MJ --area-unit 亩
  sitesel check old.dxf --crs EPSG:4529
  sitesel check *.zip && echo no errors""",
)
_FILES = Text("一个或多个文件", "one file or several")
_LAYER = Text("只看这一图层（或工作表）", "look at this layer (or sheet) only")
_CRS = Text(
    "文件没写坐标系时，在此告知，如 EPSG:4529", "the CRS of a file that doesn't tell, as EPSG:4529"
)
_DATUM = Text("坐标经过偏移：gcj02 或 bd09", "coordinates are shifted: gcj02 or bd09")
_ENCODING = Text(
    "文字编码，如 GBK；默认由证据判定", "encoding of text, as GBK; by evidence otherwise"
)
_ID = Text("编号所在的列；检查是否重复", "the column of the id; checked for repeats")
_AREA = Text(
    "登记面积所在的列；与量算面积比对", "the column of the stated area; compared with the measured"
)
_UNIT = Text("登记面积的单位；默认平方米", "unit of the stated area; m2 otherwise")

_NO_COLUMN = Text("没有列 {name!r}；{hint}", "no column {name!r}; {hint}")
_LACKS = Text(
    "提示：{file} 没有列 {name!r}，其余检查照做",
    "note: {file} has no column {name!r}; all else was checked",
)
_ONE_LAYER = Text(
    "提示：{file} 只有一个图层，--layer {name} 未起作用",
    "note: {file} has one layer only; --layer {name} was not used",
)


def add(app: typer.Typer, command: type[TyperCommand], settings: Settings, lang: Lang) -> None:
    """Add the command."""
    del settings

    @app.command(
        "check",
        cls=command,
        help=_LONG.say(lang),
        short_help=_SHORT.say(lang),
        epilog=_EXAMPLES.say(lang),
    )
    def check(  # one argument an option
        files: Annotated[list[str], typer.Argument(metavar="FILE", help=_FILES.say(lang))],
        layer: Annotated[
            str | None, typer.Option("--layer", metavar="NAME", help=_LAYER.say(lang))
        ] = None,
        crs: Annotated[
            str | None, typer.Option("--crs", metavar="CODE", help=_CRS.say(lang))
        ] = None,
        datum: Annotated[
            Literal["gcj02", "bd09"] | None,
            typer.Option("--datum", metavar="DATUM", help=_DATUM.say(lang)),
        ] = None,
        encoding: Annotated[
            str | None, typer.Option("--encoding", metavar="NAME", help=_ENCODING.say(lang))
        ] = None,
        id_column: Annotated[
            str | None, typer.Option("--id", metavar="COLUMN", help=_ID.say(lang))
        ] = None,
        area: Annotated[
            str | None, typer.Option("--area", metavar="COLUMN", help=_AREA.say(lang))
        ] = None,
        area_unit: Annotated[
            str, typer.Option("--area-unit", metavar="UNIT", help=_UNIT.say(lang))
        ] = "m2",
    ) -> None:
        from sitesel.catalogue.inspection import Stated, inspect  # noqa: PLC0415  # slow to load
        from sitesel.cli.looks import show_inspection  # noqa: PLC0415
        from sitesel.layers import ReadOptions  # noqa: PLC0415

        options = ReadOptions(layer=layer, encoding=encoding, crs=crs)
        stated = Stated(id_column, area, area_unit)
        worst = exits.FINE
        seen: list[tuple[str, Inspection]] = []
        for file in files:
            try:
                if "://" not in file:
                    must_exist(Path(file))
                    _must_be_a_file(Path(file))
                with bar(lang) as progress:
                    looks = list(
                        inspect(file, options, datum=datum, stated=stated, progress=progress)
                    )
            except SiteselError as error:  # one bad file doesn't hide the others
                tell(f"{file}: {error.say(lang)}")
                worst = max(worst, exits.exit_code(error))
                continue
            for each in looks:
                show_inspection(file, each, lang)
                worst = max(worst, _code(each))
                seen.append((file, each))
                if layer not in (None, Path(file).stem) and each.layer.provenance.layer is None:
                    tell(_ONE_LAYER.format(file=file, name=layer).say(lang))
        for name in stated.columns:
            worst = max(worst, _tell_lacking(name, seen, lang))
        raise typer.Exit(worst)


def _must_be_a_file(path: Path) -> None:
    if path.is_dir() and path.suffix.lower() != ".gdb" and not any(path.glob("*.gdbtable")):
        raise WrongUse(
            f"{path} is a folder; name the files in it, as `sitesel check {path}/*.shp`",
            f"{path} 是文件夹；请指明其中的文件，如 `sitesel check {path}/*.shp`",
        )


def _tell_lacking(name: str, seen: Sequence[tuple[str, "Inspection"]], lang: Lang) -> int:
    """Say where a column that was told is not; it is wrong when no layer has it."""
    from sitesel.catalogue.suggestion import unknown_word  # noqa: PLC0415

    lacking = [(file, look) for file, look in seen if name in look.lacking]
    if lacking and len(lacking) == len(seen):
        known = dict.fromkeys(column.name for _, look in seen for column in look.columns)
        tell(_NO_COLUMN.format(name=name, hint=unknown_word(name, known).say(lang)).say(lang))
        return exits.USAGE
    for file, look in lacking:
        where = file if look.layer.provenance.layer is None else f"{file} {look.layer.name}"
        tell(_LACKS.format(file=where, name=name).say(lang))
    return exits.FINE


def _code(look: "Inspection") -> int:
    if look.refusal is not None:
        return exits.exit_code(look.refusal)
    grave = any(finding.severity in ("fatal", "error") for finding in look.findings)
    return exits.FOUND if grave else exits.FINE
