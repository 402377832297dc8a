"""A dozen small workshops asked for at once, put to the demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitesel.catalogue import Catalogue
from sitesel.requirement import read_enquiry
from sitesel.selection import Placement, place

MU = 2000 / 3


@pytest.fixture(scope="module")
def workshops(demonstration: Catalogue, zhoushan: Path) -> Placement:
    path = zhoushan / "enquiries" / "small-workshops.yaml"
    return place(demonstration, read_enquiry(path, demonstration.schema))


def test_a_dozen_workshops_of_five_to_twenty_mu(workshops: Placement) -> None:
    lands = [wanted.land / MU for wanted in workshops.enquiry.requirements]
    assert len(lands) == 12
    assert min(lands) == pytest.approx(5)
    assert max(lands) == pytest.approx(20)


def test_ten_are_placed_and_two_are_told_why_not(workshops: Placement) -> None:
    placed = [one.requirement for one in workshops.placed]
    assert len(placed) == 10
    assert {one.requirement: one.why for one in workshops.unplaced} == {
        "liuheng_paint": "taken",
        "foundry": "no_candidate",
    }
    assert workshops.proved
    paint, foundry = workshops.unplaced
    assert [(one.parcel, one.by) for one in paint.taken] == [("PT-10", ("liuheng_repairs",))]
    assert "use" in [reason.constraint for reason in foundry.reasons]


def test_workshops_share_parcels_within_what_they_have(workshops: Placement) -> None:
    assert any(len(use.requirements) > 1 for use in workshops.uses)
    lands = {wanted.id: wanted.land for wanted in workshops.enquiry.requirements}
    for use in workshops.uses:
        assert use.used == pytest.approx(sum(lands[name] for name in use.requirements))
        assert use.used <= use.land


def test_each_goes_to_a_candidate_of_its_own(workshops: Placement) -> None:
    answers = dict(zip(ids(workshops), workshops.selections, strict=True))
    for one in workshops.placed:
        line = answers[one.requirement].disposition(one.parcel)
        assert (line.disposition, line.rank) == ("candidate", one.rank)


def ids(workshops: Placement) -> list[str]:
    return [wanted.id for wanted in workshops.enquiry.requirements]
