"""When things are due, counted day by day on the fingers: nothing of `casework.clock` is used.

Source: `workflows.md` section 0, "Clocks". A working day is Monday to Friday without the closed days. Whatever begins
after 16.00 counts from the next working day. Days are over at 23.59.59.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime | None]
DAY = timedelta(days=1)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC)


class Days:
    """An office's days: its zone, and those on which it is closed."""

    def __init__(self, zone: str, closed: Collection[date]) -> None:
        self.zone, self.closed = ZoneInfo(zone), closed

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def first_from(self, day: date) -> date:
        return day if self.works(day) else self.first_from(day + DAY)

    def zero(self, start: datetime) -> date:
        here = start.astimezone(self.zone)
        return self.first_from(here.date() + (DAY if here.time() > time(16) else 0 * DAY))


def years_between(born: date, day: date) -> int:
    """The full years of somebody's life on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def due(
    start: datetime, amount: int, unit: str, days: Days, pauses: Sequence[Span], late: Sequence[Span]
) -> datetime | None:
    """When a period ends; None while it stands still. `late`: spans given back because another office was late."""
    if unit == "H":
        return _hours(start, amount, pauses, late)
    last: date | None
    if unit == "WD":
        last = _walk(days.zero(start), amount, days, pauses, days.works)
    else:
        day = days.of(start)
        length = amount if unit == "CD" else (_months(day, amount) - day).days
        last = _walk(day, length, days, pauses, lambda _day: True)
    if last is None:
        return None
    for begin, end in late:
        assert end is not None
        for given in _days_after(days.of(begin), days.of(end)):
            if unit != "WD" or days.works(given):
                last = last + DAY if unit != "WD" else days.first_from(last + DAY)
    return end_of(last, days.zone)


def _walk(day: date, amount: int, days: Days, pauses: Sequence[Span], counts: object) -> date | None:
    """Day by day from day 0: days after the one a pause began on, up to the one it ended on, do not count."""
    left = amount
    while True:
        stop = next(((days.of(b), e) for b, e in pauses if days.of(b) <= day and (e is None or days.of(e) > day)), None)
        if stop is not None:
            if stop[1] is None:
                return None
            day = days.of(stop[1])
            if left == 0 and counts == days.works:
                day = days.first_from(day)
            continue
        if left == 0:
            return day
        day += DAY
        left -= bool(counts(day))  # type: ignore[operator]


def _days_after(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range(1, (last - first).days + 1)]


def _months(day: date, amount: int) -> date:
    for _month in range(amount):
        following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        after = (following + timedelta(days=31)).replace(day=1)
        day = following.replace(day=min(day.day, (after - DAY).day))
    return day


def _hours(start: datetime, amount: int, pauses: Sequence[Span], late: Sequence[Span]) -> datetime | None:
    end = start + timedelta(hours=amount)
    for begin, until in sorted(pauses):
        if begin > end:
            break
        if until is None:
            return None
        end += until - begin
    return end + sum((until - begin for begin, until in late if until is not None), timedelta())


def at_share(start: datetime, end: datetime, percent: int, stood: Sequence[Span]) -> datetime:
    """When so much of the time that runs between start and end has run; it does not run in spans in which it stood."""
    stops = sorted((max(b, start), e) for b, e in stood if e is not None and e > start)
    standing = sum((min(e, end) - b for b, e in stops if b < end), timedelta())
    wanted = (end - start - standing) * percent / 100
    here = start
    for begin, until in stops:
        if begin - here >= wanted:
            break
        wanted -= begin - here
        here = until
    return here + wanted
