"""Value functions in words: what is best, what is worst."""

from __future__ import annotations

from sitesel.language import Lang
from sitesel.requirement import (
    Categories,
    Decay,
    Linear,
    Piecewise,
    Step,
    Target,
    ValueFunction,
)
from sitesel.schema import Attribute
from sitesel.units import format_number
from sitesel.wording import value as words


def value_function_words(value: ValueFunction, attribute: Attribute, lang: Lang) -> str:
    """Say what a value function finds good and bad.

    >>> from sitesel.schema import default_schema
    >>> value_function_words(Decay(0, 5000), default_schema()["width"], "zh")
    '0 米最好，5 千米时减半'
    """
    match value:
        case Linear(best, other) | Decay(best, other):
            halves = isinstance(value, Decay)
            return _pair(best, other, attribute, lang, halves=halves)
        case Target():
            return _target(value, attribute, lang)
        case Piecewise() | Step():
            return _points(value, attribute, lang)
        case Categories(table, rest):
            named = [f"{words.category(k, attribute, lang)} {_worth(v, lang)}" for k, v in table]
            named.append(f"{'其余' if lang == 'zh' else 'others'} {_worth(rest, lang)}")
            return _listed(named, lang)


def _worth(value: float, lang: Lang) -> str:
    return format_number(value, lang)


def _spaced(words: str) -> str:
    # a space between a Latin letter or digit and a Chinese word, as printers do
    return f"{words} " if words[-1:].isascii() else words


def _listed(parts: list[str], lang: Lang) -> str:
    return ("，".join(parts)) if lang == "zh" else ", ".join(parts)


def _pair(best: float, other: float, attribute: Attribute, lang: Lang, *, halves: bool) -> str:
    good, bad = words.quantity(best, attribute, lang), words.quantity(other, attribute, lang)
    if lang == "zh":
        return f"{_spaced(good)}最好，{_spaced(bad)}{'时减半' if halves else '最差'}"
    return f"best at {good}, {'half as good' if halves else 'worst'} at {bad}"


def _target(target: Target, attribute: Attribute, lang: Lang) -> str:
    best = words.quantity(target.best, attribute, lang)
    low = words.difference(target.below, attribute, lang)
    high = words.difference(target.above, attribute, lang)
    if target.below == target.above and lang == "zh":
        return f"{_spaced(best)}最好，偏离 {_spaced(low)}为 0"
    if target.below == target.above:
        return f"best at {best}, 0 when off by {low}"
    if lang == "zh":
        return f"{_spaced(best)}最好，少 {_spaced(low)}或多 {_spaced(high)}为 0"
    return f"best at {best}, 0 when {low} below or {high} above"


def _points(value: Piecewise | Step, attribute: Attribute, lang: Lang) -> str:
    zh = lang == "zh"
    if isinstance(value, Piecewise):
        pairs = [(words.quantity(x, attribute, lang), _worth(v, lang)) for x, v in value.points]
        return _listed([f"{_spaced(x)}为 {v}" if zh else f"{v} at {x}" for x, v in pairs], lang)
    steps = [(words.quantity(x, attribute, lang), _worth(v, lang)) for x, v in value.steps]
    first, below = steps[0][0], _worth(value.below, lang)
    said = [f"低于 {_spaced(first)}为 {below}" if zh else f"{below} below {first}"]
    said += [f"{_spaced(x)}起为 {v}" if zh else f"{v} from {x}" for x, v in steps]
    return _listed(said, lang)
