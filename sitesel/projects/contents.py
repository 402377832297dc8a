"""Files kept by what they hold: each under its SHA-256, whole or not there at all."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from sitesel.errors import NotKept, ProposalNotFound


class Contents:
    """A folder of a store; nobody else on the machine may read what lies in it.

    Parameters
    ----------
    folder
        Made with the first file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, body: bytes) -> str:
        """Keep bytes, and return their SHA-256; they are on disk when this returns.

        Raises
        ------
        NotKept
            The folder can't be written to.
        """
        digest = sha256(body).hexdigest()
        place = self._folder / digest
        if place.exists():
            return digest
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            handle, part = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(place)
            finally:
                Path(part).unlink(missing_ok=True)
        except OSError as error:
            why = error.strerror or str(error)
            raise NotKept(
                f"the file could not be stored ({why}); nothing was kept",
                f"文件未能保存（{why}）；没有留下内容",
            ) from error
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes of a SHA-256 that `keep` returned.

        Raises
        ------
        ProposalNotFound
            They are not there any more, or not as they were.
        """
        try:
            body = (self._folder / digest).read_bytes()
        except OSError:
            body = b""
        if sha256(body).hexdigest() != digest:
            raise ProposalNotFound(
                "this file is not in the store any more, or is damaged; make the proposal again, "
                "or restore a backup",
                "存放目录中的此文件已不在或已损坏；请重新生成方案，或恢复备份",
            )
        return body
