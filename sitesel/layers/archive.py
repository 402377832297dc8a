"""Zip archives of layers: opened without trusting their names, their sizes or their makers."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from sitesel.errors import LayerError
from sitesel.layers.encoding import Bytes, decide
from sitesel.layers.formats import SUFFIXES

MOST_BYTES = 8 * 2**30
"""How much an archive may hold when unpacked."""
MOST_FILES = 20_000
"""How many files it may hold."""
MOST_RATIO = 300
"""How many times smaller than its content a large member may be."""
_LARGE = 64 * 2**20
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, LZMAError, NotImplementedError, RuntimeError, OSError, EOFError,
)  # fmt: skip
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An archive's files in a folder of their own.

    Parameters
    ----------
    folder
        Where they are until the archive is closed.
    members
        What may be layers: paths relative to the folder, in order.
    """

    folder: Path
    members: tuple[str, ...]

    def find(self, wanted: str) -> tuple[str, str | None] | None:
        """Return the member that a name means, and the layer inside it where it goes on.

        >>> archive = Unpacked(Path("."), ("raw/地块.gpkg", "raw/岸线.shp"))
        >>> archive.find("地块.gpkg/宗地"), archive.find("岸线")
        (('raw/地块.gpkg', '宗地'), ('raw/岸线.shp', None))
        """
        for member in self.members:
            path = PurePosixPath(member)
            for name in (member, path.name, path.stem):
                if wanted == name:
                    return member, None
                if wanted.startswith(f"{name}/"):
                    return member, wanted.removeprefix(f"{name}/")
        return None


@contextmanager
def unpacked(path: Path) -> Iterator[Unpacked]:
    """Unpack an archive into a folder that is gone afterwards.

    Raises
    ------
    LayerError
        It is damaged, encrypted, too large when unpacked, or has names that lead out of it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise LayerError(
            f"{path.name} is no whole zip archive: {error}; ask for it again",
            f"{path.name} 不是完整的 zip 压缩包：{error}；请重新获取",
        ) from error
    with archive, tempfile.TemporaryDirectory() as folder:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _refuse_bombs(entries, path)
        for entry, name in zip(entries, _names(entries), strict=True):
            _unpack(archive, entry, _inside(Path(folder), name, path), path)
        yield Unpacked(Path(folder), tuple(_members(Path(folder))))


def _refuse_bombs(entries: list[zipfile.ZipInfo], path: Path) -> None:
    size = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _LARGE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if size > MOST_BYTES or len(entries) > MOST_FILES or swollen:
        raise LayerError(
            f"{path.name} would unpack to {size:,} bytes in {len(entries):,} files, which is not "
            "plausible for map layers; unpack it yourself and name the files",
            f"{path.name} 解压后有 {size:,} 字节、{len(entries):,} 个文件，不像图层数据；"
            "请自行解压后指明文件",
        )
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise LayerError(
            f"{path.name} is encrypted; unpack it with its password and name the files",
            f"{path.name} 有密码；请先解压，再指明文件",
        )


def _names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names as meant: software in China writes them in GBK without saying so."""
    raw = [
        None if entry.flag_bits & _UTF8_FLAG else entry.orig_filename.encode("cp437", "replace")
        for entry in entries
    ]
    codec = decide(Bytes(name) for name in raw if name is not None).codec
    return [
        entry.filename if name is None else name.decode(codec, "replace").replace("\\", "/")
        for entry, name in zip(entries, raw, strict=True)
    ]


def _inside(folder: Path, name: str, path: Path) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or ":" in name or "\0" in name:
        raise LayerError(
            f"{path.name} holds a file called {name!r}, which would be written outside of its "
            "folder; the archive is not to be trusted",
            f"{path.name} 中的文件名 {name!r} 会写到文件夹之外；该压缩包不可信",
        )
    return folder.joinpath(*parts)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, path: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, target.open("wb") as sink:
            # zipfile stops at the size that was checked, whatever the data would go on to
            shutil.copyfileobj(source, sink, 1 << 20)
    except _DAMAGE as error:
        raise LayerError(
            f"{entry.filename!r} in {path.name} can't be unpacked: {error}; ask for it again",
            f"{path.name} 中的 {entry.filename!r} 无法解压：{error}；请重新获取",
        ) from error


def _members(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        if any(part.startswith(("__MACOSX", ".")) for part in relative.parts):
            continue
        in_geodatabase = any(part.lower().endswith(".gdb") for part in relative.parts[:-1])
        wanted = file.suffix.lower() in SUFFIXES and SUFFIXES[file.suffix.lower()] != "zip"
        if wanted and not in_geodatabase and file.is_dir() == (file.suffix.lower() == ".gdb"):
            yield relative.as_posix()
