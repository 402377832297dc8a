"""Colours of a picture: those that the application's map has."""

from __future__ import annotations

SEA, SHORE_WASH, LAND, COAST = "#dcebf2", "#c5dde8", "#f8f6f0", "#a9bfc0"
BARE = "#f3f4f0"  # below everything where the catalogue has no land
ROAD, ROAD_RIM, BRIDGE, FERRY = "#ffffff", "#c3b293", "#7a5c2e", "#3d7ea6"
INK, SOFT, BRAND, CHOSEN = "#17262b", "#4a5d63", "#0b5a4a", "#1257c9"
REJECTED, UNDECIDED, UNDECIDED_RIM, UNKNOWN = "#d3d9db", "#f6dfa9", "#8a5a00", "#dfe4e2"
RIM = "#5d6f76"
# by the beginning of the land-use code, the longest first
USES = {
    "100101": "#f0cf9b", "100102": "#d99a5b", "100103": "#a8623a", "10": "#e4b57f",
    "110101": "#cdbfe0", "110102": "#a88fc9", "110103": "#7d62a6", "11": "#b7a5d4",
    "1204": "#5b8fb9", "12": "#9aa7b3", "13": "#6fa3a3", "07": "#f3df7c", "08": "#e5a7c0",
    "09": "#e07f6f", "14": "#a9cf8b",
}  # fmt: skip
OTHER_USE = "#c3cbc6"


def use_colour(code: str | None) -> str:
    """Return the colour of a land-use code.

    >>> use_colour("100103"), use_colour("1001"), use_colour(None)
    ('#a8623a', '#e4b57f', '#dfe4e2')
    """
    if code is None:
        return UNKNOWN
    starts = (shade for start, shade in USES.items() if code.startswith(start))
    return next(starts, OTHER_USE)
