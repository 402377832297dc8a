"""Days in words."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from sitesel.language import Lang


def day_said(lang: Lang, day: date) -> str:
    """Say a day.

    >>> day_said("zh", date(2026, 11, 21)), day_said("en", date(2026, 11, 21))
    ('2026年11月21日', '21 November 2026')
    """
    return format_date(day, "long", locale="zh_CN" if lang == "zh" else "en_GB")
