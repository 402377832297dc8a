"""Small files that the service keeps beside its catalogues: each whole or not there at all."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from threading import Lock

_LOG = logging.getLogger("sitesel.api")
_SPARE = 0.05  # of the most that may be kept: how many give way at once


class Kept:
    """A folder of small files, the oldest of which give way when there are too many.

    Parameters
    ----------
    folder
        Where they lie; made with the first of them.
    most
        How many are kept; None keeps all for good.
    private
        Whether only the service's own user may read them.
    synced
        Whether each is forced to disk before it counts as written.
    """

    def __init__(
        self,
        folder: Path,
        *,
        most: int | None = None,
        private: bool = False,
        synced: bool = True,
    ) -> None:
        self._folder = folder
        self._most = most
        self._private = private
        self._synced = synced
        self._count: int | None = None
        self._lock = Lock()

    def read(self, name: str) -> bytes | None:
        """Return the content of a file; None where there is none. `name` is one that was made here.

        Raises
        ------
        OSError
            It is there and can't be read.
        """
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """Tell whether a file is there."""
        return (self._folder / name).exists()

    def write(self, name: str, body: bytes) -> None:
        """Write a file under a name that is plain.

        Raises
        ------
        OSError
            The folder can't be written to.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._private:
            self._folder.chmod(0o700)
        place = self._folder / name
        is_new = not place.exists()
        handle, part = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                if self._synced:
                    file.flush()
                    os.fsync(file.fileno())
            Path(part).chmod(0o600 if self._private else 0o644)
            Path(part).replace(place)
        finally:
            Path(part).unlink(missing_ok=True)
        if is_new and self._most is not None:
            self._give_way(self._most)

    def names(self) -> list[str]:
        """Return the names of all files, sorted."""
        if not self._folder.is_dir():
            return []
        return sorted(e.name for e in os.scandir(self._folder) if not e.name.startswith("."))

    def _give_way(self, most: int) -> None:
        # the folder is listed once and then only when it is full, however many are written
        with self._lock:
            self._count = len(self.names()) if self._count is None else self._count + 1
            if self._count <= most:
                return
            aged = sorted((self._age(name), name) for name in self.names())
            left = most - int(most * _SPARE) if len(aged) > most else len(aged)
            for _, name in aged[: len(aged) - left]:
                (self._folder / name).unlink(missing_ok=True)
            self._count = left
            _LOG.info("%s was full; %d old files gave way", self._folder, len(aged) - left)

    def _age(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_mtime_ns
        except FileNotFoundError:  # another process was quicker
            return 0
