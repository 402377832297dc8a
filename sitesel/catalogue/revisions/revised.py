"""A state opened: its base's files, with what the state has over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sitesel.catalogue.manifest import Manifest
from sitesel.catalogue.revisions.overlay import Overlay
from sitesel.catalogue.revisions.state import State
from sitesel.schema import SITE_KINDS, SiteKind


@dataclass(frozen=True, eq=False)
class Revised:
    """What a catalogue has over its base.

    Parameters
    ----------
    folder
        Of the state.
    state
        What it is.
    manifest
        Of the base.
    """

    folder: Path
    state: State
    manifest: Manifest

    def of(self, kind: SiteKind) -> Overlay | None:
        """Return what is over the sites of one kind."""
        return self._overlays[kind]

    @cached_property
    def _overlays(self) -> dict[SiteKind, Overlay | None]:
        return {kind: Overlay.open(self.folder, kind, self.manifest.scenarios)
                for kind in SITE_KINDS}  # fmt: skip
