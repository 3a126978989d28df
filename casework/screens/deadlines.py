"""Deadlines on screen: what is due, how that was counted, and by which rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from casework import clock
from casework.clock import Calendar, Unit
from casework.deadlines import spans, waits
from casework.models import Case, Deadline

_NUMBER = re.compile(r"D\d+[a-z]?")


def running_deadlines(case: Case) -> list[Deadline]:
    """A case's running deadlines, the earliest first, those that stand still last; one query."""
    running = case.deadlines.filter(met_at__isnull=True, ended_at__isnull=True).select_related("rule", "duty_of")
    by_due = lambda deadline: (deadline.due_at is None, deadline.due_at or deadline.started_at)  # noqa: E731
    return sorted(running.order_by("pk"), key=by_due)


def deadline_shown(deadline: Deadline, now: datetime, version: int) -> dict[str, Any]:
    """A deadline as `deadline.html` takes it."""
    unit, rule = Unit(deadline.unit), deadline.rule
    frozen = Calendar.from_json(deadline.calendar)
    live = clock.calendar_for(deadline.duty_of, version) if deadline.duty_of else frozen
    words = clock.in_words(deadline.due_at, now, unit, live)
    end = _end(deadline, live)
    return {
        "label": _("%(rule)s, dari pihak lain") % {"rule": rule.name}
        if deadline.kind == Deadline.Kind.EXPECTED
        else rule.name,
        "due_words": f"{end} · {words.text}" if end else words.text,
        "due_short": words.text,
        "end": end,
        "due_class": words.css_class,
        "explanation": clock.explain(
            deadline.started_at,
            deadline.due_at,
            deadline.amount,
            unit,
            frozen,
            pauses=spans(deadline),
            extra=deadline.extra,
            waits=waits(deadline),
        ),
        "basis": ", ".join(part for part in (_code(rule.code), rule.basis) if part) or _("jangka waktu tahap ini"),
        "mark": clock.mark_in_words(rule.mark),
    }


def deadlines_shown(deadlines: Iterable[Deadline], now: datetime, version: int) -> list[dict[str, Any]]:
    return [deadline_shown(deadline, now, version) for deadline in deadlines]


def _code(code: str) -> str:
    """A rule's number (D03); other codes, as of stages' own periods, are names that nobody knows."""
    return code if _NUMBER.fullmatch(code) else ""


def _end(deadline: Deadline, calendar: Calendar) -> str:
    if deadline.due_at is None:
        return ""
    if deadline.unit == Unit.HOURS:
        return clock.format_local(deadline.due_at, calendar.zone)
    return clock.format_local_date(calendar.day_of(deadline.due_at))
