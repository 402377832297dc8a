from __future__ import annotations

import numpy as np

from sitesel.catalogue import open_catalogue
from sitesel.catalogue.measured_once import MeasuredOnce
from sitesel.columns import CategoryColumn, QuantityColumn
from sitesel.requirement import read_requirement
from sitesel.selection import select

WANTED = {
    "constraints": [
        {"attribute": "footprint_fits", "among": "yes"},
        {"attribute": "area", "at_least": 1},
    ],
    "criteria": [
        {
            "attribute": "largest_rectangle_area",
            "value": {"linear": {"best": 9000, "worst": 0}},
            "weight": 1,
        },
        {
            "attribute": "buildable_area",
            "value": {"linear": {"best": 9000, "worst": 0}},
            "weight": 1,
        },
        {
            "attribute": "max_floor_area",
            "value": {"linear": {"best": 9000, "worst": 0}},
            "weight": 1,
        },
    ],
    "development": {"buildings": [{"width": 40, "depth": 30, "count": 2}], "setbacks": "5 m"},
}


def squares(asked: list[list[int]]):
    def measure(rows):
        asked.append(rows.tolist())
        whole = np.full(5, np.nan)
        whole[rows] = rows**2
        return {"square": QuantityColumn(whole)}

    return measure


def test_only_rows_that_were_not_measured_yet_are_measured():
    once, asked = MeasuredOnce(), []
    for rows in ([0, 2], [2, 3], [0, 3]):
        found = once.columns("squares", np.array(rows), 5, squares(asked))
        assert found["square"].values[rows].tolist() == [row**2 for row in rows]
    assert asked == [[0, 2], [3]]


def test_another_need_is_measured_anew_and_the_oldest_gives_way():
    once, asked = MeasuredOnce(most=2), []
    for need in ("a", "b", "c", "b", "a"):
        once.columns(need, np.array([1]), 5, squares(asked))
    assert len(asked) == 4


def test_categories_that_come_later_join_those_that_are_there():
    def wharves(*names: str):
        def measure(rows):
            codes = np.full(3, -1, np.int32)
            codes[rows] = range(len(rows))
            return {"wharf": CategoryColumn(codes, names)}

        return measure

    once = MeasuredOnce()
    once.columns("w", np.array([0]), 3, wharves("north"))
    found = once.columns("w", np.array([0, 1, 2]), 3, wharves("east", "north"))["wharf"]
    assert [found.categories[code] for code in found.codes] == ["north", "east", "north"]


def test_shapes_are_drawn_once():
    once, drawn = MeasuredOnce(), []

    def draw(rows):
        drawn.append(rows.tolist())
        return np.array([f"shape {row}" for row in rows], object)

    once.shapes("land", np.array([1, 4]), 5, draw)
    told = once.shapes("land", np.array([4, 0, 1]), 5, draw)
    assert told.tolist() == ["shape 4", "shape 0", "shape 1"]
    assert drawn == [[1, 4], [0]]


def test_what_was_measured_before_changes_no_byte_of_an_answer(town):
    """Each requirement is put to a catalogue that has answered the others, and to a fresh one."""
    others = [
        WANTED,
        WANTED | {"constraints": WANTED["constraints"][:1]},
        WANTED | {"development": {**WANTED["development"], "setbacks": "30 m"}},
        WANTED | {"development": {**WANTED["development"], "aspect": 2}},
        WANTED
        | {
            "constraints": [
                {"attribute": "footprint_fits", "among": "yes"},
                {"attribute": "distance_to_wharf", "at_most": 250},
            ],
            "near_misses": 0,
        },
    ]
    read = [read_requirement(one, schema=town.schema) for one in (*others, *others[::-1])]
    for requirement in read:
        fresh = select(open_catalogue(town.path), requirement)
        assert select(town, requirement).digest == fresh.digest


def test_a_changed_area_alone_tries_no_building_again(town, monkeypatch):
    from sitesel.catalogue import on_demand

    tried = []
    fitting = on_demand.fitting
    monkeypatch.setattr(
        on_demand,
        "fitting",
        lambda land, *a, **k: tried.append(len(land)) or fitting(land, *a, **k),
    )
    for least in (1, 2, 3):
        size = {"attribute": "area", "at_least": least}
        changed = WANTED | {"constraints": [WANTED["constraints"][0], size]}
        select(town, read_requirement(changed, schema=town.schema))
    assert tried == [6]
