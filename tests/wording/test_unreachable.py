from __future__ import annotations

import math

import pytest

from sitesel.language import Text
from sitesel.requirement import read_requirement
from sitesel.schema import Attribute, default_schema, family
from sitesel.selection import NOT_MEASURED, UNREACHABLE_WORD, FailingConstraint
from sitesel.wording import difference, failing_words, found, state_words

SCHEMA = default_schema().with_attributes(
    attribute
    for mode in ("truck", "truck_dg", "foot", "car")
    for attribute in family(
        "access", facility=("wharf", Text("码头", "wharf")), mode=(mode, Text.of(mode))
    )
)
CLOCK = SCHEMA["last_departure_to_wharf_by_truck"]


def said(state: str | None, mode: str, place: str | None = "金钵盂", lang: str = "zh") -> str:
    return state_words(state, place, SCHEMA[f"time_to_wharf_by_{mode}"], SCHEMA, lang)


@pytest.mark.parametrize(
    ("state", "mode", "zh", "en"),
    [
        ("no_ferry", "truck", "金钵盂没有可载货车的渡轮", "no vehicle ferry from 金钵盂"),
        ("no_ferry", "car", "金钵盂没有可载小汽车的渡轮", "no vehicle ferry from 金钵盂"),
        ("no_ferry", "foot", "金钵盂没有客渡", "no passenger ferry from 金钵盂"),
        (
            "no_ferry",
            "truck_dg",
            "金钵盂没有可载危险品车辆的渡轮",
            "no ferry for vehicles with dangerous goods from 金钵盂",
        ),
        (
            "dangerous_goods_refused",
            "truck_dg",
            "途中不放行危险品车辆",
            "vehicles with dangerous goods are refused on the way",
        ),
        ("no_road", "foot", "金钵盂没有可接入的道路", "no road to join on 金钵盂"),
        ("outside_network", "car", "在路网数据范围之外", "outside the network data"),
        (None, "car", "", ""),
    ],
)
def test_a_state_says_why_there_is_no_number(state, mode, zh, en):
    assert (said(state, mode), said(state, mode, lang="en")) == (zh, en)


def test_every_state_of_the_schema_but_the_good_one_has_its_words():
    states = [key for key, _ in SCHEMA["access_to_wharf_by_car"].values if key != "reachable"]
    assert len(states) == 7
    assert all("_" not in said(state, "car", lang="en") for state in states)


def test_an_island_without_a_name_is_here():
    assert said("no_ferry", "foot", None, "en") == "no passenger ferry from here"


def test_a_state_that_is_not_known_is_called_by_its_label():
    own = Attribute(
        "why",
        "category",
        Text.of("w"),
        Text.of("w"),
        "g",
        values=(("flooded", Text("淹没", "flooded")),),
    )
    time = Attribute("time", "quantity", Text.of("t"), Text.of("t"), "g", state="why")
    schema = default_schema().with_attributes([own, time])
    assert state_words("flooded", None, time, schema, "zh") == "淹没"


@pytest.mark.parametrize("value", [math.inf, UNREACHABLE_WORD])
def test_what_is_unreachable_is_never_a_number(value):
    time = SCHEMA["time_to_wharf_by_truck"]
    assert (found(value, time, "zh"), found(value, time, "en")) == ("无法到达", "unreachable")


def test_a_group_says_that_its_members_are_unreachable():
    [group] = read_requirement(
        "constraints: [{any: [{attribute: time_to_wharf_by_truck, at_most: 9},"
        "{attribute: area, at_least: 1}]}]"
    ).constraints
    told = "time_to_wharf_by_truck unreachable; area 0.5"
    failing = FailingConstraint(group.id, group.attribute, group.needs(), told, None, None)
    assert "时间 无法到达、图上面积 0.5" in failing_words(failing, group, SCHEMA, "zh")


@pytest.mark.parametrize(
    ("lang", "tail"),
    [("zh", "；未量算：已被其他约束淘汰"), ("en", "; not measured: rejected already")],
)
def test_what_was_not_measured_is_not_called_unknown(lang, tail):
    single, group = read_requirement(
        "constraints: [{attribute: buildable_area, at_least: 9},"
        "{any: [{attribute: buildings_placed, at_least: 1}, {attribute: area, at_least: 1}]}]\n"
        "development: {spacing: 1}"
    ).constraints
    for wanted in (single, group):
        failing = FailingConstraint(
            wanted.id, wanted.attribute, wanted.needs(), NOT_MEASURED, None, None
        )
        assert failing_words(failing, wanted, SCHEMA, lang).endswith(tail)


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        (17.5, "17:30", "17:30"),
        (0, "00:00", "00:00"),
        (23.999, "23:59", "23:59"),
        (24, "次日 00:00", "00:00 the next day"),
        (25.25, "次日 01:15", "01:15 the next day"),
        (50, "2 天后 02:00", "02:00, 2 days later"),
    ],
)
def test_a_departure_is_a_time_of_day(hours, zh, en):
    assert (found(hours, CLOCK, "zh"), found(hours, CLOCK, "en")) == (zh, en)


def test_a_difference_of_times_of_day_is_in_minutes():
    assert difference(1.5, CLOCK, "zh") == "90 分钟"
