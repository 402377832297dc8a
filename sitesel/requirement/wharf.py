"""What a client asks of a wharf."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class WharfNeed:
    """What a wharf must offer to be of use; None where it does not matter.

    Parameters
    ----------
    cargo
        Class of cargo: a key of `shore_words("cargo")`.
    tonnage
        Ship it must take; deadweight tonnes.
    length
        Berth; metres.
    depth
        Of water at the berth; metres.
    dangerous_goods
        Whether it must (True) handle dangerous goods.
    spare
        Capacity left; tonnes a year.

    Examples
    --------
    >>> WharfNeed(cargo="bulk", tonnage=50_000.0).canonical()
    {'cargo': 'bulk', 'tonnage': 50000.0}
    """

    cargo: str | None = None
    tonnage: float | None = None
    length: float | None = None
    depth: float | None = None
    dangerous_goods: bool | None = None
    spare: float | None = None

    def canonical(self) -> dict[str, Any]:
        """Return it as it would be written, in metres and tonnes."""
        return {key: value for key, value in asdict(self).items() if value is not None}
