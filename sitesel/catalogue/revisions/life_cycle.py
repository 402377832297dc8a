"""The life of a parcel: which status may follow which, as `parcels/life_cycle.yaml` tells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from sitesel.datasets import dataset
from sitesel.errors import RevisionRefused
from sitesel.language import Text
from sitesel.schema import SITE_KINDS, SiteKind, default_schema

HELD = "locked"
"""The status of a site that is held for a project."""


@cache
def steps() -> Mapping[SiteKind, Mapping[str, tuple[str, ...]]]:
    """Return for each kind of site and status those that may follow."""
    told = yaml.safe_load(dataset("life_cycle.yaml").read_text("utf-8"))
    return {kind: {status: tuple(after) for status, after in told[kind].items()}
            for kind in SITE_KINDS}  # fmt: skip


def after(status: str | None, kind: SiteKind = "parcels") -> tuple[str, ...]:
    """Return the statuses that may follow one; any of the kind where it is not known.

    >>> after("listed")
    ('sold', 'unsold', 'withdrawn', 'locked')
    """
    known = steps()[kind]
    return tuple(known) if status is None else known.get(status, tuple(known))


def check_step(site: str, old: str | None, new: str | None, kind: SiteKind) -> None:
    """Check that a status may follow another.

    Raises
    ------
    RevisionRefused
        It may not; the message says which may.
    """
    may = after(old, kind)
    if new is not None and new in may:
        return
    before, wanted = _said(old), _said(new)
    allowed = [(_said(word), word) for word in may]
    raise RevisionRefused(
        f"{site} is {before.en!r} and can't become {wanted.en!r}; "
        f"what may follow: {', '.join(f'{said.en} ({word})' for said, word in allowed)}",
        f"{site} 现为“{before.zh}”，不能变为“{wanted.zh}”；"
        f"可变为：{'、'.join(f'{said.zh}（{word}）' for said, word in allowed)}",
    )


def _said(status: str | None) -> Text:
    if status is None:
        return Text("未知", "not known")
    attribute = default_schema()["status"]
    return Text(attribute.value_label(status, "zh"), attribute.value_label(status, "en"))
