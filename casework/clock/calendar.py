"""An office's calendar: its zone, its closing hour and the days on which it is closed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

CLOSING = time(16, 0)
"""The local time after which an event counts as of the next working day (policy `P`)."""

_LAST_SECOND = time(23, 59, 59)
_FRIDAY = 4


def local(moment: datetime, zone: str) -> datetime:
    """A moment as clocks in a zone (`Asia/Jakarta`, ...) show it."""
    return moment.astimezone(ZoneInfo(zone))


def end_of_day(day: date, zone: str) -> datetime:
    """23:59:59 of a day in a zone, in UTC."""
    return datetime.combine(day, _LAST_SECOND, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Calendar:
    """What an office's working days are counted with; `closed` names each closed date."""

    zone: str
    closed: Mapping[date, str] = field(default_factory=dict)
    closing: time = CLOSING

    @cached_property
    def _closed_days(self) -> list[date]:
        return sorted(self.closed)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, no national holiday, no cuti bersama, no local closure."""
        return day.weekday() <= _FRIDAY and day not in self.closed

    def working_day_from(self, day: date) -> date:
        """The day itself if the office works on it, else the next one on which it does."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_day_after(self, day: date, amount: int) -> date:
        """The `amount`-th working day after a day; with 0 the first working day not before it."""
        if amount <= 0:
            return self.working_day_from(day)
        for _ in range(amount):
            day = self.working_day_from(day + timedelta(days=1))
        return day

    def day_of(self, moment: datetime) -> date:
        """The office's date at a moment."""
        return local(moment, self.zone).date()

    def day_zero(self, start: datetime) -> date:
        """The day from which working days are counted: see the package's rules."""
        here = local(start, self.zone)
        day = here.date() + timedelta(days=1) if here.time() > self.closing else here.date()
        return self.working_day_from(day)

    def within(self, start: datetime, due: datetime | None) -> Calendar:
        """The same calendar with only the closed dates from `start` to `due`: what is frozen on a deadline."""
        if due is None:
            return Calendar(self.zone, {}, self.closing)
        first, last = self.day_of(start), self.day_of(due)
        days = self._closed_days
        closed = {day: self.closed[day] for day in days[bisect_left(days, first) : bisect_right(days, last)]}
        return Calendar(self.zone, closed, self.closing)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column; `from_json()` reads it."""
        return {
            "zone": self.zone,
            "closing": self.closing.strftime("%H:%M"),
            "closed": {day.isoformat(): name for day, name in self.closed.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Calendar:
        """The calendar that `to_json()` wrote."""
        closed = {date.fromisoformat(day): name for day, name in data["closed"].items()}
        return cls(data["zone"], closed, time.fromisoformat(data["closing"]))
