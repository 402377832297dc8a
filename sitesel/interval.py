"""A permitted range with open or closed ends: what a planning limit says."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `lower` to `upper`; an open end is not itself permitted.

    Parameters
    ----------
    lower, upper
        The ends; minus or plus infinity where there is no limit on that side.
    lower_open, upper_open
        Whether the end itself is left out.

    Examples
    --------
    >>> str(Interval(0.7, 1.8)), str(Interval(1.2)), str(Interval(upper=50, upper_open=True))
    ('[0.7, 1.8]', '≥ 1.2', '< 50')
    """

    lower: float = -math.inf
    upper: float = math.inf
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.lower) or math.isnan(self.upper):
            raise ValueError("an interval's end is not a number")
        closed = not (self.lower_open or self.upper_open)
        if self.lower > self.upper or (self.lower == self.upper and not closed):
            raise ValueError(f"nothing lies between {self.lower:g} and {self.upper:g}")

    def __contains__(self, number: float) -> bool:
        above = number > self.lower if self.lower_open else number >= self.lower
        below = number < self.upper if self.upper_open else number <= self.upper
        return above and below

    def __str__(self) -> str:
        if self.lower == -math.inf and self.upper == math.inf:
            return "(-∞, ∞)"
        if self.upper == math.inf:
            return f"{'>' if self.lower_open else '≥'} {self.lower:.12g}"
        if self.lower == -math.inf:
            return f"{'<' if self.upper_open else '≤'} {self.upper:.12g}"
        left, right = "(" if self.lower_open else "[", ")" if self.upper_open else "]"
        return f"{left}{self.lower:.12g}, {self.upper:.12g}{right}"

    @classmethod
    def parse(cls, words: str) -> Interval:
        """Read an interval as planners write it.

        Raises
        ------
        ValueError
            The words are not an interval.

        Examples
        --------
        >>> for words in ("≥1.2", "0.7-1.8", "1.0≤容积率<2.0", "不大于50%", "24米以下"):
        ...     print(Interval.parse(words))
        ≥ 1.2
        [0.7, 1.8]
        [1, 2)
        ≤ 50
        ≤ 24
        """
        text = words.strip().translate(_PLAIN)
        for spelt, sign in _SPELT:
            text = text.replace(spelt, sign)
        text = re.sub(r"(?<=\d)(?:%|米|倍|m²|m2|m)", "", re.sub(r"\s", "", text))
        if match := re.fullmatch(rf"([\[(])({_N}),({_N})([\])])", text):
            left, low, high, right = match.groups()
            return cls(float(low), float(high), left == "(", right == ")")
        if match := re.fullmatch(rf"({_N})(?:-|~|至|到)({_N})", text):
            return cls(float(match[1]), float(match[2]))
        if match := re.fullmatch(rf"({_N})(<=?)[^<>=\d]+(<=?)({_N})", text):
            return cls(float(match[1]), float(match[4]), match[2] == "<", match[3] == "<")
        if match := re.fullmatch(rf"({_N})(以上|以下)", text):
            number = float(match[1])
            return cls(lower=number) if match[2] == "以上" else cls(upper=number)
        limits = re.findall(rf"([<>]=?)({_N})", text)
        rest = re.sub(rf"[<>]=?{_N}", "", text)
        if limits and len(limits) <= 2 and not re.search(r"\d", rest):
            return cls._of_limits([(sign, float(number)) for sign, number in limits])
        if re.fullmatch(_N, text):
            return cls(float(text), float(text))
        raise ValueError(f"{words!r} is not an interval; write '≥ 1.2', '0.7-1.8' or '[0.7, 1.8)'")

    @classmethod
    def _of_limits(cls, limits: list[tuple[str, float]]) -> Interval:
        lower, upper, lower_open, upper_open = -math.inf, math.inf, False, False
        for sign, number in limits:
            if sign.startswith(">"):
                lower, lower_open = number, sign == ">"
            else:
                upper, upper_open = number, sign == "<"
        return cls(lower, upper, lower_open, upper_open)


_N = r"-?\d+(?:\.\d+)?"
_PLAIN = str.maketrans("＞＜＝（）［］，～—–－％．", "><=()[],~---%.")
_SPELT = (
    ("≥", ">="), ("≧", ">="), ("≤", "<="), ("≦", "<="), ("不小于", ">="), ("不低于", ">="),
    ("不少于", ">="), ("不大于", "<="), ("不高于", "<="), ("不超过", "<="), ("大于等于", ">="),
    ("小于等于", "<="), ("大于", ">"), ("高于", ">"), ("小于", "<"), ("低于", "<"), ("=>", ">="),
    ("=<", "<="),
)  # fmt: skip
