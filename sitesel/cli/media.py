"""Pictures and documents that are added to a parcel by a command, or taken off it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sitesel.cli.opening import must_exist
from sitesel.language import Text
from sitesel.schema import SiteKind, Tier

if TYPE_CHECKING:
    from sitesel.catalogue.revisions.revision import Change

MediaKind = Literal["photo", "panorama", "plan", "document"]


@dataclass(frozen=True, slots=True)
class MediaAsked:
    """What is asked: a file to add, with what is told of it, or the name of one to take off."""

    add: Path | None
    remove: str | None
    kind: MediaKind | None
    title: str | None
    tier: Tier

    def change(self, site: str, sites: SiteKind, document: str | None, note: str | None) -> Change:
        """Return the change of a site.

        Raises
        ------
        RevisionRefused
            The file is none that a catalogue takes.
        """
        from sitesel.catalogue.revisions.shown import Told, adding, removing  # noqa: PLC0415

        if self.add is None:
            return removing(site, self.remove or "", sites=sites, document=document, note=note)
        must_exist(self.add)
        title = Text.of(self.title) if self.title else None
        told = Told(self.kind, title, self.tier)
        name = self.add.name
        return adding(self.add, site, told, name=name, sites=sites, document=document, note=note)
