from __future__ import annotations

import numpy as np
import pytest

from sitesel.requirement import read_requirement
from sitesel.selection import tally
from sitesel.selection.distribution import Binned, Distribution, distributions

WANTED = {
    "constraints": [
        {"id": "size", "attribute": "area", "at_least": 300},
        {"id": "status", "attribute": "status", "among": ["listed"]},
        {
            "id": "either",
            "any": [
                {"attribute": "wharf", "at_most": 4000},
                {"attribute": "remarks", "is_known": True},
            ],
        },
    ]
}


@pytest.fixture
def told(table, schema):
    counted = tally(table, read_requirement(WANTED, schema=schema))

    def of(*names: str, bins: int = 10) -> list[Distribution]:
        return distributions(counted, names, bins)

    return of


def test_all_counts_every_parcel_and_others_those_that_only_this_attribute_may_reject(told):
    (area,) = told("area", bins=5)
    assert area.edges.edges == (100, 200, 300, 400, 500)
    # B's area is not known; C and E are not listed, F is too far from a wharf
    assert area.all == (1, 0, 3, 2)
    assert area.others == (1, 0, 1, 1)  # D itself is rejected by nothing but its area
    assert (area.known, area.unknown) == (6, 1)
    assert (area.others_known, area.others_unknown) == (3, 1)
    assert area.range == (100, 500)


def test_the_unreachable_are_known_and_in_no_bin(told):
    (wharf,) = told("wharf")
    assert (wharf.known, wharf.unknown, wharf.unreachable) == (6, 0, 1)
    assert sum(wharf.all) == 6


def test_a_group_that_looks_at_others_too_is_a_constraint_on_another(told):
    (wharf,) = told("wharf")
    # G A B: D is too small, C E are not listed, and the group still rejects F
    assert wharf.others_known == 3
    assert wharf.others_unreachable == 0


def test_a_permitted_range_comes_as_its_two_ends(told):
    lower, upper = told("ratio")
    assert (lower.end, upper.end) == ("lower", "upper")
    assert (lower.known, lower.unknown, lower.unlimited) == (5, 1, 1)
    assert (upper.known, upper.unknown, upper.unlimited) == (5, 1, 1)
    assert lower.range == (1, 2)
    assert upper.range == (0.8, 3)


def test_categories_are_counted_by_value(told):
    (status,) = told("status")
    assert [(v.value, v.all, v.others) for v in status.values] == [
        ("listed", 4, 2),
        ("let", 1, 1),
        ("sold", 1, 1),
    ]
    assert (status.known, status.unknown, status.others_unknown) == (6, 1, 1)
    assert status.edges is None


def test_yes_comes_before_no(told):
    (power,) = told("power")
    assert [(v.value, v.all) for v in power.values] == [("yes", 3), ("no", 2)]


def test_of_words_only_how_many_are_known(told):
    (remarks,) = told("remarks")
    assert (remarks.known, remarks.unknown) == (4, 3)
    assert remarks.edges is None
    assert remarks.values is None


def test_dates_are_days(told):
    (ready,) = told("ready")
    assert ready.kind == "date"
    assert ready.range == (999, 2000)
    assert sum(ready.all) == 6


def test_the_parts_add_up_to_all_parcels(told):
    for one in told("area", "wharf", "ready", "ratio", "use", "status", "power", "remarks"):
        assert one.known + one.unknown + one.unreachable + one.unlimited == 7
        if one.edges:
            assert sum(one.all) == one.known
            assert sum(one.others) == one.others_known
        assert all(some <= every for some, every in zip(one.others, one.all, strict=True))


def test_what_is_kept_in_bins_gives_the_same_for_another_requirement(table, schema):
    binned = Binned(most_bytes=1)
    for least in (100, 300, 600):
        asked = {"constraints": [{"attribute": "wharf", "at_most": least}]}
        counted = tally(table, read_requirement(asked, schema=schema))
        names = ["area", "use", "ratio"]
        assert distributions(counted, names, 8, binned) == distributions(counted, names, 8)


def test_the_bins_hold_what_numpy_counts():
    import pyarrow as pa

    from sitesel.columns import Columns, QuantityColumn
    from sitesel.language import Text
    from sitesel.schema import Attribute, Schema
    from tests.selection.conftest import Table

    values = np.random.default_rng(4).lognormal(5, 2, 1000)
    one = Attribute("area", "quantity", Text.of("a"), Text.of("a"), "g", "m2")
    schema = Schema({"area": one}, {"g": Text.of("g")})
    ids = pa.array([f"{k:04}" for k in range(1000)])
    table = Table(Columns("parcels", ids, {"area": QuantityColumn(values)}, schema))
    asked = read_requirement({"constraints": [{"attribute": "area", "at_most": 99}]}, schema=schema)
    (told,) = distributions(tally(table, asked), ["area"], 40)
    assert told.all == tuple(np.histogram(values, told.edges.edges)[0].tolist())
    assert told.others == told.all
