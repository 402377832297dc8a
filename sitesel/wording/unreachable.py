"""Why there is no number where there is no way to get there, in words."""

from __future__ import annotations

from collections.abc import Mapping

from sitesel.language import Lang, Text
from sitesel.schema import Attribute
from sitesel.wording import value as words

_FERRY = {
    "car": Text("可载小汽车的渡轮", "vehicle ferry"),
    "truck": Text("可载货车的渡轮", "vehicle ferry"),
    "truck_dg": Text("可载危险品车辆的渡轮", "ferry for vehicles with dangerous goods"),
    "foot": Text("客渡", "passenger ferry"),
}
_ANY_FERRY = Text("渡轮", "ferry")
_WHY = {
    "no_ferry": Text("{place}没有{ferry}", "no {ferry} from {place}"),
    "no_facility_reachable": Text(
        "从{place}出发，路与渡轮都不通向任何一处", "no road or ferry from {place} leads to one"
    ),
    "dangerous_goods_refused": Text(
        "途中不放行危险品车辆", "vehicles with dangerous goods are refused on the way"
    ),
    "limits": Text("途中限重或限高", "limits of weight or height on the way"),
    "no_road": Text("{place}没有可接入的道路", "no road to join on {place}"),
    "outside_network": Text("在路网数据范围之外", "outside the network data"),
    "no_facility": Text("目录中没有这类设施", "the catalogue has no such facility"),
}
_HERE = Text("当地", "here")


def state_words(
    state: str | None,
    place: str | None,
    attribute: Attribute,
    schema: Mapping[str, Attribute],
    lang: Lang,
) -> str:
    """Say why an attribute has no number; empty where nothing tells.

    Parameters
    ----------
    state
        Value of the attribute's `state` column.
    place
        The island or mainland that it is said of.
    attribute, schema
        What is said, and what gives labels.
    lang
        The language of the words.

    Examples
    --------
    >>> from sitesel.schema import default_schema
    >>> time = Attribute("time_to_wharf_by_truck", "quantity", Text.of("t"), Text.of("t"), "access")
    >>> state_words("no_ferry", "金钵盂", time, default_schema(), "zh")
    '金钵盂没有可载货车的渡轮'
    >>> state_words("no_ferry", "Jinboyu", time, default_schema(), "en")
    'no vehicle ferry from Jinboyu'
    """
    if state is None:
        return ""
    known = _WHY.get(state)
    if known is None:
        told = schema.get(attribute.state or "")
        return state if told is None else told.value_label(state, lang)
    mode = attribute.name.rpartition("_by_")[2]
    ferry = _FERRY.get(mode, _ANY_FERRY).say(lang)
    land = schema.get("landmass")
    if place is None:
        where = _HERE.say(lang)
    else:
        where = place if land is None else land.value_label(place, lang)
    return known.say(lang).format(place=where, ferry=ferry)


def reasoned(said: str, why: str, lang: Lang) -> str:
    """Put the reason after what was found.

    >>> reasoned("unreachable", "no ferry from here", "en")
    'unreachable: no ferry from here'
    """
    return f"{said}{'：' if lang == 'zh' else ': '}{why}" if why else said


def found_words(
    found: object,
    state: str | None,
    place: str | None,
    attribute: Attribute,
    schema: Mapping[str, Attribute],
    lang: Lang,
) -> str:
    """Say what was found of an attribute, and why where there is no number."""
    why = state_words(state, place, attribute, schema, lang)
    return reasoned(words.found(found, attribute, lang), why, lang)
