"""A change looked at before it is published: old and new, what stands against it, what to mind.

Nothing is stored, and nothing that can't be is raised: each value tells its own reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sitesel.catalogue.catalogue import Catalogue
from sitesel.catalogue.revisions.conflict import check_unchanged
from sitesel.catalogue.revisions.life_cycle import HELD, after, check_step
from sitesel.catalogue.revisions.reservation import FOR, UNTIL, consequences
from sitesel.catalogue.revisions.revising import editable
from sitesel.catalogue.revisions.revision import Change
from sitesel.catalogue.revisions.value import value_of
from sitesel.catalogue.validation.tolerances import Tolerances
from sitesel.columns import Columns, Value
from sitesel.errors import RevisionConflict, RevisionRefused
from sitesel.findings import Finding
from sitesel.language import Text
from sitesel.schema import Attribute, SiteKind

TIMES = 10.0
"""A number this many times what it was is told: another unit makes such steps."""


@dataclass(frozen=True, slots=True)
class CheckedValue:
    """A value as it is and as it would be.

    Parameters
    ----------
    name
        As it was sent.
    attribute
        None where there is none of that name.
    old, new
        As the schema has them; `new` is None too where it is refused.
    refused
        Why it can't be; None where it can.
    follows
        Whether it was not asked for, but comes with what was.
    """

    name: str
    attribute: Attribute | None
    old: Value
    new: Value
    refused: Text | None = None
    follows: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether publishing it changes anything."""
        return self.refused is None and self.old != self.new


@dataclass(frozen=True, eq=False)
class Checked:
    """What changes of one site would come to.

    Parameters
    ----------
    catalogue
        Id of the catalogue that they were held against.
    values
        One for each change, and for each that follows.
    clashes
        What somebody else changed since the caller looked, as `RevisionConflict` tells it.
    findings
        What to mind; none of it stands against publishing.
    next_statuses
        What may follow the status that the site has.
    """

    catalogue: str
    values: tuple[CheckedValue, ...]
    clashes: tuple[Mapping[str, Any], ...]
    findings: tuple[Finding, ...]
    next_statuses: tuple[str, ...]

    @property
    def can_be_published(self) -> bool:
        """Whether publishing would be refused by nothing that is known now."""
        return not self.clashes and all(value.refused is None for value in self.values)


def checked(
    current: Catalogue,
    changes: Sequence[Change],
    *,
    seen: Catalogue | None = None,
    today: date,
) -> Checked:
    """Look at changes of one site; nothing is stored.

    Parameters
    ----------
    current
        What is published.
    changes
        All of one site, no two of the same attribute.
    seen
        The catalogue that they were made on; None for the current one.
    today
        The day to tell it for.

    Raises
    ------
    ParcelNotFound
        There is no such site.
    """
    site, kind = changes[0].site, changes[0].sites
    columns = current.columns(kind)
    row = columns.row(site)
    values = [_checked(current, change, columns, row) for change in changes]
    sound = [c for c, value in zip(changes, values, strict=True) if value.refused is None]
    for change in consequences(current, sound):
        found = _checked(current, change, columns, row)
        values.append(CheckedValue(found.name, found.attribute, found.old, found.new, follows=True))
    status = _told(columns, "status", row)
    return Checked(
        catalogue=current.id,
        values=tuple(values),
        clashes=_clashes(seen, current, changes),
        findings=tuple(_findings(current, kind, site, row, values, today)),
        next_statuses=after(status if isinstance(status, str) else None, kind),
    )


def _checked(current: Catalogue, change: Change, columns: Columns, row: int) -> CheckedValue:
    old: Value = None
    attribute = None
    try:
        attribute = editable(current.schema, change.attribute, change.sites)
        old = _told(columns, attribute.name, row)
        new = value_of(attribute, change.value)
        if attribute.name == "status" and new != old:
            check_step(change.site, _word(old), _word(new), change.sites)
    except RevisionRefused as error:
        return CheckedValue(change.attribute, attribute, old, None, error.text)
    return CheckedValue(attribute.name, attribute, old, new)


def _clashes(
    seen: Catalogue | None, current: Catalogue, changes: Sequence[Change]
) -> tuple[Mapping[str, Any], ...]:
    if seen is None or seen.id == current.id:
        return ()
    try:
        check_unchanged(seen, current, changes)
    except RevisionConflict as error:
        return error.clashes
    return ()


def _findings(
    current: Catalogue,
    kind: SiteKind,
    site: str,
    row: int,
    values: Sequence[CheckedValue],
    today: date,
) -> Iterator[Finding]:
    columns = current.columns(kind)
    changed = {value.name: value for value in values if value.is_changed}

    def now(name: str) -> Value:
        return changed[name].new if name in changed else _told(columns, name, row)

    for name, value in changed.items():
        if (times := _times(value.old, value.new)) is not None:
            code = "much-more-than-before" if times > 1 else "much-less-than-before"
            facts: dict[str, Any] = {"times": max(times, 1 / times)}
            yield Finding(code, kind, site, column=name, facts=facts)
    if "stated_area" in changed:
        yield from _stated(current, kind, site, row, changed["stated_area"].new)
    held = {"status", FOR, UNTIL} & set(changed) and now("status") == HELD
    if held and now(FOR) is None:
        yield Finding("held-for-nobody", kind, site, column=FOR)
    until = now(UNTIL)
    if held and not isinstance(until, date):
        yield Finding("held-without-end", kind, site, column=UNTIL)
    elif held and isinstance(until, date) and until < today:
        facts = {"until": until.isoformat()}
        yield Finding("held-until-over", kind, site, column=UNTIL, facts=facts)


def _times(old: Value, new: Value) -> float | None:
    """Return how many times the old number the new one is, where that is a great deal."""
    numbers = [n for n in (old, new) if isinstance(n, float) and math.isfinite(n) and n > 0]
    if len(numbers) < 2:
        return None
    times = numbers[1] / numbers[0]
    return times if times >= TIMES or times <= 1 / TIMES else None


def _stated(
    current: Catalogue, kind: SiteKind, site: str, row: int, stated: Value
) -> Iterator[Finding]:
    """Tell where a stated area is not what the outline has (see `validation.stated_area`)."""
    columns = current.columns(kind)
    plane, ellipsoid = (_told(columns, name, row) for name in ("area", "ellipsoid_area"))
    if not isinstance(stated, float) or not isinstance(plane, float) or not plane > 0:
        return
    real = ellipsoid if isinstance(ellipsoid, float) and ellipsoid > 0 else plane
    told = current.manifest.options.get("tolerances") or {}
    allowed = Tolerances(**told)
    off = min(abs(stated - plane), abs(stated - real))
    if off > allowed.area and off > allowed.area_share * real:
        facts = {"stated": stated, "plane": plane, "ellipsoid": real,
                 "difference": stated / plane - 1}  # fmt: skip
        yield Finding("stated-area-differs", kind, site, column="stated_area", facts=facts)


def _told(columns: Columns, name: str, row: int) -> Value:
    return columns.value(name, row) if name in columns.schema else None


def _word(value: Value) -> str | None:
    return value if isinstance(value, str) else None
