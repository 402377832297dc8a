"""How long work tells how far it is; who shows it decides how."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from sitesel.language import Text


class Progress(Protocol):
    """Told the step that is under way and the share of it that is done, 0 to 1."""

    def __call__(self, step: Text, done: float, /) -> None:
        """Take note of the step and the share."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """The step that is under way, and the share of all that is done, 0 to 1."""

    words: Text
    done: float


class UnderWay:
    """The work that is under way in this process, by a key: one thread tells, others ask.

    >>> works = UnderWay()
    >>> works.telling("copy")(Text("写", "write"), 0.5)
    >>> works.step("copy").done, works.step("other")
    (0.5, None)
    """

    def __init__(self) -> None:
        self._steps: dict[Hashable, Step] = {}
        self._lock = Lock()

    def telling(self, key: Hashable) -> Progress:
        """Return the progress by which the work of a key tells how far it is."""

        def tell(step: Text, done: float, /) -> None:
            with self._lock:
                self._steps[key] = Step(step, min(1.0, max(0.0, done)))

        return tell

    def step(self, key: Hashable) -> Step | None:
        """Return how far the work of a key is; None where nobody is at it."""
        with self._lock:
            return self._steps.get(key)

    def end(self, key: Hashable) -> None:
        """Forget the work of a key: it is done, or was broken off."""
        with self._lock:
            self._steps.pop(key, None)


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
