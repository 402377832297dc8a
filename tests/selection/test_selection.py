from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from sitesel.errors import ParcelNotFound
from sitesel.exports.wire import SelectionOut
from sitesel.interval import Interval
from sitesel.language import Text
from sitesel.requirement import (
    AGGREGATIONS,
    Categories,
    Constraint,
    Criterion,
    Group,
    Linear,
    Requirement,
    Step,
)
from sitesel.selection import Counts, FailingConstraint, Reason, select

BIG = Constraint("size", "area", "at_least", Interval(300), unit="m2")
NEAR = Constraint("near", "wharf", "at_most", Interval(upper=1000), unit="m")
SOON = Constraint("soon", "ready", "at_most", Interval(upper=1000), kind="date")
RATIO = Constraint(
    "ratio", "ratio", "less_than", Interval(upper=2, upper_open=True), kind="interval"
)
LISTED = Constraint("listed", "status", "among", values=("listed",), kind="category")
AREA = Criterion("area", "area", Linear(500, 100), weight=3, unit="m2")
WHARF = Criterion("wharf", "wharf", Linear(0, 4000), weight=1, unit="m")


def asked(*constraints, criteria=(), **more) -> Requirement:
    return Requirement(Text.of("t"), constraints=constraints, criteria=criteria, **more)


def test_the_counts_add_up_and_each_constraint_says_what_it_rejects(table):
    selection = select(table, asked(BIG, NEAR))
    # G passes; A C D F are far; D is small; B's area is not known
    assert selection.counts == Counts(total=7, candidates=2, rejected=4, undecided=1)
    assert selection.reasons == (
        Reason("size", "area", "≥ 300 m2", rejected=1, unknown=1),
        Reason("near", "wharf", "≤ 1000 m", rejected=4, unknown=0),
    )


def test_candidates_come_best_first_with_contributions_that_add_up(table):
    selection = select(table, asked(BIG, criteria=(WHARF, AREA)))
    assert [c.parcel for c in selection.candidates] == ["E", "G", "F", "A", "C"]
    best = selection.candidates[1]
    assert [(p.criterion, p.found, p.unit) for p in best.contributions] == [
        ("wharf", 100.0, "m"),
        ("area", 400.0, "m2"),
    ]
    assert [p.weight for p in best.contributions] == [0.25, 0.75]
    assert [p.value for p in best.contributions] == [0.975, 0.75]
    assert best.suitability == pytest.approx(0.25 * 0.975 + 0.75 * 0.75)
    for candidate in selection.candidates:
        total = sum(part.share for part in candidate.contributions)
        assert total == pytest.approx(candidate.suitability, abs=1e-15)


def test_equal_parcels_share_a_rank_are_told_and_come_in_the_order_of_their_ids(table):
    selection = select(table, asked(BIG, criteria=(AREA,)))
    ranked = [(c.rank, c.parcel, c.tied) for c in selection.candidates]
    assert ranked == [
        (1, "F", False), (2, "G", False), (3, "E", False), (4, "A", True), (4, "C", True)
    ]  # fmt: skip


def test_a_tie_with_a_parcel_beyond_the_limit_is_told(table):
    selection = select(table, asked(BIG, criteria=(AREA,), limit=4))
    assert [(c.parcel, c.tied) for c in selection.candidates][-1] == ("A", True)
    assert selection.counts.candidates == 5


def test_an_unknown_criterion_gives_an_interval_and_ranks_by_its_lower_end(table):
    selection = select(table, asked(NEAR, criteria=(AREA, WHARF)))
    unmeasured = next(c for c in selection.candidates if c.parcel == "B")
    assert unmeasured.rank == 3
    assert unmeasured.suitability == pytest.approx(0.25 * 0.875)
    assert unmeasured.interval == pytest.approx((0.25 * 0.875, 0.75 + 0.25 * 0.875))
    area = unmeasured.contributions[0]
    assert (area.found, area.value, area.share) == (None, None, 0.0)


def test_an_unknown_category_is_worth_at_least_the_least_of_the_table(table):
    status = Criterion(
        "s", "status", Categories((("listed", 0.9), ("sold", 0.3)), 0.4), kind="category"
    )
    selection = select(table, asked(criteria=(status,)))
    unmeasured = next(c for c in selection.candidates if c.parcel == "B")
    assert unmeasured.interval == (0.3, 0.9)


def test_nothing_to_weigh_leaves_all_candidates_equal(table):
    selection = select(table, asked(BIG))
    assert {(c.rank, c.tied, c.suitability) for c in selection.candidates} == {(1, True, 0.0)}
    assert [c.parcel for c in selection.candidates] == ["A", "C", "E", "F", "G"]


def test_near_misses_come_by_number_of_failings_then_margin_then_id(table):
    selection = select(
        table, asked(replace(BIG, interval=Interval(400)), NEAR, SOON, near_misses=5)
    )
    # E lacks 1 m²; A lacks 100 m² and 1000 m; F 4000 m and a day; D is infinitely far; C lacks all
    assert [n.parcel for n in selection.near_misses] == ["E", "A", "F", "D", "C"]
    assert selection.near_misses[0].failing == (
        FailingConstraint("size", "area", "≥ 400 m2", 399.0, "m2", 1.0),
    )
    far = selection.near_misses[3].failing
    assert [(f.constraint, f.found, f.margin) for f in far] == [
        ("size", 100.0, 300.0), ("near", "unreachable", None)
    ]  # fmt: skip


def test_what_the_client_insists_on_is_missed_less_nearly(table):
    firm = replace(BIG, interval=Interval(400), relaxable=False)
    selection = select(table, asked(firm, NEAR, near_misses=3))
    # F fails only the wharf; E only the size, but that is firm
    assert [n.parcel for n in selection.near_misses] == ["F", "E", "A"]


def test_a_date_a_range_and_a_category_say_what_was_found(table):
    late = select(table, asked(SOON)).disposition("C").rejected_by[0]
    assert (late.found, late.needs, late.margin) == ("1975-06-24", "≤ 1972-09-27", 1000.0)
    ratio = select(table, asked(RATIO)).disposition("F").rejected_by[0]
    assert (ratio.found, ratio.margin) == ("[2, 2]", 0.0)
    status = select(table, asked(LISTED)).disposition("C").rejected_by[0]
    assert (status.found, status.margin, status.unit) == ("sold", None, None)


def test_a_group_says_what_was_found_for_each_attribute(table):
    either = Group("either", "any", (NEAR, replace(LISTED, values=("let",))))
    selection = select(table, asked(either))
    [failing] = selection.disposition("A").rejected_by
    assert failing.found == "wharf 2000.0; status listed"
    assert (failing.attribute, failing.margin) == ("wharf, status", None)


def test_the_ledger_has_every_parcel_in_the_order_of_the_catalogue(table):
    selection = select(table, asked(BIG, NEAR, criteria=(AREA,)))
    lines = list(selection.ledger())
    assert [(e.parcel, e.disposition) for e in lines] == [
        ("G", "candidate"), ("A", "rejected"), ("B", "undecided"), ("C", "rejected"),
        ("D", "rejected"), ("E", "candidate"), ("F", "rejected"),
    ]  # fmt: skip
    assert [f.constraint for f in lines[4].rejected_by] == ["size", "near"]
    assert [f.constraint for f in lines[2].unknown] == ["size"]
    assert (lines[0].rank, lines[0].suitability, lines[5].rank) == (1, 0.75, 2)
    assert list(selection.ledger(2, 4)) == lines[2:4]
    assert list(selection.ledger(6, 99)) == lines[6:]
    assert list(selection.ledger(9, 99)) == []


def test_a_parcel_that_is_not_there_is_not_found(table):
    with pytest.raises(ParcelNotFound):
        select(table, asked(BIG)).disposition("Z")


def test_the_wire_form_keeps_the_contract_and_carries_its_own_digest(table):
    wire = select(table, asked(BIG, NEAR, criteria=(AREA, WHARF))).wire()
    SelectionOut.model_validate(wire)
    rest = {key: value for key, value in wire.items() if key != "digest"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert wire["digest"] == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_same_question_gives_the_same_digest_and_another_another(table):
    one = select(table, asked(BIG, criteria=(AREA,)))
    again = select(table, asked(BIG, criteria=(AREA,)), threads=2)
    other = select(table, asked(BIG, criteria=(replace(AREA, weight=2),), limit=3))
    assert one.digest == again.digest != other.digest


def test_what_is_unreachable_says_so_on_the_wire_and_has_no_margin(table):
    far = asked(NEAR, criteria=(WHARF,))
    text = json.dumps(select(table, far).wire(), allow_nan=False)
    failing = json.loads(text)["near_misses"][-1]["failing"][0]
    assert (failing["found"], failing["margin"]) == ("unreachable", None)
    assert "∞" not in text
    assert "Infinity" not in text


@pytest.mark.parametrize(
    "wanted", [Interval(0), Interval(upper=1e300), Interval(100, 200), Interval(5000)]
)
def test_what_is_unreachable_fails_whatever_number_is_asked(table, wanted):
    selection = select(table, asked(Constraint("far", "wharf", "between", wanted, unit="m")))
    [told] = selection.disposition("D").rejected_by
    assert told.found == "unreachable"


def test_what_is_unreachable_is_known(table):
    known = Constraint("known", "wharf", "is_known")
    assert select(table, asked(known)).disposition("D").disposition == "candidate"


def test_what_is_unreachable_is_worth_nothing_and_never_not_a_number(table):
    for function in (Linear(5000, 0), Linear(0, 5000), Step(((0, 1.0),), below=1.0)):
        for how in AGGREGATIONS:
            wharf = Criterion("far", "wharf", function, unit="m")
            wanted = replace(asked(criteria=(wharf, AREA)), aggregation=how)
            [one] = [c for c in select(table, wanted).candidates if c.parcel == "D"]
            part = next(p for p in one.contributions if p.criterion == "far")
            assert (part.value, part.found) == (0.0, "unreachable")
            assert 0 <= one.suitability <= one.interval[1] <= 1


def test_judging_imports_no_geometry():
    code = (
        "import sys, sitesel.selection; heavy = 'geopandas shapely pyproj pyogrio pandas'.split(); "
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
