"""Shapefiles: three to six files that often don't fit together, read without changing any."""

from __future__ import annotations

import codecs
import struct
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from sitesel.findings import Finding
from sitesel.layers.characters import plausibility
from sitesel.layers.codepages import codec_of_language_driver
from sitesel.layers.dbase import Field, Table, deleted_rows, read_header, text_sample
from sitesel.layers.encoding import Bytes, Decision, decide
from sitesel.layers.features import Features, features, frame, unreadable
from sitesel.layers.layer import Layer, Provenance, ReadOptions, SourceFile

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_KEEPS_BYTES = "ISO-8859-1"


def parts(path: Path) -> dict[str, Path]:
    """Return the files that make up a shapefile by suffix, whatever the case of their names."""
    stem = path.stem.casefold()
    return {
        other.suffix.lower(): other
        for other in sorted(path.parent.iterdir())
        if other.stem.casefold() == stem and other.suffix.lower() in _PARTS and other.is_file()
    } | {".shp": path}


def read_shapefile(path: Path, options: ReadOptions) -> Layer:
    """Read a shapefile.

    Text is decoded by the evidence of its bytes. Missing companions are made up for in a folder of
    their own, so that nothing beside the file changes.

    Raises
    ------
    LayerError
        The shapes can't be read.
    """
    name = options.name_for(path)
    files = parts(path)
    findings = _missing(files, name) + _cut_off(path, name)
    table, decision = None, Decision("ascii", plain=True)
    if ".dbf" in files:
        table = read_header(files[".dbf"])
        decision = _decide(table, files, options.encoding)
        findings += decision.findings(name)
        if deleted := deleted_rows(files[".dbf"], table):
            findings.append(Finding("rows-deleted", name, count=deleted))
    raw = _features(files)
    told, more = redecoded(raw, table.fields if table else (), decision, name)
    rows, also = frame(told, name)
    lost = [finding for finding in also if finding.code == "crs-not-understood"]
    if ".prj" in files and rows.crs is None and not lost:
        text = files[".prj"].read_text("utf-8", "replace").strip()
        also.append(Finding("crs-not-understood", name, facts={"told": text[:80]}))
    provenance = Provenance(
        path.name,
        "ESRI Shapefile",
        tuple(SourceFile.of(file) for file in sorted(files.values())),
        encoding=None if decision.plain else decision.codec,
        crs_from="file" if rows.crs is not None else None,
    )
    return Layer(name, rows, (*findings, *more, *also), provenance)


def _missing(files: dict[str, Path], name: str) -> list[Finding]:
    codes = {".shx": "index-missing", ".dbf": "table-missing", ".prj": "crs-not-told"}
    return [Finding(code, name) for suffix, code in codes.items() if suffix not in files]


def _cut_off(path: Path, name: str) -> list[Finding]:
    with path.open("rb") as file:
        head = file.read(28)
    if len(head) < 28 or head[:4] != b"\x00\x00\x27\x0a":
        raise unreadable(path, "no shapefile header")
    says, has = struct.unpack(">i", head[24:28])[0] * 2, path.stat().st_size
    return [Finding("file-cut-off", name, facts={"says": says, "has": has})] if has < says else []


def _decide(table: Table, files: dict[str, Path], declared: str | None) -> Decision:
    told = None
    if ".cpg" in files:
        data = files[".cpg"].read_bytes().removeprefix(codecs.BOM_UTF8)
        told = data.decode("ascii", "replace").strip("\0 \r\n\t\"'") or None
    hinted = codec_of_language_driver(table.language_driver)
    sample = text_sample(files[".dbf"], table)
    return decide(sample, declared=declared, told=told, hinted=hinted)


def index_of(shp: bytes) -> bytes:
    """Return the index (`.shx`) of the shapes of a shapefile.

    Records are followed from the first, each by its length; a record that runs over the end of the
    file is left out.
    """
    entries, place = bytearray(), 100
    while place + 12 <= len(shp):
        (length,) = struct.unpack(">i", shp[place + 4 : place + 8])
        if length < 2 or place + 8 + 2 * length > len(shp):
            break
        entries += struct.pack(">ii", place // 2, length)
        place += 8 + 2 * length
    return shp[:24] + struct.pack(">i", (100 + len(entries)) // 2) + shp[28:100] + bytes(entries)


def _features(files: dict[str, Path]) -> Features:
    shp = files[".shp"]
    alike = all(file == shp.with_suffix(suffix) for suffix, file in files.items())
    if alike and ".shx" in files:
        return features(shp, layer=None, encoding=_KEEPS_BYTES)
    with tempfile.TemporaryDirectory() as folder:
        for suffix, file in files.items():
            (Path(folder) / f"shapes{suffix}").symlink_to(file.resolve())
        if ".shx" not in files:
            (Path(folder) / "shapes.shx").write_bytes(index_of(shp.read_bytes()))
        return features(Path(folder) / "shapes.shp", layer=None, encoding=_KEEPS_BYTES)


@dataclass
class _Tally:
    cut: int = 0
    mixed: int = 0
    lost: int = 0
    sample: str = ""


def decode_leniently(raw: Bytes, codec: str) -> tuple[str, str]:
    """Decode one value, whatever it is.

    Returns
    -------
    text
        The value; U+FFFD for bytes that can't be decoded.
    how
        `whole`, `cut` (its last character is lost), `mixed` (it is in another encoding than the
        rest), or `lost`.

    Examples
    --------
    >>> decode_leniently(Bytes("工业".encode("gbk")), "utf-8")
    ('工业', 'mixed')
    """
    other = "gb18030" if codec == "utf-8" else "utf-8"
    foreign = _strictly(raw, other)
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(raw.value)
    except UnicodeDecodeError:
        return (foreign, "mixed") if foreign else (raw.value.decode(codec, "replace"), "lost")
    pending = bool(decoder.getstate()[0])
    # UTF-8 often decodes as something else, something else hardly ever as UTF-8
    if other == "utf-8" and foreign and plausibility(foreign) > plausibility(text):
        return foreign, "mixed"
    if not pending:
        return text, "whole"
    if raw.full:
        return text, "cut"
    return (foreign, "mixed") if foreign else (raw.value.decode(codec, "replace"), "lost")


def _strictly(raw: Bytes, codec: str) -> str:
    try:
        return raw.value.decode(codec)
    except UnicodeDecodeError:
        return ""


def _column(values: NDArray[Any], codec: str, width: int, tally: _Tally) -> NDArray[Any]:
    decoded: dict[str, tuple[str, str]] = {}
    result = values.copy()
    for row, value in enumerate(values):
        if value is None or value.isascii():
            continue
        if value not in decoded:
            data = value.encode("latin-1")
            decoded[value] = decode_leniently(Bytes(data, len(data) >= width > 0), codec)
        result[row], how = decoded[value]
        if how != "whole":
            setattr(tally, how, getattr(tally, how) + 1)
            tally.sample = tally.sample or result[row][:24]
    return result


def redecoded(
    raw: Features, fields: Sequence[Field], decision: Decision, name: str
) -> tuple[Features, list[Finding]]:
    """Turn names and values that were read byte for byte (ISO 8859-1) into text.

    Parameters
    ----------
    fields
        The columns of the dBASE table, for their widths; none where text can't have been cut.
    """
    widths = [field.width for field in fields] if len(fields) == len(raw.names) else []
    findings: list[Finding] = []
    names, columns = [], []
    for position, (column, values) in enumerate(zip(raw.names, raw.columns, strict=True)):
        data = column.encode("latin-1", "replace")
        text, how = decode_leniently(Bytes(data, bool(fields) and len(data) >= 10), decision.codec)
        names.append(text)
        if how == "cut":
            findings.append(Finding("column-name-cut", name, column=text))
        if raw.kinds[position] == "object":
            tally = _Tally()
            width = widths[position] if widths else 0
            values = _column(values, decision.codec, width, tally)  # noqa: PLW2901
            findings += _told(tally, name, text)
        columns.append(values)
    return replace(raw, names=tuple(names), columns=tuple(columns)), findings


def _told(tally: _Tally, layer: str, column: str) -> list[Finding]:
    counts: Sequence[tuple[str, int]] = (
        ("text-cut", tally.cut),
        ("encoding-mixed", tally.mixed),
        ("text-undecodable", tally.lost),
    )
    return [
        Finding(code, layer, column=column, count=count, facts={"sample": tally.sample})
        for code, count in counts
        if count
    ]
