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
