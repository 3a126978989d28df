"""The deadlines across a case: which run, from when, and when they stand still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from casework import ladder, rulebook
from casework.clock import Unit
from casework.deadlines.computing import Setting, from_rule, promise_anew, recompute, stand_still, start
from casework.deadlines.plan import DeadlinePlan
from casework.models.deadline import Deadline

Spans = Sequence[tuple[datetime, datetime | None]]
"""Times from, to; None: still."""


class Past(Protocol):
    """What went before in a case, looked up only where an overall deadline starts earlier than now."""

    def of(self, code: str, since: datetime) -> tuple[list[Deadline], Spans]:
        """The overall deadlines of a rule that started at a moment or later and were ended, oldest first, and the

        times after that moment in which the case stood still. What a move began that was undone is not among them.
        """

    def is_undone(self, deadline: Deadline) -> bool:
        """Whether a running deadline was begun by the move that is being undone."""


def reconcile_overall(
    plan: DeadlinePlan, setting: Setting, wanted: dict[str, Any], past: Past, *, paused: bool
) -> None:
    """Start the overall deadlines a case names and does not have; end those it no longer names.

    One that is named with a later start than it has is started anew from there, and one that the undone move began from
    where it had started before. What starts in the past is what it would be if it had run all the time.
    """
    running = {d.rule.code: d for d in plan.running if d.kind == Deadline.Kind.OVERALL}
    for code, deadline in running.items():
        if code not in wanted:
            plan.stop(deadline, setting.now, met=setting.case.meets_overall(code))
    for code, since in wanted.items():
        known = running.get(code)
        if known is not None and since is not None and since != known.started_at:
            is_undone = past.is_undone(known)
            if since > known.started_at or is_undone:
                plan.stop(known, setting.now, met=not is_undone)
                known = None
        if known is None:
            if setting.rule(code).anchor and setting.case.due_anchor(setting.rule(code).anchor) is None:
                continue
            added = start(setting, code, Deadline.Kind.OVERALL, since=since)
            in_the_past = added.started_at < setting.now
            if in_the_past:
                added = _caught_up(added, setting, past)
            if paused and not added.rule.never_pauses and (not in_the_past or added.unit == Unit.DATE):
                stand_still(added, setting.now)
            plan.add(added)


def _caught_up(added: Deadline, setting: Setting, past: Past) -> Deadline:
    """A deadline that starts in the past, without the times in which the case stood still.

    One that ran already goes on: by the rule it had, in its period, extended, due when it was. Of a warning whose day
    has passed the next one runs. What its office was told of it stays said, but the offices above are asked anew: what
    they were asked ended with it.
    """
    former, pauses = past.of(added.rule.code, added.started_at)
    if not former:
        _leave_out(added, pauses, setting)
        return added
    before = former[-1]
    rule = rulebook.rule_by_id(before.rule_id, setting.version)
    again = from_rule(setting, rule, added.kind, before.started_at, before.period)
    if again.unit != Unit.DATE:
        again.amount, again.unit, again.extra = before.amount, before.unit, before.extra
        ended = before.met_at or before.ended_at or setting.now
        stood_later = not rule.never_pauses and any(end is None or end > ended for _begin, end in pauses)
        if before.due_at is not None and (before.due_at < ended or not stood_later):
            again.due_at, again.calendar, again.pauses = before.due_at, before.calendar, before.pauses
        else:
            _leave_out(again, pauses, setting)
    here = [one for one in former if _same_clock(one, again)]
    if here:
        again.breached_at = here[-1].breached_at
        again.alert_level = min(here[-1].alert_level, ladder.rungs_before_due(rule))
        promise_anew(again, setting.now)
    return again


def _same_clock(one: Deadline, other: Deadline) -> bool:
    """Whether two rows of one rule are the same period, of the same office."""
    return (one.duty_of_id, one.period, one.started_at) == (other.duty_of_id, other.period, other.started_at)


def _leave_out(deadline: Deadline, pauses: Spans, setting: Setting) -> None:
    """Count without the times in which the case stood still; a pause does not heal what was overdue when it began."""
    if deadline.unit == Unit.DATE or deadline.rule.never_pauses:
        return
    deadline.pauses = [[begin.isoformat(), end.isoformat() if end else None] for begin, end in pauses]
    recompute(deadline, setting)
    if (due := deadline.due_at) is not None:
        deadline.pauses = deadline.pauses[: sum(begin <= due for begin, _end in pauses)]


def pause(plan: DeadlinePlan, now: datetime) -> None:
    """Let the overall deadlines stand still; a pause does not heal what is already overdue."""
    for deadline in plan.running:
        if deadline.kind != Deadline.Kind.OVERALL or deadline.rule.never_pauses:
            continue
        if deadline.due_at is not None and deadline.due_at >= now:
            stand_still(deadline, now)
            plan.change(deadline)


def resume(plan: DeadlinePlan, setting: Setting) -> None:
    """Let them run again; their due dates move by the time they stood still, in their own unit."""
    for deadline in plan.running:
        if deadline.pauses and deadline.pauses[-1][1] is None:
            deadline.pauses = [*deadline.pauses[:-1], [deadline.pauses[-1][0], setting.now.isoformat()]]
            recompute(deadline, setting)
            plan.change(deadline)
