"""Who else there is: near misses and undecided sites."""

from __future__ import annotations

from dataclasses import dataclass

from sitesel.proposal.content.site import Site


@dataclass(frozen=True, slots=True)
class NearMissLine(Site):
    """A site that fails few constraints: each with what would let it in, in words."""

    brief: tuple[str, ...]
    failing: tuple[tuple[str, str], ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndecidedLine(Site):
    """A site that can't be judged, and what is not known of it."""

    unknown: tuple[str, ...]
