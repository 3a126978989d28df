"""Counting running deadlines anew after the calendar changed: a decree, joint leave, a local closure."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from casework import clock
from casework.acting import Act
from casework.clock import Unit
from casework.deadlines import DeadlinePlan, Setting, recompute
from casework.engine.loading import load
from casework.engine.planning import body_of, settle_due
from casework.engine.writing import Plan, deadline_rows, write
from casework.locks import in_order
from casework.models import Case, Deadline

RECOMPUTED = "deadlines_recomputed"


@dataclass(frozen=True)
class Moved:
    """A deadline that the calendar in force counts to another day than the one it was counted by."""

    case: Case
    deadline: Deadline
    before: datetime
    after: datetime


def moved_by_calendar(among: QuerySet[Deadline] | None = None) -> Iterator[Moved]:
    """The running deadlines (`among` some, or all) that a change of the calendar touches, by case; nothing is changed.

    Only periods in working days depend on days off. What is missed already stays missed, what stands still is
    counted when it goes on.
    """
    now, version = clock.now(), clock.reference_version()
    running = (Deadline.objects.all() if among is None else among).filter(
        met_at__isnull=True,
        ended_at__isnull=True,
        unit=Unit.WORKING_DAYS,
        due_at__gt=now,
        breached_at__isnull=True,
        case__finished__isnull=True,
    )
    related = ("case__holder", "rule", "duty_of")
    for one in running.select_related(*related).order_by("case", "pk").iterator(chunk_size=1000):
        after = _anew(one, one.case, now, version)
        if after is not None and one.due_at is not None and after.due_at != one.due_at and after.due_at is not None:
            yield Moved(one.case, one, one.due_at, after.due_at)


@in_order
def recompute_case(case_id: int) -> int:
    """Count a case's running deadlines anew, in one act of `system` with one event; how many moved.

    The event says each deadline's rule and its due date before and after. Case and step keep the earliest.
    """
    loaded = load(case_id, looks_at=frozenset(), person_id=None, request_id=None)
    if not loaded.case.is_open:
        return 0
    act: Act = loaded.act(RECOMPUTED, relation="system", role="system", channel="command")
    ahead, before = DeadlinePlan(act.deadlines()), {}
    for one in ahead.running:
        after = None
        if one.unit == Unit.WORKING_DAYS and one.due_at is not None and one.due_at > act.now:
            after = _anew(one, loaded.case, act.now, loaded.reference_version)
        if after is not None and after.due_at != one.due_at:
            before[one.rule.code] = one.due_at
            one.due_at, one.calendar, one.alert_level = after.due_at, after.calendar, after.alert_level
            ahead.change(one)
    if not before:
        return 0
    plan = Plan(act, body_of(act, act.case.state), ahead, step=act.step)
    plan.event.plain = {"before": [{"rule": code, "due": due} for code, due in sorted(before.items())]}
    plan.event.due = deadline_rows(ahead)
    settle_due(plan)
    act.case.last_act_at = act.now
    write([plan], main=plan, request_id=None)
    return len(before)


def _anew(deadline: Deadline, case: Case, now: datetime, version: int) -> Deadline | None:
    """A copy counted by the calendar in force; None where nothing it was counted by has changed."""
    office = deadline.duty_of or case.holder
    assert office is not None
    setting = Setting(case, office, now, version)
    if setting.calendar.within(deadline.started_at, deadline.due_at).to_json() == deadline.calendar:
        return None
    after = copy(deadline)
    recompute(after, setting)
    return after
