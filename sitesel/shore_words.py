"""What sources and requirements call types of shore and classes of cargo: one list of words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import yaml

from sitesel.datasets import dataset
from sitesel.language import Text


@cache
def _words(of: str) -> Mapping[str, Mapping[str, list[str]]]:
    document = yaml.safe_load(dataset("schema/shore.yaml").read_text("utf-8"))
    entries: Mapping[str, Mapping[str, list[str]]] = document[of]
    return entries


def shore_words(of: str) -> dict[str, Text]:
    """Return the labels of the types of shore (`types`) or of the classes of cargo (`cargo`).

    Examples
    --------
    >>> shore_words("types")["fishery"]
    Text(zh='渔业', en='fishery')
    """
    return {key: Text(zh=words["zh"][0], en=words["en"][0]) for key, words in _words(of).items()}


def shore_word(word: str, of: str) -> str | None:
    """Return the type of shore or class of cargo that a word means; None where it is none.

    Examples
    --------
    >>> shore_word("港口工业岸线", "types"), shore_word("Ro-Ro", "cargo"), shore_word("?", "types")
    ('port_industrial', 'ro_ro', None)
    """
    plain = word.strip().casefold()
    for key, words in _words(of).items():
        if plain == key or plain in words["zh"] or plain in words["en"]:
            return key
    return None


def spellings(key: str, of: str) -> tuple[str, ...]:
    """Return the words that a type of shore or a class of cargo goes by, its key first.

    Examples
    --------
    >>> spellings("container", "cargo")
    ('container', '集装箱', 'containers')
    """
    words = _words(of)[key]
    return tuple(dict.fromkeys([key, *words["zh"], *words["en"]]))
