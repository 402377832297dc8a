from __future__ import annotations

from datetime import date, timedelta

import pytest

from sitesel.workdays import add_working_days, covered, is_working_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # a Saturday worked before the Spring Festival
        (date(2026, 2, 17), False),  # the first day of the year of the Horse
        (date(2026, 2, 28), True),  # a Saturday worked after it
        (date(2026, 10, 1), False),
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 23), True),
    ],
)
def test_holidays_and_make_up_days_of_2026(day, works):
    assert is_working_day(day) is works


def test_the_spring_festival_of_2026_is_passed_over_and_its_make_up_days_count():
    # worked: Saturday 14 February; off: 15 to 23 February; so Friday 13 + 2 is Tuesday 24
    assert add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)


def test_no_days_after_a_day_off_is_the_next_working_day():
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 23), 0) == date(2026, 11, 23)


def test_each_day_counted_is_worked():
    day, start = date(2025, 12, 1), date(2025, 12, 1)
    for count in range(1, 60):
        day = add_working_days(start, count)
        between = [start + timedelta(days=n) for n in range(1, (day - start).days + 1)]
        assert sum(map(is_working_day, between)) == count
    assert day.year == 2026


def test_beyond_the_calendar_weekends_alone_are_left_out():
    first, last = covered()
    assert first <= 2020
    assert last >= 2026
    national_day = date(last + 1, 10, 1)
    assert is_working_day(national_day) is (national_day.weekday() < 5)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 11, 23), -1)
