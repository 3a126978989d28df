"""Years by the calendar, for days that people agree on or remember: pure functions."""

from __future__ import annotations

from datetime import date


def years_later(day: date, years: int) -> date:
    """The same day so many years later, or earlier if negative; of 29 February the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def is_within_a_year(day: date, of: date) -> bool:
    """Whether a day lies at most a year before or after another; what lies further off is a slip of the pen."""
    return years_later(of, -1) <= day <= years_later(of, 1)
