"""Faults of a requirement, collected while it is read, each with its place and a suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from sitesel.errors import Fault
from sitesel.language import Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document: the way from its root, and the line where there is one."""

    path: tuple[str | int, ...] = ()
    line: int | None = None

    def at(self, step: str | int, line: int | None = None) -> Place:
        """Return the place one step further in.

        >>> Place(("constraints",), 3).at(0, 4)
        Place(path=('constraints', 0), line=4)
        """
        return Place((*self.path, step), self.line if line is None else line)


@dataclass(slots=True)
class Faults:
    """The faults found so far."""

    found: list[Fault] = field(default_factory=list)

    def in_order(self) -> list[Fault]:
        """Return the faults by line; those of one line, and those without, as they were found."""
        return sorted(self.found, key=lambda fault: fault.line or 0)

    def add(self, code: str, place: Place, en: str, zh: str) -> None:
        """Collect one fault."""
        self.found.append(Fault(code, place.path, place.line, Text(zh=zh, en=en)))

    def unknown(self, what: Text, word: str, known: Iterable[str], place: Place, code: str) -> None:
        """Collect a word that is not one of those known, with the nearest of them."""
        words = list(known)
        near = nearest(word, words)
        listed = ", ".join(words[:MOST_LISTED]) + (", …" if len(words) > MOST_LISTED else "")
        if near is not None:
            en, zh = f"did you mean {near!r}?", f"是不是 {near!r}？"
        elif words:
            en, zh = f"known are {listed}", f"可用：{listed}"
        else:
            en, zh = "there is none", "此处一个也没有"
        gap = " " if what.zh[:1].isascii() else ""
        self.add(code, place, f"no {what.en} {word!r}; {en}", f"没有{gap}{what.zh} {word!r}；{zh}")


MOST_LISTED = 24


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one is nearest to; None when none is near.

    >>> nearest("at_lest", ["at_least", "at_most"])
    'at_least'
    """
    by_lower = {other.lower().replace("-", "_"): other for other in known}
    asked = word.strip().lower().replace("-", "_").replace(" ", "_")
    close = difflib.get_close_matches(asked, by_lower, 1, 0.6)
    return by_lower[close[0]] if close else None
