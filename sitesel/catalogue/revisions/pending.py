"""Uploads that were looked at and wait to be published: kept a day, in a folder of their own.

What somebody calls a file never becomes a path: each lies under a random token, and of its name
only a suffix that sitesel reads is kept.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.mapping import ColumnMapping
from sitesel.catalogue.revisions.difference import Asked, Difference, difference
from sitesel.errors import UploadNotFound, UploadRefused
from sitesel.layers import ReadOptions
from sitesel.schema import SiteKind

FOLDER = "uploads"
MOST_BYTES = 50_000_000
"""How large an upload may be."""
SUFFIXES = (".csv", ".dxf", ".geojson", ".gpkg", ".json", ".kml", ".parquet", ".tsv", ".txt",
            ".xlsx", ".zip")  # fmt: skip
KEPT = timedelta(days=1)

_MOST_UNPACKED = 500_000_000
_MOST_RATIO = 200
_MOST_FILES = 2_000
_MOST_WAITING = 100
_TOKEN = re.compile(r"[0-9a-f]{32}")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069/\\\\]")
_META = "upload.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits.

    Parameters
    ----------
    token
        It is asked for by it.
    name
        As its sender calls it.
    who, when
        Who sent it, and when; ISO 8601, UTC.
    sites, whole, id, layer, crs
        What the sender told of it (see `Asked`).
    catalogue
        What it was held against.
    columns
        From attribute to column, where the sender told; None where they are known by their names.
    """

    token: str
    name: str
    who: str
    when: str
    sites: SiteKind
    whole: bool
    id: str | None
    layer: str | None
    crs: str | None
    catalogue: str
    columns: dict[str, str] | None = None

    @property
    def expires(self) -> datetime:
        """Until when it is kept."""
        return datetime.fromisoformat(self.when) + KEPT

    def asked(self) -> Asked:
        """Return what is told of the file."""
        stem = Path(self.name).stem
        options = ReadOptions(name=stem, layer=self.layer, crs=self.crs)
        told = self.columns
        columns = None if told is None else {k: ColumnMapping(column=v) for k, v in told.items()}
        return Asked(self.sites, self.whole, self.id, columns, options)


class Uploads:
    """The uploads of a store.

    Parameters
    ----------
    store
        Its folder.
    """

    def __init__(self, store: Path) -> None:
        self._folder = store / FOLDER

    def take(self, pieces: Iterable[bytes], upload: Upload) -> Upload:
        """Keep a file as it comes.

        Raises
        ------
        UploadRefused
            It is too large, of no format that is taken, or would unpack to too much.
        """
        suffix = suffix_of(upload.name)
        self._sweep(datetime.fromisoformat(upload.when))
        kept = replace(upload, token=secrets.token_hex(16), name=shown(upload.name))
        folder = self._folder / kept.token
        folder.mkdir(parents=True, mode=0o700)
        try:
            path = folder / f"upload{suffix}"
            with path.open("xb") as file:
                for piece in pieces:
                    file.write(piece)
                    _check_size(file.tell())
            _refuse_bombs(path, kept.name)
            text = json.dumps(asdict(kept), ensure_ascii=False)
            (folder / _META).write_text(text, "utf-8")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return kept

    def find(self, token: str, who: str | None, now: datetime) -> Upload:
        """Return an upload of somebody; of anybody where `who` is None.

        Raises
        ------
        UploadNotFound
            There is none, it is somebody else's, or its time is over.
        """
        folder = self._folder / token
        try:
            if not _TOKEN.fullmatch(token):
                raise FileNotFoundError(token)
            upload = Upload(**json.loads((folder / _META).read_text("utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise _gone() from error
        if who not in (None, upload.who) or now > upload.expires:
            raise _gone()
        return upload

    def waiting(self, who: str | None, now: datetime) -> list[Upload]:
        """Return the uploads of somebody, or of all, that wait; the latest first."""
        found = []
        for folder in self._folder.glob("*"):
            try:
                found.append(self.find(folder.name, who, now))
            except UploadNotFound:  # another's, too old, or just being written
                continue
        return sorted(found, key=lambda upload: (upload.when, upload.token), reverse=True)

    def difference(self, upload: Upload, catalogue: Catalogue) -> Difference:
        """Hold an upload against a catalogue.

        Raises
        ------
        LayerError
            The file can't be read.
        UploadRefused
            It tells of no parcels.
        """
        path = self._folder / upload.token / f"upload{suffix_of(upload.name)}"
        return replace(difference(catalogue, path, upload.asked()), source=upload.name)

    def drop(self, upload: Upload) -> None:
        """Forget an upload."""
        shutil.rmtree(self._folder / upload.token, ignore_errors=True)

    def _sweep(self, now: datetime) -> None:
        """Forget what nobody published in time, and the oldest where too many wait."""
        if not self._folder.is_dir():
            return
        waiting = sorted(self._folder.iterdir(), key=lambda folder: folder.stat().st_mtime)
        oldest = (now - KEPT).timestamp()
        for place, folder in enumerate(waiting):
            if folder.stat().st_mtime < oldest or place <= len(waiting) - _MOST_WAITING:
                shutil.rmtree(folder, ignore_errors=True)


def suffix_of(name: str) -> str:
    """Return the suffix of a file that is taken.

    Raises
    ------
    UploadRefused
        It is of no such format.

    Examples
    --------
    >>> suffix_of("../../地块.XLSX")
    '.xlsx'
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UploadRefused(
            f"files called {suffix or name!r} are not taken; send one of {', '.join(SUFFIXES)}, "
            "a shapefile as a zip of its parts",
            f"不接受 {suffix or name!r} 文件；可上传 {'、'.join(SUFFIXES)}，"
            "Shapefile 请把各文件打包为 zip",
        )
    return suffix


def shown(name: str) -> str:
    """Return a file's name fit to be shown and kept: no folders, nothing that steers.

    >>> shown("../../etc/地块.csv"), shown(f"a{chr(27)}[1m.csv")
    ('地块.csv', 'a[1m.csv')
    """
    last = re.split(r"[/\\]", name)[-1]
    return _ODD.sub("", last)[-120:]


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise UploadRefused(
            f"the file is larger than {MOST_BYTES / 1e6:.0f} MB; use `sitesel build`",
            f"文件超过 {MOST_BYTES / 1e6:.0f} MB；请使用 `sitesel build`",
        )


def _refuse_bombs(path: Path, name: str) -> None:
    """Refuse an archive, or a workbook, that unpacks to what no list of parcels is."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    many = len(entries) > _MOST_FILES
    if size > _MOST_UNPACKED or many or (size > MOST_BYTES and size > _MOST_RATIO * packed):
        raise UploadRefused(
            f"{name} would unpack to {size:,} bytes in {len(entries):,} files; "
            "no list of parcels is so large",
            f"{name} 解压后有 {size:,} 字节、{len(entries):,} 个文件，不像地块清单",
        )


def _gone() -> UploadNotFound:
    return UploadNotFound(
        "no such upload of yours waits; it is kept for a day, upload it again",
        "没有等待发布的这个上传；上传只保留一天，请重新上传",
    )
