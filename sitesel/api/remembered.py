"""Selections that can be asked for again by their digest.

Only the catalogue's id, the requirement and the lowest tier that asked it are kept, in one small
file each; the answer is made again, and is the same to the byte. The oldest give way when there
are too many. Whoever sees less than the lowest tier that asked finds nothing.
"""

from __future__ import annotations

import json
import logging
import re
from collections import OrderedDict
from copy import copy
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sitesel.api.answered import answered
from sitesel.api.kept import Kept
from sitesel.errors import SelectionNotFound
from sitesel.requirement import read_requirement
from sitesel.schema import TIERS, Tier
from sitesel.selection import Selection

if TYPE_CHECKING:
    from sitesel.api.dependencies import Shelf

_LOG = logging.getLogger("sitesel.api")
_DIGEST = re.compile(r"[0-9a-f]{16,64}")


class Remembered:
    """Selections by digest.

    Parameters
    ----------
    folder
        Where the small files lie.
    most
        How many are kept on disk.
    warm
        How many answers are kept in memory.
    """

    def __init__(self, folder: Path, *, most: int = 20_000, warm: int = 32) -> None:
        self._kept = Kept(folder, most=most, synced=False)
        self._warm = warm
        self._answers: OrderedDict[tuple[str, Tier], Selection] = OrderedDict()
        self._lock = Lock()
        self.tier: Tier = "public"

    def seen_by(self, tier: Tier) -> Remembered:
        """Return the same selections as a tier may read them; they are the public's else."""
        if tier == self.tier:
            return self
        seen = copy(self)  # what is kept is kept for all
        seen.tier = tier
        return seen

    def keep(self, selection: Selection) -> None:
        """Remember a selection: in memory only where the store can't be written."""
        self._hold(selection)
        name = f"{selection.digest}.json"
        if self._kept.has(name):
            kept = _asked(self._kept.read(name))
            if kept is not None and _is_seen(kept["tier"], self.tier):
                return
        asked = {
            "catalogue": selection.catalogue,
            "requirement": selection.requirement.canonical(),
            "tier": self.tier,
        }
        try:
            self._kept.write(name, json.dumps(asked, ensure_ascii=False).encode())
        except OSError as error:
            _LOG.warning("selection %s is kept in memory only: %s", selection.digest, error)

    def asked(self, digest: str) -> dict[str, Any]:
        """Return the `catalogue` (its id) and the `requirement` (plain data) of a selection.

        Raises
        ------
        SelectionNotFound
            None of that digest is known.
        """
        held = self._held(digest)
        if held is not None:
            return {"catalogue": held.catalogue, "requirement": held.requirement.canonical()}
        body = self._kept.read(f"{digest}.json") if _DIGEST.fullmatch(digest) else None
        asked = _asked(body)
        if asked is None or not _is_seen(asked["tier"], self.tier):
            raise SelectionNotFound(
                f"no selection {digest!r} is known here; post its requirement to /api/selections",
                f"没有编号为 {digest!r} 的选址结果；请把需求提交到 /api/selections",
            )
        return asked

    def recall(self, digest: str, shelf: Shelf) -> Selection:
        """Return the selection of a digest, made again where it has to be.

        Raises
        ------
        SelectionNotFound
            None of that digest is known, or this version of sitesel answers otherwise.
        """
        held = self._held(digest)
        if held is not None:
            return held
        asked = self.asked(digest)
        catalogue = shelf.catalogue(asked["catalogue"])
        requirement = read_requirement(asked["requirement"], schema=catalogue.schema, bare=True)
        selection = answered(catalogue, requirement)
        if selection.digest != digest:
            raise SelectionNotFound(
                f"selection {digest!r} was made by another version of sitesel; this one answers "
                f"the same requirement as {selection.digest!r}",
                f"选址结果 {digest!r} 由另一版本的 sitesel 生成；本版本对同一需求的结果为 "
                f"{selection.digest!r}",
            )
        self._hold(selection)
        return selection

    def _held(self, digest: str) -> Selection | None:
        with self._lock:
            return self._answers.get((digest, self.tier))

    def _hold(self, selection: Selection) -> None:
        key = (selection.digest, self.tier)
        with self._lock:
            self._answers[key] = selection
            self._answers.move_to_end(key)
            while len(self._answers) > self._warm:
                self._answers.popitem(last=False)


def _asked(body: bytes | None) -> dict[str, Any] | None:
    try:
        asked: dict[str, Any] | None = None if body is None else json.loads(body)
    except ValueError:  # cut short by a full disk or a crash
        return None
    if not isinstance(asked, dict):
        return None
    return {"tier": "public", **asked}


def _is_seen(tier: Tier, by: Tier) -> bool:
    return tier in TIERS and TIERS.index(tier) <= TIERS.index(by)
