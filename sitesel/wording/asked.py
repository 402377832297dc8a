"""What a requirement asks beside its constraints, in words: scenario, wharf, development, area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sitesel.language import Lang, Text
from sitesel.requirement import Building, Development, Requirement, WharfNeed
from sitesel.units import format_number, unit_label

_SCENARIO = Text("路网情景：{told}", "scenario of the network: {told}")
_WHARF = Text("码头：{told}", "wharf: {told}")
_BUILD = Text("拟建：{told}", "to be built: {told}")
_AREA = Text("关注范围：{told}", "area of interest: {told}")
_DRAWN = Text("{n} 个多边形", "{n} drawn")
_SHIPS = Text("可靠泊 {n}", "ships of {n}")
_BERTH = Text("泊位长 {n}", "berth {n} long")
_DEPTH = Text("水深 {n}", "water {n} deep")
_GOODS = Text("可作业危险货物", "dangerous goods")
_SPARE = Text("富余能力 {n}", "{n} to spare")
_ANY = Text("不限", "any")
_SEVERAL = Text("{size} {n} 栋", "{n} of {size}")
_YARD = Text("堆场 {n}", "a yard of {n}")
_SPACING = Text("间距 {n}", "{n} apart")
_SETBACKS = {
    "road": Text("退道路 {n}", "{n} from roads"),
    "shore": Text("退岸线 {n}", "{n} from shores"),
    "neighbour": Text("退邻地 {n}", "{n} from neighbours"),
}
_CLEAR = Text("避让 {names}", "clear of {names}")


def asked_words(
    requirement: Requirement,
    lang: Lang,
    *,
    scenarios: Mapping[str, Text] | None = None,
    cargo: Mapping[str, Text] | None = None,
    layers: Mapping[str, Text] | None = None,
) -> str:
    """Say in one line which scenario, wharf, development and area are asked for; empty for none.

    Parameters
    ----------
    requirement
        What is asked.
    lang
        The language of the words.
    scenarios, cargo, layers
        Labels of scenarios, classes of cargo and constraint layers; a name without any stands for
        itself.

    Examples
    --------
    >>> hall = Development((Building(200.0, 120.0, count=2),), yard=5000.0)
    >>> wanted = Requirement(Text.of("x"), wharf=WharfNeed("bulk", depth=11.0), development=hall)
    >>> asked_words(wanted, "en", cargo={"bulk": Text("散货", "bulk")})
    'wharf: bulk, water 11 m deep · to be built: 2 of 200 × 120 m, a yard of 5,000 m²'
    >>> asked_words(wanted, "zh", cargo={"bulk": Text("散货", "bulk")})
    '码头：散货、水深 11 米 · 拟建：200 × 120 米 2 栋、堆场 5,000 m²'
    """
    comma, told = "、" if lang == "zh" else ", ", []
    if (name := requirement.scenario) is not None:
        title = (scenarios or {}).get(name, Text.of(name))
        told.append(_SCENARIO.format(told=title.say(lang)).say(lang))
    if requirement.wharf is not None:
        needs = list(_wharf(requirement.wharf, lang, cargo or {})) or [_ANY.say(lang)]
        told.append(_WHARF.format(told=comma.join(needs)).say(lang))
    if requirement.development is not None:
        parts = list(_built(requirement.development, lang, layers or {})) or ["–"]
        told.append(_BUILD.format(told=comma.join(parts)).say(lang))
    if requirement.area_of_interest is not None:
        drawn = _DRAWN.format(n=len(requirement.area_of_interest.polygons)).say(lang)
        told.append(_AREA.format(told=drawn).say(lang))
    return " · ".join(told)


def _wharf(need: WharfNeed, lang: Lang, cargo: Mapping[str, Text]) -> Iterator[str]:
    if need.cargo is not None:
        yield cargo.get(need.cargo, Text.of(need.cargo)).say(lang)
    for number, unit, words in (
        (need.tonnage, "t", _SHIPS),
        (need.length, "m", _BERTH),
        (need.depth, "m", _DEPTH),
    ):
        if number is not None:
            yield words.format(n=_amount(number, unit, lang)).say(lang)
    if need.dangerous_goods:
        yield _GOODS.say(lang)
    if need.spare is not None:
        yield _SPARE.format(n=_amount(need.spare, "t/a", lang)).say(lang)


def _built(development: Development, lang: Lang, layers: Mapping[str, Text]) -> Iterator[str]:
    for building in development.buildings:
        yield _building(building, lang)
    if development.yard:
        yield _YARD.format(n=_amount(development.yard, "m2", lang)).say(lang)
    if development.spacing:
        yield _SPACING.format(n=_amount(development.spacing, "m", lang)).say(lang)
    for edge, metres in development.setbacks.canonical().items():
        if metres:
            yield _SETBACKS[edge].format(n=_amount(metres, "m", lang)).say(lang)
    if development.clear_of:
        names = [layers.get(name, Text.of(name)).say(lang) for name in development.clear_of]
        comma, final = ("、", "和") if lang == "zh" else (", ", " and ")
        joined = final.join(filter(None, (comma.join(names[:-1]), names[-1])))
        yield _CLEAR.format(names=joined).say(lang)


def _building(building: Building, lang: Lang) -> str:
    size = f"{format_number(building.width, lang)} × {_amount(building.depth, 'm', lang)}"
    if building.count == 1:
        return size
    return _SEVERAL.format(size=size, n=building.count).say(lang)


def _amount(number: float, unit: str, lang: Lang) -> str:
    return f"{format_number(number, lang)} {unit_label(unit, lang)}"
