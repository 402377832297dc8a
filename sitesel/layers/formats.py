"""What format a file is of: by its content where that is decisive, else by its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path
from typing import Literal

from sitesel.errors import LayerError, UnknownFormat

Format = Literal[
    "Shapefile", "GeoPackage", "FileGDB", "GeoJSON", "TopoJSON", "FlatGeobuf", "KML", "GeoParquet",
    "OSM", "DXF", "CSV", "Excel", "boundary TXT", "zip",
]  # fmt: skip

SUFFIXES: dict[str, Format] = {
    ".shp": "Shapefile", ".gpkg": "GeoPackage", ".gdb": "FileGDB", ".geojson": "GeoJSON",
    ".json": "GeoJSON", ".topojson": "TopoJSON", ".fgb": "FlatGeobuf", ".kml": "KML",
    ".parquet": "GeoParquet", ".geoparquet": "GeoParquet", ".pbf": "OSM", ".dxf": "DXF",
    ".csv": "CSV", ".tsv": "CSV", ".xlsx": "Excel", ".xlsm": "Excel", ".txt": "boundary TXT",
    ".zip": "zip", ".kmz": "zip", ".shz": "zip",
}  # fmt: skip
_COMPANIONS = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix"}
_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"SQLite format 3\0", "GeoPackage"),
    (b"PAR1", "GeoParquet"),
    (b"fgb\x03fgb", "FlatGeobuf"),
    (b"\x00\x00\x27\x0a", "Shapefile"),
)
# formats that bytes of the same kind may stand for, so that a name is right in either
_ALIKE: tuple[set[Format], ...] = ({"CSV", "boundary TXT"}, {"GeoJSON", "TopoJSON"})


def format_of(path: Path) -> Format:
    r"""Return the format of a file or folder.

    Raises
    ------
    UnknownFormat
        None of those that sitesel reads.
    LayerError
        There is no such file, or it is a companion of another.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp()) / "misnamed.csv"
    >>> _ = path.write_bytes(b"fgb\x03fgb\x00")
    >>> format_of(path)
    'FlatGeobuf'
    """
    suffix = path.suffix.lower()
    if not path.exists():
        raise LayerError(
            f"there is no file {path.name} in {path.parent}",
            f"{path.parent} 中没有文件 {path.name}",
        )
    if path.is_dir():
        if suffix == ".gdb" or any(path.glob("*.gdbtable")):
            return "FileGDB"
        raise UnknownFormat(
            f"{path.name} is a folder; name the file inside that is meant",
            f"{path.name} 是文件夹；请写明其中的文件",
        )
    if suffix in _COMPANIONS:
        raise UnknownFormat(
            f"{path.name} is a part of a shapefile; name the .shp",
            f"{path.name} 是 Shapefile 的一部分；请写 .shp 文件",
        )
    by_content = _by_content(path)
    by_name = SUFFIXES.get(suffix)
    if by_content and by_name and any({by_content, by_name} <= alike for alike in _ALIKE):
        return by_content
    found = by_content or by_name
    if found is None:
        known = " ".join(sorted(SUFFIXES))
        raise UnknownFormat(
            f"{path.name} is of no format that sitesel reads; it reads {known}",
            f"无法识别 {path.name} 的格式；可读取 {known}",
        )
    return found


def misnamed(path: Path, found: Format) -> bool:
    """Tell whether a file's name says another format than its content."""
    named = SUFFIXES.get(path.suffix.lower())
    if named is None or named == found:
        return False
    return not any({named, found} <= alike for alike in _ALIKE)


def _by_content(path: Path) -> Format | None:
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, decided in _MAGIC:
        if head.startswith(magic):
            return decided
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if b"OSMHeader" in head[:32]:
        return "OSM"
    found = _by_text(_as_text(head))
    if found == "GeoJSON" and re.search(rb'"type"\s*:\s*"Topology"', path.read_bytes()):
        return "TopoJSON"
    if found is None and path.suffix.lower() == ".txt" and b"," in head:
        return "CSV"
    return found


def _zipped(path: Path) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "zip"
    return "Excel" if "xl/workbook.xml" in names else "zip"


def _as_text(head: bytes) -> str:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").strip()
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("gb18030", "replace")


def _by_text(text: str) -> Format | None:
    if text.startswith("{"):
        return "GeoJSON"
    if re.match(r"<\?xml|<kml", text):
        return "KML" if "<kml" in text else None
    if re.match(r"0\s*\r?\nSECTION|999\s*\r?\n", text) or text.startswith("AutoCAD Binary DXF"):
        return "DXF"
    heading = r"^\s*\[(?:属性描述|地块坐标)\]"
    parcel_or_point = r",@\s*$|^J?\d+,\d+,\d{6,8}\.?\d*,\d{6,8}\.?\d*\s*$"
    if re.search(f"{heading}|{parcel_or_point}", text, re.MULTILINE):
        return "boundary TXT"
    return None
