"""When something is due, and how much of the time is left: pure functions of start, period, calendar, pauses."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from .calendar import Calendar, end_of_day
from .units import Pauses, Unit


def due(
    start: datetime, amount: int, unit: Unit, calendar: Calendar, pauses: Pauses = (), extra: int = 0
) -> datetime | None:
    """When a period of `amount` units from `start` ends, in UTC.

    `extra` units (extensions) are appended. Pauses shift the end by the time paused, in the period's
    own unit (months: by calendar days); those begun after the end shift nothing, and overlapping ones
    count once. DATE counts calendar days from the start's day and never stands still. None while a
    pause that began in time is still open: no date can be named.
    """
    if unit == Unit.DATE:
        return end_of_day(calendar.day_of(start) + timedelta(days=amount + extra), calendar.zone)
    stops = merged(pauses, start)
    if unit == Unit.HOURS:
        return _hours_due(start + timedelta(hours=amount + extra), stops)
    return _days_due(start, amount + extra, unit, calendar, stops)


def _hours_due(end: datetime, stops: Pauses) -> datetime | None:
    for begin, until in stops:
        if begin > end:
            break
        if until is None:
            return None
        end += until - begin
    return end.astimezone(UTC)


def _days_due(start: datetime, amount: int, unit: Unit, calendar: Calendar, stops: Pauses) -> datetime | None:
    zero = calendar.day_zero(start) if unit == Unit.WORKING_DAYS else calendar.day_of(start)
    if unit == Unit.WORKING_DAYS:
        last = calendar.working_day_after(zero, amount)
    elif unit == Unit.MONTHS:
        last = _months_after(zero, amount)
    else:
        last = zero + timedelta(days=amount)
    for begin, until in stops:
        if calendar.day_of(begin) > last:
            break
        if until is None:
            return None
        last = _resumed(last, zero, calendar.day_of(begin), calendar.day_of(until), unit, calendar)
    return end_of_day(last, calendar.zone)


def _resumed(last: date, zero: date, begin: date, until: date, unit: Unit, calendar: Calendar) -> date:
    """The last day after a pause from `begin` to `until`: what was counted stays, the rest follows `until`."""
    begin = max(begin, zero)
    if until <= begin:
        return last
    if unit != Unit.WORKING_DAYS:
        return last + (until - begin)
    rest = working_days_between(begin, last, calendar)
    return calendar.working_day_after(until, rest)


def moved(due: datetime, unit: Unit, calendar: Calendar, waits: Pauses) -> datetime:
    """A due date moved, in its own unit, by spans in which somebody else was late, even one already passed.

    A pause shifts only what has not ended yet; this time was another's, so it is given back in full. A
    fixed date never moves, nor does an open span move anything.
    """
    for begin, until in merged(waits, datetime.min.replace(tzinfo=UTC)):
        if until is None or unit == Unit.DATE:
            continue
        amount = units_paused(unit, calendar, begin, until)
        if unit == Unit.HOURS:
            due = (due + (until - begin)).astimezone(UTC)
        elif amount and unit == Unit.WORKING_DAYS:
            due = end_of_day(calendar.working_day_after(calendar.day_of(due), amount), calendar.zone)
        elif amount:
            due = end_of_day(calendar.day_of(due) + timedelta(days=amount), calendar.zone)
    return due


def units_paused(unit: Unit, calendar: Calendar, begin: datetime, until: datetime) -> int:
    """What a pause is worth in a unit: whole days after its first one, or seconds for hours."""
    if unit == Unit.HOURS:
        return round((until - begin).total_seconds())
    first, last = calendar.day_of(begin), calendar.day_of(until)
    if unit == Unit.WORKING_DAYS:
        return working_days_between(first, last, calendar)
    return (last - first).days


def remaining(now: datetime, due: datetime, calendar: Calendar) -> int:
    """Working days left after today until the day of `due`; 0 on that day and later."""
    return working_days_between(calendar.day_of(now), calendar.day_of(due), calendar)


def working_days_between(after: date, until: date, calendar: Calendar) -> int:
    """How many working days lie after one day, up to and including another; 0 if that is not later."""
    days = (until - after).days
    return sum(calendar.is_working_day(after + timedelta(days=n)) for n in range(1, days + 1))


def _months_after(day: date, amount: int) -> date:
    month = day.month - 1 + amount
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def merged(pauses: Pauses, start: datetime) -> list[tuple[datetime, datetime | None]]:
    """Pauses in order, overlaps joined, nothing before `start`."""
    joined: list[tuple[datetime, datetime | None]] = []
    for begin, until in sorted(pauses, key=lambda pause: pause[0]):
        begin = max(begin, start)
        if until is not None and until <= begin:
            continue
        if not joined:
            joined.append((begin, until))
            continue
        earlier, so_far = joined[-1]
        if so_far is not None and begin > so_far:
            joined.append((begin, until))
        else:
            latest = None if so_far is None or until is None else max(so_far, until)
            joined[-1] = (earlier, latest)
    return joined
