"""Working days of China: weekends, public holidays and the weekend days worked in their stead.

The State Council names the holidays of a year in the autumn before, so that a calendar ends
somewhere: `covered` tells where. Beyond it weekends alone are left out, and who shows a date says
so.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import chinese_calendar

CHINA = timezone(timedelta(hours=8))
"""Where days begin and end, wherever the machine stands: China has one time and no summer time."""
_SATURDAY = 5


def day_of(moment: datetime) -> date:
    """Return the day that it is in China.

    Parameters
    ----------
    moment
        Aware.

    Examples
    --------
    >>> from datetime import UTC
    >>> day_of(datetime(2026, 11, 21, 16, 30, tzinfo=UTC))
    datetime.date(2026, 11, 22)
    """
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(CHINA).date()


def covered() -> tuple[int, int]:
    """Return the first and the last year of which the holidays are known."""
    years = [day.year for day in chinese_calendar.constants.holidays]
    return min(years), max(years)


def is_working_day(day: date) -> bool:
    """Tell whether people work on a day; beyond the calendar, whether it is no weekend.

    >>> is_working_day(date(2026, 10, 1)), is_working_day(date(2026, 10, 10))
    (False, True)
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # no calendar of that year
        return day.weekday() < _SATURDAY


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is `count` working days after a day; the day itself counts not.

    Parameters
    ----------
    day
        Any day.
    count
        0 gives the day itself where people work on it, else the next such day.

    Examples
    --------
    A Friday, and the Monday after it:

    >>> add_working_days(date(2026, 11, 20), 1)
    datetime.date(2026, 11, 23)

    Over the National Day holidays of 2026 (1 to 7 October; Saturday the 10th is worked):

    >>> add_working_days(date(2026, 9, 30), 3)
    datetime.date(2026, 10, 10)
    """
    if count < 0:
        raise ValueError(count)
    while count or not is_working_day(day):
        day += timedelta(days=1)
        if count and is_working_day(day):
            count -= 1
    return day
