"""The account of a whole selection: how many ended up where, and why, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.language import Lang
from sitesel.requirement import Requirement
from sitesel.schema import Attribute, SiteKind
from sitesel.selection import Counts, Reason, Selection
from sitesel.units import format_number
from sitesel.wording.requirement import constraint_words


def counted(count: int, sites: SiteKind, lang: Lang) -> str:
    """Say a number of sites.

    >>> counted(1, "parcels", "en"), counted(1234, "halls", "zh")
    ('1 parcel', '1,234 处厂房')
    """
    number = format_number(count, lang, 15)
    if lang == "zh":
        return f"{number} {'宗' if sites == 'parcels' else '处厂房'}"
    return f"{number} {sites[:-1] if count == 1 else sites}"


def account(selection: Selection, lang: Lang) -> str:
    """Say how many parcels ended up where; the counts add up."""
    return counts_words(selection.counts, selection.requirement.sites, lang)


def counts_words(counts: Counts, sites: SiteKind, lang: Lang) -> str:
    """Say counts in one sentence.

    >>> counts_words(Counts(45, 7, 30, 8), "parcels", "zh")
    '45 宗全部有交代：候选 7，淘汰 30，待定 8'
    >>> counts_words(Counts(45, 7, 30, 8), "parcels", "en")
    '45 parcels accounted for: 7 candidates, 30 rejected, 8 undecided'
    """
    total = counted(counts.total, sites, lang)
    good, bad, open_ = (
        format_number(n, lang, 15) for n in (counts.candidates, counts.rejected, counts.undecided)
    )
    if lang == "zh":
        return f"{total}全部有交代：候选 {good}，淘汰 {bad}，待定 {open_}"
    candidates = "candidate" if counts.candidates == 1 else "candidates"
    return f"{total} accounted for: {good} {candidates}, {bad} rejected, {open_} undecided"


def reason_words(
    reason: Reason, requirement: Requirement, schema: Mapping[str, Attribute], lang: Lang
) -> str:
    """Say what one constraint asks, in the client's own units."""
    constraint = next(c for c in requirement.constraints if c.id == reason.constraint)
    return constraint_words(constraint, schema, lang)
