"""A state of a catalogue: its base, the state before it, and the revisions between the two."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sitesel.catalogue.manifest import FileRecord
from sitesel.catalogue.media import Media
from sitesel.catalogue.revisions.revision import Revision
from sitesel.errors import CatalogueError
from sitesel.language import Text
from sitesel.schema import Attribute, SiteKind

FILE = "state.json"
LAYOUT = 1

Bounds = tuple[float, float, float, float]
Shown = Mapping[tuple[SiteKind, str], tuple[Media, ...]]


@dataclass(frozen=True, slots=True)
class State:
    """What a published state is, besides what its overlay holds.

    Parameters
    ----------
    base
        Id of the catalogue that was built.
    before
        Id of the state that was revised; the base's of the first.
    revisions
        What changed since then.
    attributes
        Attributes that the base did not know, of this state and all before it.
    media
        All pictures and documents of the sites whose were revised.
    bounds
        West, south, east, north of all sites where outlines changed; None as in the base.
    files
        Every file of the folder but this one's.
    id
        First 16 hex digits of the digest of all that; empty before it is known.
    """

    base: str
    before: str
    revisions: tuple[Revision, ...]
    attributes: tuple[Attribute, ...] = ()
    media: Shown = field(default_factory=dict)
    bounds: Bounds | None = None
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    id: str = ""

    @property
    def who(self) -> str:
        """Who made it."""
        return self.revisions[0].who

    @property
    def when(self) -> str:
        """When; ISO 8601, UTC."""
        return self.revisions[0].when

    def identified(self) -> State:
        """Return it with the id that its content gives it."""
        digest = hashlib.sha256(replace(self, id="").to_json().encode()).hexdigest()
        return replace(self, id=digest[:16])

    def to_json(self) -> str:
        """Return the text of its file; the same state gives the same text."""
        told = {
            "layout": LAYOUT,
            "id": self.id,
            "base": self.base,
            "before": self.before,
            "revisions": [revision.to_dict() for revision in self.revisions],
            "attributes": [attribute.to_dict() for attribute in self.attributes],
            "media": [
                {"sites": sites, "site": site, "media": [asdict(one) for one in shown]}
                for (sites, site), shown in sorted(self.media.items())
            ],
            "bounds": self.bounds,
            "files": {name: asdict(record) for name, record in sorted(self.files.items())},
        }
        return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> State:
        """Read what `to_json` wrote."""
        told: dict[str, Any] = json.loads(text)
        if told.get("layout") != LAYOUT:
            raise ValueError(f"it is not of layout {LAYOUT}")
        bounds = told["bounds"]
        return cls(
            base=told["base"],
            before=told["before"],
            revisions=tuple(Revision(**each) for each in told["revisions"]),
            attributes=tuple(Attribute.from_dict(each) for each in told["attributes"]),
            media={(each["sites"], each["site"]): tuple(map(_media, each["media"]))
                   for each in told["media"]},
            bounds=(bounds[0], bounds[1], bounds[2], bounds[3]) if bounds else None,
            files={name: FileRecord(**record) for name, record in told["files"].items()},
            id=told["id"],
        )  # fmt: skip

    @classmethod
    def read(cls, folder: Path) -> State | None:
        """Read the state of a folder; None where it holds none.

        Raises
        ------
        CatalogueError
            It is damaged, or not what its id says.
        """
        path = folder / FILE
        try:
            state = cls.from_json(path.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise CatalogueError(
                f"{path} can't be read ({error}); publish an earlier state again",
                f"{path} 无法读取（{error}）；请重新发布较早的版本",
            ) from error
        if state.identified().id != state.id:
            raise CatalogueError(
                f"{path} is not what its id says; publish an earlier state again",
                f"{path} 与其标识不符；请重新发布较早的版本",
            )
        return state


def _media(told: Mapping[str, Any]) -> Media:
    return Media(**{**told, "title": Text(**told["title"])})
