"""How much of a period has gone by: what the escalation ladder is climbed by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .counting import merged
from .units import Pauses


def elapsed_share(start: datetime, due: datetime, now: datetime, pauses: Pauses = ()) -> float:
    """The share of the time between start and due that has run, 1.0 at due; pauses do not count.

    By the wall clock in every unit, so that half of 3 working days over a weekend is half of what the
    calendar shows. A period without length counts as over.
    """
    whole = _running(start, due, pauses)
    if whole <= timedelta(0):
        return 1.0 if now >= due else 0.0
    return _running(start, now, pauses) / whole


def at_share(start: datetime, due: datetime, percent: int, pauses: Pauses = ()) -> datetime:
    """The moment, in UTC, at which `percent` of the time will have run: the inverse of `elapsed_share()`.

    An open pause holds back whatever lies after it: ask again when it has ended.
    """
    left = _running(start, due, pauses) * percent / 100
    cursor = start
    for begin, until in merged(pauses, start):
        if begin - cursor >= left or until is None:
            break
        left -= begin - cursor
        cursor = until
    return (cursor + left).astimezone(UTC)


def _running(start: datetime, end: datetime, pauses: Pauses) -> timedelta:
    total = max(end - start, timedelta(0))
    for begin, until in merged(pauses, start):
        if begin < end:
            total -= min(until or end, end) - begin
    return total
