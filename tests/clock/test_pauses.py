"""A pause shifts the end by the time paused, in the period's own unit."""

from __future__ import annotations

from casework.clock import Unit, due, remaining

from .dates import JAKARTA, wib

MONDAY = wib(2026, 7, 6, 9)


def test_a_pause_adds_the_working_days_that_passed_in_it():
    pause = [(wib(2026, 7, 8, 10), wib(2026, 7, 14, 10))]
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA) == wib(2026, 7, 13, 23, 59, 59)
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, pause) == wib(2026, 7, 17, 23, 59, 59)


def test_a_pause_adds_calendar_days_to_calendar_days_and_months():
    pause = [(wib(2026, 7, 8, 23), wib(2026, 7, 11, 1))]
    assert due(MONDAY, 7, Unit.CALENDAR_DAYS, JAKARTA, pause) == wib(2026, 7, 16, 23, 59, 59)
    assert due(MONDAY, 1, Unit.MONTHS, JAKARTA, pause) == wib(2026, 8, 9, 23, 59, 59)


def test_a_pause_adds_to_hours_what_it_lasted_to_the_second():
    pause = [(wib(2026, 7, 6, 10), wib(2026, 7, 6, 10, 0, 7))]
    assert due(MONDAY, 2, Unit.HOURS, JAKARTA, pause) == wib(2026, 7, 6, 11, 0, 7)


def test_a_pause_ended_on_its_first_day_adds_nothing():
    pause = [(wib(2026, 7, 8, 0, 1), wib(2026, 7, 8, 23, 59))]
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, pause) == wib(2026, 7, 13, 23, 59, 59)
    assert due(MONDAY, 5, Unit.CALENDAR_DAYS, JAKARTA, pause) == wib(2026, 7, 11, 23, 59, 59)


def test_overlapping_pauses_count_once():
    once = [(wib(2026, 7, 7, 10), wib(2026, 7, 10, 10))]
    twice = [(wib(2026, 7, 8, 10), wib(2026, 7, 10, 10)), (wib(2026, 7, 7, 10), wib(2026, 7, 9, 10))]
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, twice) == due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, once)
    assert due(MONDAY, 90, Unit.HOURS, JAKARTA, twice) == due(MONDAY, 90, Unit.HOURS, JAKARTA, once)


def test_two_pauses_add_up_even_where_the_second_lies_after_the_first_end():
    pauses = [(wib(2026, 7, 8, 9), wib(2026, 7, 10, 9)), (wib(2026, 7, 14, 9), wib(2026, 7, 16, 9))]
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, pauses) == wib(2026, 7, 17, 23, 59, 59)


def test_while_it_stands_still_there_is_no_end():
    pause = [(wib(2026, 7, 8, 9), None)]
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, pause) is None
    assert due(MONDAY, 90, Unit.HOURS, JAKARTA, pause) is None


def test_a_pause_does_not_heal_what_was_already_overdue():
    late = [(wib(2026, 7, 20, 9), wib(2026, 7, 24, 9))]
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, late) == wib(2026, 7, 13, 23, 59, 59)
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, [(wib(2026, 7, 20, 9), None)]) is not None
    assert due(MONDAY, 2, Unit.HOURS, JAKARTA, late) == wib(2026, 7, 6, 11)


def test_a_pause_before_day_zero_takes_nothing_from_the_period():
    friday_evening = wib(2026, 7, 3, 18)
    pause = [(wib(2026, 7, 3, 19), wib(2026, 7, 8, 9))]
    assert due(friday_evening, 5, Unit.WORKING_DAYS, JAKARTA, pause) == wib(2026, 7, 15, 23, 59, 59)


def test_a_pause_on_the_last_day_leaves_the_day_of_resuming():
    pause = [(wib(2026, 7, 13, 9), wib(2026, 7, 15, 9))]
    over_the_weekend = [(wib(2026, 7, 10, 9), wib(2026, 7, 12, 9))]
    assert due(MONDAY, 5, Unit.WORKING_DAYS, JAKARTA, pause) == wib(2026, 7, 15, 23, 59, 59)
    assert due(MONDAY, 4, Unit.WORKING_DAYS, JAKARTA, over_the_weekend) == wib(2026, 7, 13, 23, 59, 59)


def test_what_remains_is_counted_in_working_days_after_today():
    end = wib(2026, 7, 13, 23, 59, 59)
    assert remaining(wib(2026, 7, 9, 10), end, JAKARTA) == 2
    assert remaining(wib(2026, 7, 13, 10), end, JAKARTA) == 0
    assert remaining(wib(2026, 7, 20, 10), end, JAKARTA) == 0


def test_the_closed_days_of_idulfitri_in_a_pause_are_no_working_days_of_it():
    start, pause = wib(2026, 3, 16, 9), [(wib(2026, 3, 17, 9), wib(2026, 3, 26, 9))]
    assert due(start, 5, Unit.WORKING_DAYS, JAKARTA) == wib(2026, 3, 30, 23, 59, 59)
    assert due(start, 5, Unit.WORKING_DAYS, JAKARTA, pause) == wib(2026, 4, 1, 23, 59, 59)
