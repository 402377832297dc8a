"""Text in the two languages of sitesel, Chinese first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English.

    Examples
    --------
    >>> Text(zh="规划用途", en="Planning use").say("en")
    'Planning use'
    """

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the words in one language."""
        return self.zh if lang == "zh" else self.en

    @classmethod
    def of(cls, words: str | dict[str, str] | Text) -> Text:
        """Read text given once for both languages, or for each.

        >>> Text.of("M1") == Text(zh="M1", en="M1")
        True
        >>> Text.of({"zh": "地块"}).en
        '地块'
        """
        if isinstance(words, Text):
            return words
        if isinstance(words, str):
            return cls(zh=words, en=words)
        either = words.get("zh") or words.get("en") or ""
        return cls(zh=words.get("zh") or either, en=words.get("en") or either)

    def format(self, **facts: object) -> Text:
        """Fill the places `{name}` of a template, in both languages.

        >>> Text(zh="{n} 宗", en="{n} parcels").format(n=3).en
        '3 parcels'
        """
        return Text(zh=self.zh.format(**facts), en=self.en.format(**facts))


def run_on(words: str, more: str) -> str:
    """Write Chinese words and what follows: a space stands only before Latin letters and numbers.

    Examples
    --------
    >>> run_on("实为", "60 米"), run_on("实为", "挂牌")
    ('实为 60 米', '实为挂牌')
    """
    first = more[:1]
    return f"{words} {more}" if first.isascii() and first.isalnum() else words + more


def steers(words: str, *, lines: bool = False) -> bool:
    r"""Tell whether text holds characters that steer a terminal or turn the text after them.

    Parameters
    ----------
    words
        Any text.
    lines
        Whether line ends and tabs are allowed.

    Examples
    --------
    >>> steers("A\x00"), steers("a\u202eb"), steers("一\n二"), steers("一\n二", lines=True)
    (True, True, True, False)
    """
    allowed = "\n\r\t" if lines else ""
    return bool(_TURNING.search(words)) or any(
        category(letter) in ("Cc", "Cs", "Zl", "Zp") and letter not in allowed for letter in words
    )
