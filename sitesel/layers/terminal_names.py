"""Which ferry terminal a word means: by its id, else by its name, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_HAN = "\u3400-\u9fff"
_BETWEEN = r"[\s/|()（）,，;；·\-—]*"
# 鸭蛋山码头 Yadanshan pier, and Yadanshan pier 鸭蛋山码头; digits stay with the Chinese words
_CHINESE_FIRST = re.compile(rf"(.*[{_HAN}][^A-Za-z]*?){_BETWEEN}([A-Za-z].*)")
_LATIN_FIRST = re.compile(rf"([A-Za-z][^{_HAN}]*?){_BETWEEN}(\d*[{_HAN}].*)")


def names_of(name: str) -> tuple[str, ...]:
    """Return what a name may be called by: all of it, and its part in each language.

    Parameters
    ----------
    name
        In one language, or in both beside each other.

    Examples
    --------
    >>> names_of(" 鸭蛋山码头  Yadanshan Pier")
    ('鸭蛋山码头 yadanshan pier', '鸭蛋山码头', 'yadanshan pier')
    >>> names_of("Baifeng pier（白峰码头）")
    ('baifeng pier（白峰码头）', 'baifeng pier', '白峰码头')
    >>> names_of("1号码头")
    ('1号码头',)
    """
    whole = " ".join(name.split()).casefold()
    found = _CHINESE_FIRST.fullmatch(whole) or _LATIN_FIRST.fullmatch(whole)
    parts = [] if found is None else [part.strip(" ()（）") for part in found.groups()]
    return tuple(dict.fromkeys(word for word in (whole, *parts) if word))


@dataclass(frozen=True, slots=True)
class TerminalNames:
    """The ids of terminals, and which of them each name may mean."""

    ids: frozenset[str]
    named: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, ids: Iterable[str], names: Iterable[str]) -> TerminalNames:
        """Take the ids and names of terminals, row by row."""
        known: list[str] = []
        named: dict[str, dict[str, None]] = {}
        for id_, name in zip(ids, names, strict=True):
            known.append(id_)
            for each in names_of(name):
                named.setdefault(each, {})[id_] = None
        return cls(frozenset(known), {name: tuple(own) for name, own in named.items()})

    def meant(self, word: str) -> tuple[str, ...]:
        """Return the ids of the terminals that a word may mean: one, none, or several.

        >>> terminals = TerminalNames.of(("a", "b", "c"), ("甲码头 Jia", "乙码头 Yi", "乙码头 C"))
        >>> terminals.meant("a"), terminals.meant("Jia"), terminals.meant("乙码头")
        (('a',), ('a',), ('b', 'c'))
        >>> terminals.meant("乙码头 Yi"), terminals.meant("丁")
        (('b',), ())
        """
        if word in self.ids:
            return (word,)
        whole, *parts = names_of(word) or ("",)
        if whole in self.named:
            return self.named[whole]
        return next((self.named[part] for part in parts if part in self.named), ())
