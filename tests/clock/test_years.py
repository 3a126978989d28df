"""A year ahead or back is the same day of the calendar, and of 29 February the 28th."""

from __future__ import annotations

from datetime import date

import pytest

from casework.clock import is_within_a_year, years_later


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 11, 23), 1, date(2027, 11, 23)),
        (date(2026, 11, 23), -30, date(1996, 11, 23)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
    ],
)
def test_the_same_day_so_many_years_later(day: date, years: int, later: date) -> None:
    assert years_later(day, years) == later


@pytest.mark.parametrize(
    ("day", "is_within"),
    [
        (date(2025, 11, 22), False),
        (date(2025, 11, 23), True),
        (date(2027, 11, 23), True),
        (date(2027, 11, 24), False),
    ],
)
def test_within_a_year_is_as_far_as_the_same_day(day: date, is_within: bool) -> None:
    assert is_within_a_year(day, date(2026, 11, 23)) is is_within
