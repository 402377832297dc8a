"""How the land was searched."""

from __future__ import annotations

from dataclasses import dataclass

from sitesel.proposal.content.need import NeededLine


@dataclass(frozen=True, slots=True)
class SearchLine(NeededLine):
    """What one constraint did; `frees` is how many more candidates there would be without it."""

    rejected: int
    unknown: int
    unmeasured: int
    frees: int


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule of the catalogue, and what it did in this search."""

    id: str
    title: str
    document: str
    clause: str
    state: str
    effective: str
    rejected: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A layer that the catalogue was built from."""

    name: str
    file: str
    date: str
    rows: int
    licence: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Search:
    """How the land was searched: a ledger that adds up, rules with clauses, sources with dates."""

    account: str
    total: int
    candidates: int
    rejected: int
    undecided: int
    lines: tuple[SearchLine, ...]
    several: str
    rules: tuple[RuleLine, ...]
    sources: tuple[SourceLine, ...]
