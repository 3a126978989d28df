"""Whose time was used: how long each office has had a case, its waiting unanswered hand-overs included."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, Sum, Value
from django.db.models.functions import Coalesce

from casework.models import Step


@dataclass(frozen=True)
class Share:
    """How long one office has had a case, and its percentage of the whole time."""

    office: str
    time: timedelta
    percent: int

    @property
    def days(self) -> int:
        """Whole days."""
        return self.time.days


def time_used(cases: Iterable[int], now: datetime) -> dict[int, list[Share]]:
    """The offices that have had each case, in the order in which they got it; one query."""
    ended = Coalesce(F("finished"), Value(now))
    rows = (
        Step.objects.filter(process__in=list(cases))
        .values("process", "holder__short_name")
        .annotate(time=Sum(ended - F("created")), first=Min("seq"))
        .order_by("process", "first")
    )
    found: dict[int, list[tuple[str, timedelta]]] = {}
    for row in rows:
        found.setdefault(row["process"], []).append((row["holder__short_name"], row["time"]))
    return {case: _shares(of_case) for case, of_case in found.items()}


def _shares(times: list[tuple[str, timedelta]]) -> list[Share]:
    whole = sum((time for _office, time in times), timedelta()) or timedelta(seconds=1)
    return [Share(office, time, round(100 * time / whole)) for office, time in times]
