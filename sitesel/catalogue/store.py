"""Where catalogues are kept: each in a folder named by its digest, one of them current.

A catalogue is written beside the others under another name, forced to disk, renamed, and only
then named in `current`: whoever reads sees the old one or the new one, never a half.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec

from sitesel.catalogue import snapshot
from sitesel.catalogue.catalogue import Catalogue, open_catalogue
from sitesel.catalogue.manifest import FILE, Manifest
from sitesel.catalogue.media import FOLDER as MEDIA_FOLDER
from sitesel.catalogue.media import added_path, keep_added
from sitesel.catalogue.revisions.revision import Change, Revision
from sitesel.catalogue.revisions.state import FILE as STATE_FILE
from sitesel.catalogue.revisions.state import State
from sitesel.errors import CatalogueError, CatalogueNotFound, RevisionRefused

if TYPE_CHECKING:
    from sitesel.catalogue.amending import Amended
    from sitesel.catalogue.revisions.outlined import Measure

CURRENT = "current"
_ID = re.compile(r"[0-9a-f]{16}")
_MEDIA = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")
_UNFINISHED = ".unfinished-"

WriteReports = Callable[[Manifest, Path], None]
"""Writes the reports of a catalogue whose manifest is settled into its folder."""


class Store:
    """A folder of catalogues, or an object store of them that is read through a cache.

    Parameters
    ----------
    location
        A folder, or a URL that fsspec understands (`s3://…`, `memory://…`). A URL is read only.
    cache
        The folder that catalogues of a URL are copied to, so that they can be mapped into memory;
        needed for a URL.
    """

    def __init__(self, location: str | Path, *, cache: str | Path | None = None) -> None:
        self.location = str(location)
        self._remote = "://" in self.location and not self.location.startswith("file://")
        if self._remote and cache is None:
            raise CatalogueError(
                f"{self.location} is not a local folder; name a cache folder to copy it to",
                f"{self.location} 不是本地文件夹；请指定缓存文件夹",
            )
        self.path = Path(cache if self._remote and cache else _local(self.location))
        self._base: Catalogue | None = None

    def ids(self) -> list[str]:
        """Return the ids of all catalogues, sorted."""
        if self._remote:
            files, root = fsspec.url_to_fs(self.location)
            folder = f"{root}/catalogues"
            names = files.ls(folder, detail=False) if files.exists(folder) else []
            return sorted(n for name in names if _ID.fullmatch(n := Path(name).name))
        folder_ = self.path / "catalogues"
        if not folder_.is_dir():
            return []
        return sorted(entry.name for entry in folder_.iterdir() if _ID.fullmatch(entry.name))

    def current_id(self) -> str | None:
        """Return the id of the published catalogue; None before the first."""
        try:
            if self._remote:
                files, root = fsspec.url_to_fs(self.location)
                text = files.cat_file(f"{root}/{CURRENT}").decode()
            else:
                text = (self.path / CURRENT).read_text("ascii")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise self._bad_current(str(error)) from error
        identity: str = text.strip()
        if not _ID.fullmatch(identity):
            raise self._bad_current(repr(identity[:40]))
        return identity

    def _bad_current(self, why: str) -> CatalogueError:
        return CatalogueError(
            f"{self.location}/{CURRENT} does not name a catalogue ({why}); publish one again",
            f"{self.location}/{CURRENT} 没有指向目录（{why}）；请重新发布",
        )

    def current(self) -> Catalogue:
        """Open the published catalogue.

        Raises
        ------
        CatalogueNotFound
            Nothing was published yet.
        """
        identity = self.current_id()
        if identity is None:
            raise CatalogueNotFound(
                f"no catalogue in {self.location}; build one with `sitesel build`",
                f"{self.location} 中还没有目录；请用 `sitesel build` 构建",
            )
        return self.catalogue(identity)

    def catalogue(self, identity: str) -> Catalogue:
        """Open a catalogue by its id.

        Raises
        ------
        CatalogueNotFound
            There is none of that id.
        """
        folder = self._folder(identity)
        if _ID.fullmatch(identity) and self._remote and not folder.is_dir():
            self._fetch(identity)
        if not _ID.fullmatch(identity) or not folder.is_dir():
            known = ", ".join(self.ids()) or "–"
            raise CatalogueNotFound(
                f"no catalogue {identity!r} in {self.location}; there are {known}",
                f"{self.location} 中没有目录 {identity!r}；现有：{known}",
            )
        opened = open_catalogue(folder, base=self._base)
        self._base = opened if opened.base is None else opened.base
        return opened

    def _folder(self, identity: str) -> Path:
        return self.path / "catalogues" / identity

    def publish(
        self,
        draft: snapshot.Draft,
        *,
        reports: WriteReports | None = None,
        measure: Measure | None = None,
        listed: Sequence[Revision] | None = None,
        seen: Sequence[Revision] = (),
    ) -> Catalogue:
        """Write a catalogue and make it the current one, with what was revised in the one before.

        Whatever goes wrong on the way, the catalogue published before stays as it was. Revisions
        of what the sources tell as before are carried over (see `revisions.carrying`).

        Parameters
        ----------
        draft
            What it will hold.
        reports
            Writes its reports.
        measure
            Measures sites as the draft's were; None leaves outlines that were revised as drafted.
        listed, seen
            Revisions of sites added and taken away: those that the draft holds (None where its
            sources alone were read), and all that there were when it was drafted.

        Raises
        ------
        CatalogueError
            The store is a URL, or can't be written to.
        RevisionRefused
            Sites were added or taken away since the sources were read.
        """
        with self._writing():
            before = self.revised()
            if listed is not None:
                _check_roll(before, seen)
            identity = self._put(_writer(draft, reports), point=before is None)
            if before is not None:
                identity = self._carry(before, identity, measure, listed)
                self._point_to(identity)
        return self.catalogue(identity)

    def keep(self, draft: snapshot.Draft, *, reports: WriteReports | None = None) -> str:
        """Write a catalogue that is not published yet, and return its id.

        Raises
        ------
        CatalogueError
            The store is a URL, or can't be written to.
        """
        with self._writing():
            return self._put(_writer(draft, reports), point=False)

    def amend(self, amended: Amended) -> Catalogue:
        """Publish a catalogue that was built for it, with what was revised in the one before.

        Raises
        ------
        RevisionRefused
            A change can't be made, or the catalogue was built again meanwhile.
        RevisionConflict
            Somebody else changed one of the parcels meanwhile.
        CatalogueError
            The store can't be written to.
        """
        from sitesel.catalogue.revisions.conflict import check_unchanged  # noqa: PLC0415
        from sitesel.catalogue.revisions.revising import prepared  # noqa: PLC0415

        with self._writing():
            current = self.current()
            check_unchanged(self.catalogue(amended.expects), current, amended.touched)
            _check_base(current, amended.base)
            before = self.revised()
            _check_roll(before, amended.seen)
            identity = amended.built
            if before is not None:
                identity = self._carry(before, identity, amended.measure, amended.carried)
            following = prepared(
                self.catalogue(identity),
                amended.changes,
                who=amended.who,
                now=amended.now,
                measure=amended.measure,
                listed=amended.listed,
            )
            if following is not None:
                identity = self._put(following.write, point=False)
            self._point_to(identity)
        return self.catalogue(identity)

    def _carry(
        self,
        before: Catalogue,
        identity: str,
        measure: Measure | None,
        listed: Sequence[Revision] | None,
    ) -> str:
        from sitesel.catalogue.revisions.carrying import carried_over  # noqa: PLC0415

        carried = carried_over(before, self.catalogue(identity), measure, listed)
        return identity if carried is None else self._put(carried.write, point=False)

    def revised(self) -> Catalogue | None:
        """Return what is published where it was revised and can be opened."""
        try:
            current = self.current()
        except CatalogueError:
            return None
        return current if current.revised is not None else None

    def revise(
        self,
        changes: Sequence[Change],
        *,
        who: str,
        now: datetime,
        expects: str | None = None,
        measure: Measure | None = None,
    ) -> Catalogue:
        """Publish the next state of the current catalogue: it, with some values changed.

        Only what changed is written, and nothing is measured again but sites with another outline,
        and the room to expand beside them and beside parcels that became available or are no
        longer.

        Parameters
        ----------
        changes
            All of them are published, or none.
        who
            As the record names people: `user:3`, `cli:root`.
        now
            Aware, UTC.
        expects
            The id of the catalogue that the changes were made on; None for whatever is current.
        measure
            Measures sites whose outlines change; needed for those.

        Returns
        -------
        catalogue
            The new state; what is current where all is so already.

        Raises
        ------
        RevisionRefused
            A change can't be made.
        RevisionConflict
            Somebody else changed one of the parcels since `expects`.
        ParcelNotFound
            There is no such parcel or hall.
        CatalogueError
            Nothing is published, or the store can't be written to.
        """
        from sitesel.catalogue.revisions.conflict import check_unchanged  # noqa: PLC0415
        from sitesel.catalogue.revisions.revising import prepared  # noqa: PLC0415

        with self._writing():
            current = self.current()
            if expects is not None and expects != current.id:
                check_unchanged(self.catalogue(expects), current, changes)
            following = prepared(current, changes, who=who, now=now, measure=measure)
            if following is None:
                return current
            identity = self._put(following.write)
        return self.catalogue(identity)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only one that writes into the store; what fails leaves it as it was."""
        if self._remote:
            raise CatalogueError(
                f"{self.location} is read only; build into a folder and copy it there",
                f"{self.location} 只读；请先构建到文件夹再复制",
            )
        try:
            (self.path / "catalogues").mkdir(parents=True, exist_ok=True)
            with self._alone():
                yield
        except OSError as error:
            raise CatalogueError(
                f"the catalogue can't be written to {self.location} ({error}); "
                "what was published before is untouched",
                f"无法写入 {self.location}({error})；此前发布的目录未受影响",
            ) from error

    def _put(self, write: Callable[[Path], str], *, point: bool = True) -> str:
        """Let a folder be written, and keep it under the id that writing gives it."""
        catalogues = self.path / "catalogues"
        _clear_unfinished(catalogues)
        with _unfinished(catalogues) as folder:
            identity = write(folder)
            _settle(folder, catalogues / identity)
        if point:
            self._point_to(identity)
        return identity

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # two builds into one store wait for each other; the lock dies with its process
        with (self.path / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _point_to(self, identity: str) -> None:
        beside = self.path / f".{CURRENT}"
        with beside.open("w", encoding="ascii") as file:
            file.write(identity + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path / CURRENT)
        _sync_folder(self.path)

    def _fetch(self, identity: str) -> None:
        files, root = fsspec.url_to_fs(self.location)
        source = f"{root}/catalogues/{identity}"
        if not any(files.exists(f"{source}/{name}") for name in (FILE, STATE_FILE)):
            return
        catalogues = self.path / "catalogues"
        added: set[str] = set()
        if files.exists(f"{source}/{STATE_FILE}"):  # its base has to lie beside it
            state = State.from_json(files.cat_file(f"{source}/{STATE_FILE}").decode())
            added = {one.name for own in state.media.values() for one in own}
            if _ID.fullmatch(state.base) and not self._folder(state.base).is_dir():
                self._fetch(state.base)
        catalogues.mkdir(parents=True, exist_ok=True)
        with self._alone(), _unfinished(catalogues) as folder:
            names = [name[len(source) :].lstrip("/") for name in files.find(source)]
            for name in names:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                files.get_file(f"{source}/{name}", str(folder / name))
            for name in sorted(added):
                if _MEDIA.fullmatch(name) and files.exists(f"{root}/{MEDIA_FOLDER}/{name}"):
                    keep_added(
                        added_path(folder, name), files.cat_file(f"{root}/{MEDIA_FOLDER}/{name}")
                    )
            copied = open_catalogue(folder)
            if copied.id != identity or (damaged := copied.damaged()):
                what = ", ".join(damaged) if copied.id == identity else FILE
                raise CatalogueError(
                    f"catalogue {identity} of {self.location} is damaged ({what}); copy it again",
                    f"{self.location} 的目录 {identity} 已损坏（{what}）；请重新复制",
                )
            _settle(folder, catalogues / identity)


def _writer(draft: snapshot.Draft, reports: WriteReports | None) -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        manifest = snapshot.write(draft, folder)
        if reports is not None:
            reports(manifest, folder)
        return manifest.id

    return write


def _check_roll(before: Catalogue | None, seen: Sequence[Revision]) -> None:
    """Check that nobody added or took away sites since they were read."""
    from sitesel.catalogue.revisions.roll import roll_of  # noqa: PLC0415

    if roll_of(before).revisions != list(seen):
        raise RevisionRefused(
            "parcels were added or taken away meanwhile; nothing was published, do it again",
            "期间有地块新增或移除；未发布，请重做一次",
        )


def _check_base(current: Catalogue, base: str) -> None:
    if (current if current.base is None else current.base).id != base:
        raise RevisionRefused(
            "the catalogue was built again meanwhile; nothing was published, do it again",
            "期间目录已重新构建；未发布，请重做一次",
        )


def _local(location: str) -> str:
    return location.removeprefix("file://")


@contextmanager
def _unfinished(catalogues: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=catalogues))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_unfinished(catalogues: Path) -> None:
    for entry in catalogues.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(entry, ignore_errors=True)


def _settle(folder: Path, final: Path) -> None:
    """Force a finished folder to disk and give it its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)
    if final.is_dir():
        # same id, same content: but a damaged copy is put right
        try:
            sound = not open_catalogue(final).damaged()
        except CatalogueError:
            sound = False
        if sound:
            return
        shutil.rmtree(final)
    folder.rename(final)
    _sync_folder(final.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
