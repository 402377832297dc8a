"""What may have been meant by a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from sitesel.language import Text


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one is nearest to.

    >>> nearest_word("Area_ac", ["AreaAc", "PID"])
    'AreaAc'
    """
    plain = {other.casefold().replace("_", ""): other for other in known}
    close = difflib.get_close_matches(word.casefold().replace("_", ""), plain, 1, 0.6)
    return plain[close[0]] if close else None


def unknown_word(word: str, known: Iterable[str]) -> Text:
    """Say what may have been meant, or what is known.

    >>> unknown_word("parcel", ["parcels", "halls"]).en
    "did you mean 'parcels'?"
    """
    words = list(known)
    near = nearest_word(word, words)
    if near is not None:
        return Text(zh=f"是不是 {near!r}？", en=f"did you mean {near!r}?")
    if not words:
        return Text(zh="此处一个也没有", en="there is none")
    listed = ", ".join(words[:24]) + (", …" if len(words) > 24 else "")
    return Text(zh=f"可用：{listed}", en=f"known are {listed}")
