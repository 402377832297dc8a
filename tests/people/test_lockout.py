from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from sitesel.people import Attempt, lockout
from sitesel.people.lockout import PATIENCE


@pytest.fixture
def guess(database):
    def taken(now, name="li", address="192.0.2.1"):
        with database.writing() as session:
            return lockout.take(session, name, address, now=now).wait

    return taken


def test_the_first_guesses_cost_nothing_and_then_each_doubles_the_wait(guess, noon):
    now, waits = noon, []
    for _ in range(PATIENCE["name"].free):
        assert guess(now) == 0
    for _ in range(12):
        wait = guess(now)
        waits.append(wait)
        assert guess(now + timedelta(seconds=wait - 1)) == 1
        now += timedelta(seconds=wait)
        assert guess(now) == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_refused_guess_does_not_make_the_wait_longer(guess, noon):
    for _ in range(PATIENCE["name"].free + 1):
        guess(noon)
    assert [guess(noon) for _ in range(50)] == [1] * 50


def test_names_wait_apart_and_one_address_waits_for_all_names(guess, noon):
    free = PATIENCE["address"].free
    assert [guess(noon, f"user{turn}") for turn in range(free)] == [0] * free
    assert guess(noon, "another") == 1
    assert guess(noon, "another", "192.0.2.2") == 0


def test_one_name_is_the_same_in_whatever_case(guess, noon):
    for turn in range(PATIENCE["name"].free):
        guess(noon, "Li" if turn % 2 else "lI", f"192.0.2.{turn}")
    assert guess(noon, "LI", "198.51.100.1") == 1


def test_a_right_password_frees_the_name_and_gives_the_address_its_guess_back(
    database, guess, noon
):
    for _ in range(PATIENCE["name"].free):
        guess(noon)
    with database.writing() as session:
        lockout.forgive(session, "li", "192.0.2.1")
        held = {one.key.split(":")[0]: one.failures for one in session.scalars(select(Attempt))}
    assert held == {"address": PATIENCE["name"].free - 1}
    assert guess(noon) == 0


def test_after_a_day_all_is_forgotten(guess, noon):
    for _ in range(PATIENCE["name"].free + 3):
        guess(noon)
    assert guess(noon) > 0
    assert guess(noon + timedelta(days=1)) == 0


def test_what_was_typed_as_a_name_is_not_kept(database, guess, noon):
    guess(noon, "my secret password, typed in the wrong place")
    with database.reading() as session:
        assert not any("secret" in one.key for one in session.scalars(select(Attempt)))
