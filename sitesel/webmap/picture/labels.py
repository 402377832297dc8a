"""Names and ranks on a picture: what goes first takes its place, what finds none is left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitesel.webmap.picture.ink import extent

Box = tuple[float, float, float, float]


@dataclass
class Room:
    """The boxes that are taken, of a picture of some pixels."""

    width: float
    height: float
    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> None:
        """Take a box, whatever lies there."""
        self.taken.append(box)

    def offer(self, box: Box, *, within: bool = True) -> bool:
        """Take a box if it is free, and within the picture where that is asked; tell whether.

        >>> room = Room(100, 100)
        >>> room.offer((10, 10, 20, 20)), room.offer((15, 15, 30, 30)), room.offer((95, 0, 105, 9))
        (True, False, False)
        """
        left, top, right, bottom = box
        if within and (left < 2 or top < 2 or right > self.width - 2 or bottom > self.height - 2):
            return False
        for a, b, c, d in self.taken:
            if left < c and a < right and top < d and b < bottom:
                return False
        self.taken.append(box)
        return True


def centred(x: float, y: float, said: str, size: float) -> Box:
    """Return the box of words whose middle is at a place."""
    half = extent(said, size) / 2 + 2
    return x - half, y - size * 0.62, x + half, y + size * 0.62


def beside(
    x: float, y: float, said: str, size: float, gap: float
) -> list[tuple[str, float, float, Box]]:
    """Return where words may stand beside a point: anchor, x, y of the text, and their box."""
    wide, high = extent(said, size), size * 1.2
    places = []
    for anchor, dx, dy in (
        ("start", gap, 0.0), ("end", -gap, 0.0), ("middle", 0.0, -gap - high / 2),
        ("middle", 0.0, gap + high / 2),
    ):  # fmt: skip
        left = x + dx - {"start": 0.0, "end": wide, "middle": wide / 2}[anchor]
        middle = y + dy
        box = (left - 1, middle - high / 2, left + wide + 1, middle + high / 2)
        places.append((anchor, x + dx, middle + size * 0.36, box))
    return places
