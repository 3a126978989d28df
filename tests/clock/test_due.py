"""When a period ends: the vectors of the specification."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.clock import Calendar, Unit, due

from .dates import JAKARTA, JAYAPURA, MAKASSAR, utc, wib, wit, wita


def test_five_working_days_from_friday_before_nyepi_end_after_the_joint_leave():
    assert due(wib(2026, 3, 13, 9), 5, Unit.WORKING_DAYS, JAKARTA) == wib(2026, 3, 27, 23, 59, 59)


def test_the_same_day_ends_earlier_in_the_east():
    assert due(wib(2026, 3, 13, 9), 5, Unit.WORKING_DAYS, JAKARTA) == utc(2026, 3, 27, 16, 59, 59)
    assert due(wita(2026, 3, 13, 9), 5, Unit.WORKING_DAYS, MAKASSAR) == utc(2026, 3, 27, 15, 59, 59)
    assert due(wit(2026, 3, 13, 9), 5, Unit.WORKING_DAYS, JAYAPURA) == utc(2026, 3, 27, 14, 59, 59)


def test_a_hand_over_is_counted_in_the_receivers_zone():
    sent = wib(2026, 7, 6, 14, 30)
    in_jakarta = due(sent, 2, Unit.WORKING_DAYS, JAKARTA)
    in_jayapura = due(sent, 2, Unit.WORKING_DAYS, JAYAPURA)
    assert in_jakarta == wib(2026, 7, 8, 23, 59, 59)
    assert in_jayapura == wit(2026, 7, 9, 23, 59, 59), "14.30 WIB is 16.30 WIT: day 0 is the next working day"


def test_the_closing_hour_itself_is_still_today():
    assert due(wib(2026, 7, 6, 16, 0, 0), 1, Unit.WORKING_DAYS, JAKARTA) == wib(2026, 7, 7, 23, 59, 59)


def test_one_second_after_closing_counts_from_tomorrow():
    assert due(wib(2026, 7, 6, 16, 0, 1), 1, Unit.WORKING_DAYS, JAKARTA) == wib(2026, 7, 8, 23, 59, 59)


def test_friday_evening_counts_from_monday():
    assert due(wib(2026, 7, 10, 17), 1, Unit.WORKING_DAYS, JAKARTA) == wib(2026, 7, 14, 23, 59, 59)


def test_a_start_on_a_holiday_counts_from_the_next_working_day():
    assert due(wib(2026, 3, 19, 10), 1, Unit.WORKING_DAYS, JAKARTA) == wib(2026, 3, 26, 23, 59, 59)


def test_a_month_from_the_31st_of_january_ends_with_february():
    assert due(wib(2026, 1, 31, 10), 1, Unit.MONTHS, JAKARTA) == wib(2026, 2, 28, 23, 59, 59)
    assert due(wib(2028, 1, 31, 10), 1, Unit.MONTHS, JAKARTA) == wib(2028, 2, 29, 23, 59, 59)
    assert due(wib(2026, 8, 31, 10), 6, Unit.MONTHS, JAKARTA) == wib(2027, 2, 28, 23, 59, 59)
    assert due(wib(2026, 12, 5, 10), 12, Unit.MONTHS, JAKARTA) == wib(2027, 12, 5, 23, 59, 59)


def test_calendar_days_ignore_weekends_holidays_and_the_closing_hour():
    assert due(wib(2026, 3, 13, 22), 7, Unit.CALENDAR_DAYS, JAKARTA) == wib(2026, 3, 20, 23, 59, 59)


def test_hours_run_through_the_weekend():
    assert due(wib(2026, 7, 10, 15, 20, 5), 72, Unit.HOURS, JAKARTA) == wib(2026, 7, 13, 15, 20, 5)


def test_a_fixed_date_is_counted_in_days_from_the_start_and_does_not_stand_still():
    pause = [(wib(2026, 7, 7, 9), None)]
    assert due(wib(2026, 7, 6, 9), 3, Unit.DATE, JAKARTA, pause) == wib(2026, 7, 9, 23, 59, 59)
    assert due(wib(2026, 7, 6, 9), -3, Unit.DATE, JAKARTA) == wib(2026, 7, 3, 23, 59, 59)


def test_a_local_closure_is_skipped_like_a_holiday():
    office = Calendar("Asia/Jakarta", {date(2026, 7, 7): "Banjir"})
    assert due(wib(2026, 7, 6, 9), 1, Unit.WORKING_DAYS, office) == wib(2026, 7, 8, 23, 59, 59)


def test_an_extension_is_appended_in_the_same_unit():
    assert due(wib(2026, 3, 13, 9), 3, Unit.WORKING_DAYS, JAKARTA, extra=2) == wib(2026, 3, 27, 23, 59, 59)
    assert due(wib(2026, 3, 13, 9), 3, Unit.HOURS, JAKARTA, extra=2) == wib(2026, 3, 13, 14)


@pytest.mark.parametrize("unit", list(Unit))
def test_every_end_is_told_in_utc(unit):
    end = due(wib(2026, 3, 13, 9), 5, unit, JAKARTA)
    assert end.utcoffset() == timedelta(0)
    assert end.tzinfo is UTC


def test_a_frozen_calendar_gives_the_same_end():
    start = wib(2026, 3, 13, 9)
    end = due(start, 5, Unit.WORKING_DAYS, JAKARTA)
    frozen = Calendar.from_json(JAKARTA.within(start, end).to_json())
    assert due(start, 5, Unit.WORKING_DAYS, frozen) == end
    assert len(frozen.closed) == 7
    assert isinstance(next(iter(frozen.closed)), date)
    assert not isinstance(next(iter(frozen.closed)), datetime)
