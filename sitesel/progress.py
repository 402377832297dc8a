"""How long work tells how far it is; who shows it decides how."""

from __future__ import annotations

from typing import Protocol

from sitesel.language import Text


class Progress(Protocol):
    """Told the step that is under way and the share of it that is done, 0 to 1."""

    def __call__(self, step: Text, done: float, /) -> None:
        """Take note of the step and the share."""
        ...


def silent(step: Text, done: float, /) -> None:
    """Show nothing."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """Return a progress whose 0 to 1 are one part of the whole.

    >>> told = []
    >>> part(lambda step, done: told.append(done), 0.5, 0.75)(Text("读", "read"), 0.5)
    >>> told
    [0.625]
    """

    def within(step: Text, done: float, /) -> None:
        progress(step, start + (stop - start) * done)

    return within
