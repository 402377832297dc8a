"""What was drawn last, kept for the next who asks."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

MOST = 400
"""Most that is kept of one sort: sites with their ways, some 50 kB each."""
Asked = TypeVar("Asked")
Drawn = TypeVar("Drawn")


class Kept(Generic[Asked, Drawn]):
    """What was drawn, by what was asked; the oldest gives way.

    >>> kept = Kept()
    >>> kept.keep("a", 1), kept.get("a"), kept.get("b")
    (1, 1, None)
    """

    def __init__(self) -> None:
        self._drawn: OrderedDict[Asked, Drawn] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Asked) -> Drawn | None:
        """Return what was drawn; None where nothing was, or it gave way."""
        with self._lock:
            return self._drawn.get(asked)

    def keep(self, asked: Asked, drawn: Drawn) -> Drawn:
        """Keep what was drawn, and return it."""
        with self._lock:
            self._drawn[asked] = drawn
            while len(self._drawn) > MOST:
                self._drawn.popitem(last=False)
        return drawn
