"""Laws of the clock, checked against a second, slower way of counting: day by day, second by second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from casework.clock import Calendar, Unit, at_share, due, elapsed_share

ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)

moments = st.integers(0, 300 * 86400).map(lambda seconds: FIRST + timedelta(seconds=seconds))
amounts = st.integers(0, 60)
closed = st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 6, 1)), st.just("Libur"), max_size=60)
calendars = st.builds(Calendar, st.sampled_from(ZONES), closed)
day_units = st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])
any_unit = st.sampled_from([Unit.HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS])
pauses = st.lists(st.tuples(moments, moments).map(sorted).map(tuple), max_size=4)


def is_open(day, calendar):
    return day.isoweekday() < 6 and day not in calendar.closed


def counted_day_by_day(start, amount, unit, calendar, stops):
    """The oracle: walk from the start one day at a time and tick off what counts.

    A day counts when it is the right sort of day and does not lie inside a pause: after the pause's
    first day, up to and including the day of resuming.
    """
    zone = ZoneInfo(calendar.zone)
    here = start.astimezone(zone)
    day = here.date()
    working = unit == Unit.WORKING_DAYS
    if working:
        late = (here.hour, here.minute, here.second, here.microsecond) > (16, 0, 0, 0)
        day += timedelta(days=1 if late else 0)
        while not is_open(day, calendar):
            day += timedelta(days=1)
    spans = [(max(a, start).astimezone(zone).date(), b.astimezone(zone).date()) for a, b in stops if b > start]
    left = amount
    while True:
        paused_today = any(first <= day < last for first, last in spans)
        if left <= 0 and not paused_today and (not working or is_open(day, calendar)):
            return day
        day += timedelta(days=1)
        frozen = any(first < day <= last for first, last in spans)
        if left > 0 and not frozen and (not working or is_open(day, calendar)):
            left -= 1


@given(moments, amounts, day_units, calendars, pauses)
def test_days_agree_with_counting_day_by_day(start, amount, unit, calendar, stops):
    end = due(start, amount, unit, calendar, stops)
    here = end.astimezone(ZoneInfo(calendar.zone))
    assert here.date() == counted_day_by_day(start, amount, unit, calendar, stops)
    assert (here.hour, here.minute, here.second) == (23, 59, 59)


@given(moments, amounts, amounts, any_unit, calendars, pauses)
def test_more_units_never_end_earlier(start, amount, more, unit, calendar, stops):
    shorter = due(start, amount, unit, calendar, stops)
    assert due(start, amount + more, unit, calendar, stops) >= shorter
    assert due(start, amount, unit, calendar, stops, extra=more) >= shorter


@given(moments, amounts, calendars, pauses)
def test_working_days_end_on_a_working_day(start, amount, calendar, stops):
    end = due(start, amount, Unit.WORKING_DAYS, calendar, stops)
    assert is_open(end.astimezone(ZoneInfo(calendar.zone)).date(), calendar)


@given(moments, amounts, any_unit, calendars, moments)
def test_a_pause_without_length_adds_nothing(start, amount, unit, calendar, moment):
    assert due(start, amount, unit, calendar, [(moment, moment)]) == due(start, amount, unit, calendar)


@given(moments, st.integers(1, 200), calendars, st.integers(0, 100), st.integers(0, 10**6))
def test_a_pause_in_hours_shifts_by_its_seconds(start, amount, calendar, percent, seconds):
    begin = start + timedelta(hours=amount) * percent / 100
    stop = (begin, begin + timedelta(seconds=seconds))
    shifted = due(start, amount, Unit.HOURS, calendar, [stop])
    assert shifted == start + timedelta(hours=amount, seconds=seconds)


@given(moments, st.integers(1, 40), calendars, st.integers(0, 39), st.integers(0, 30))
def test_a_pause_in_working_days_shifts_by_the_working_days_in_it(start, amount, calendar, before, length):
    begin = due(start, min(before, amount - 1), Unit.WORKING_DAYS, calendar) - A_SECOND
    until = due(begin - timedelta(hours=12), length, Unit.WORKING_DAYS, calendar) - A_SECOND
    paused = due(start, amount, Unit.WORKING_DAYS, calendar, [(begin, until)])
    assert paused == due(start, amount + length, Unit.WORKING_DAYS, calendar)


@given(moments, amounts, any_unit, calendars, pauses)
def test_the_frozen_calendar_gives_the_same_end(start, amount, unit, calendar, stops):
    end = due(start, amount, unit, calendar, stops)
    frozen = Calendar.from_json(calendar.within(start, end).to_json())
    assert due(start, amount, unit, frozen, stops) == end


@given(moments, st.integers(1, 60), calendars, st.integers(1, 150), pauses)
def test_the_moment_of_a_share_has_that_share(start, amount, calendar, percent, stops):
    end = due(start, amount, Unit.HOURS, calendar, stops)
    moment = at_share(start, end, percent, stops)
    assert abs(elapsed_share(start, end, moment, stops) - percent / 100) < 1e-6


def paused_seconds(start, end, stops):
    """How long it stood still between two moments, every second once however many pauses it lies in."""
    edges = sorted({start, end, *(edge for stop in stops for edge in stop if start < edge < end)})
    return sum(
        (b - a).total_seconds() for a, b in pairwise(edges) if any(begin <= a and b <= until for begin, until in stops)
    )


@given(moments, st.integers(1, 400), calendars, pauses)
def test_hours_run_for_their_length_and_not_a_second_of_any_pause(start, amount, calendar, stops):
    end = due(start, amount, Unit.HOURS, calendar, stops)
    assert (end - start).total_seconds() - paused_seconds(start, end, stops) == amount * 3600


@given(st.dates(date(2026, 1, 28), date(2026, 12, 31)), st.integers(0, 14), st.sampled_from(ZONES), pauses)
def test_months_end_on_the_same_day_or_the_months_last_and_then_move_by_the_days_paused(day, amount, zone, stops):
    start = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(zone))
    last = day
    for _month in range(amount):
        last = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    month = last.month
    last = last.replace(day=1) if amount else day
    while amount and last.day < day.day and (last + timedelta(days=1)).month == month:
        last += timedelta(days=1)
    spans = sorted((max(a, start), b) for a, b in stops if b > start)
    frozen: set[date] = set()
    for begin, until in spans:
        first, resumed = begin.astimezone(ZoneInfo(zone)).date(), until.astimezone(ZoneInfo(zone)).date()
        if first > last + timedelta(days=len(frozen)):
            continue
        frozen |= {first + timedelta(days=n) for n in range(1, (resumed - first).days + 1)}
    end = due(start, amount, Unit.MONTHS, Calendar(zone, {}), stops).astimezone(ZoneInfo(zone))
    assert end.date() == last + timedelta(days=len(frozen))
