"""One value of one site that was changed: by whom, when, from what to what, on which document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sitesel.schema import SiteKind

OUTLINE = "outline"
"""What a revision of the outline calls its attribute; its values are WKT in OGC:CRS84."""

MEDIA = "media"
"""What a revision of pictures and documents calls its attribute.

What was added is `new`, what was taken off is `old`: name, kind, title (zh, en) and tier.
"""

ADDED = "added"
"""What the revision that adds a site calls its attribute.

`new` holds its outline (WKT in OGC:CRS84) and its values, by attribute.
"""

GONE = "gone"
"""What the revision that takes a site away calls its attribute; `old` holds what it was."""

Plain = float | str | bool | Mapping[str, Any] | None
"""A value as JSON has it: a day is ISO 8601, an interval an object, not known is null."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be changed.

    Parameters
    ----------
    site
        Id of the parcel or hall.
    attribute
        A declared attribute.
    value
        As people write it (`300 元/m²`, `挂牌`) or as JSON has it; None, and text without a word,
        for not known.
    document
        What it rests on: number or name of a document.
    note
        Why, in a sentence.
    sites
        The kind of the site.
    """

    site: str
    attribute: str
    value: Any
    document: str | None = None
    note: str | None = None
    sites: SiteKind = "parcels"


@dataclass(frozen=True, slots=True)
class Revision:
    """What was changed.

    Parameters
    ----------
    sites, site, attribute
        Of what.
    old, new
        Before and after.
    who
        As the record names people: `user:3`, `cli:root`.
    when
        ISO 8601, UTC.
    document, note
        As the change told them.
    """

    sites: SiteKind
    site: str
    attribute: str
    old: Plain
    new: Plain
    who: str
    when: str
    document: str | None = None
    note: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)
