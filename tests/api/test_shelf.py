from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sitesel.api.dependencies import Shelf
from sitesel.api.unchanged import Written
from sitesel.catalogue import Store
from tests.conftest import town_draft


@pytest.fixture
def days(tmp_path) -> list[str]:
    """Return the ids of catalogues of five days, the last of them in use."""
    draft, store = town_draft(), Store(tmp_path)
    dates = (f"2026-01-0{day}" for day in range(1, 6))
    manifests = (replace(draft.manifest, date=date) for date in dates)
    return [store.publish(replace(draft, manifest=one)).id for one in manifests]


def test_few_catalogues_stay_open_and_the_one_asked_for_last_does(tmp_path, days):
    shelf = Shelf(tmp_path, most=2)
    opened = [shelf.catalogue(one) for one in days]
    assert shelf.current() is opened[-1]
    assert shelf.catalogue(days[0]) is not opened[0]
    assert shelf.current() is opened[-1]


def test_whoever_asks_at_once_is_handed_the_same_catalogue(tmp_path, days):
    shelf = Shelf(tmp_path)
    with ThreadPoolExecutor(16) as many:
        handed = list(many.map(lambda _: shelf.catalogue(days[0]), range(64)))
    assert len({id(one) for one in handed}) == 1


def test_what_is_written_can_be_asked_for_by_many_while_old_answers_give_way(town):
    written = Written()

    def asked(turn: int) -> bool:
        name = str(turn % 200)
        return written.of(town, name, lambda: name) == f'"{name}"'.encode()

    with ThreadPoolExecutor(16) as many:
        assert all(many.map(asked, range(20_000)))
