"""The deadlines of a stage and of its hand-over: entered, met, left, carried into the next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING

from casework import clock, ladder
from casework.clock import Calendar, Unit
from casework.deadlines.computing import (
    ACCEPTANCE_RULE,
    RECEIVER_LATE,
    Setting,
    look_again,
    periods_of,
    promise_anew,
    start,
)
from casework.deadlines.plan import DeadlinePlan
from casework.instances import fresh
from casework.models.deadline import Deadline

if TYPE_CHECKING:
    from casework.models import Case
    from casework.stages import Stage


def enter_stage(plan: DeadlinePlan, setting: Setting, stage: Stage, *, since: datetime | None = None) -> None:
    """Start the deadlines of a stage just entered: the first of its chain, and those beside it."""
    chain = stage.due_chain(setting.case)
    plan.add(start(setting, chain[0], Deadline.Kind.STAGE, since=since))
    for extra in stage.also:
        if extra.applies(setting.case) and not _runs(plan, extra.rule):
            plan.add(start(setting, extra.rule, Deadline.Kind.EXTRA))


def refresh_extras(plan: DeadlinePlan, setting: Setting, stage: Stage) -> None:
    """Start side duties that apply by now, end those that no longer do (data changed in the stage)."""
    for extra in stage.also:
        running = [d for d in plan.running if d.kind == Deadline.Kind.EXTRA and d.rule.code == extra.rule]
        if extra.applies(setting.case) and not running:
            plan.add(start(setting, extra.rule, Deadline.Kind.EXTRA))
        elif running and not extra.applies(setting.case):
            plan.stop(running[0], setting.now, met=False)


def leave_stage(plan: DeadlinePlan, now: datetime, *, met: bool = True) -> None:
    """Stop the deadlines of the stage that is left; side duties end with it."""
    for deadline in list(plan.running):
        if deadline.kind in (Deadline.Kind.STAGE, Deadline.Kind.ACCEPTANCE, Deadline.Kind.PROPOSAL):
            plan.stop(deadline, now, met=met)
        elif deadline.kind == Deadline.Kind.EXTRA:
            plan.stop(deadline, now, met=False)


def stop_waiting(plan: DeadlinePlan, now: datetime) -> Deadline | None:
    """Take the time to accept a hand-over out of the step that ends, unanswered, and return it as it ran."""
    waits = next((d for d in plan.running if d.kind == Deadline.Kind.ACCEPTANCE), None)
    as_it_ran = copy(waits)
    if waits is not None:
        plan.stop(waits, now, met=False)
    return as_it_ran


def go_on_waiting(plan: DeadlinePlan, waits: Deadline, setting: Setting) -> None:
    """Let a hand-over wait on in a new step of the same office, with its time and what was said of its silence."""
    carry_over(plan, [waits], setting)
    carried = plan.running[-1]
    carried.alert_level, carried.next_alert_at = waits.alert_level, waits.next_alert_at


def hasten_answer(plan: DeadlinePlan, setting: Setting) -> None:
    """What waits to be accepted when its case becomes an emergency is to be answered in the time of one, from now."""
    for waiting in [one for one in plan.running if one.rule.code == ACCEPTANCE_RULE]:
        sooner = start(setting, waiting.rule.code, waiting.kind)
        if sooner.due_at is not None and waiting.due_at is not None and sooner.due_at < waiting.due_at:
            plan.stop(waiting, setting.now, met=False)
            plan.add(sooner)


def end_all(plan: DeadlinePlan, now: datetime) -> None:
    """Stop everything: the case has ended."""
    for deadline in list(plan.running):
        met = deadline.kind in (Deadline.Kind.STAGE, Deadline.Kind.OVERALL, Deadline.Kind.ACCEPTANCE)
        plan.stop(deadline, now, met=met)


def carry_over(
    plan: DeadlinePlan, earlier: Iterable[Deadline], setting: Setting, *, late_since: datetime | None = None
) -> None:
    """Run earlier deadlines of a stage on in a new step with their old start and due date.

    One that is overdue is put to the offices above its new holder: what the former holder's were asked has ended.
    `late_since`: from when on a receiver who sends the case back was late to answer. That time is given
    back to the sender, in each deadline's own unit; never where a rule never pauses.
    """
    for old in earlier:
        added = plan.add(
            fresh(
                Deadline,
                case_id=old.case_id,
                kind=old.kind,
                rule=old.rule,
                period=old.period,
                duty_of=setting.office,
                amount=old.amount,
                unit=old.unit,
                extra=old.extra,
                started_at=old.started_at,
                due_at=old.due_at,
                calendar=old.calendar,
                pauses=old.pauses,
                breached_at=old.breached_at,
                alert_level=min(old.alert_level, ladder.rungs_before_due(old.rule)),
            )
        )
        if late_since is not None and not added.rule.never_pauses and added.due_at is not None:
            _give_back(added, late_since, setting)


def _give_back(deadline: Deadline, late_since: datetime, setting: Setting) -> None:
    """Move a deadline by the time a receiver was late, and keep that span apart from its pauses."""
    assert deadline.due_at is not None
    frozen = Calendar.from_json(deadline.calendar)
    known = Calendar(frozen.zone, {**setting.calendar.closed, **frozen.closed}, frozen.closing)
    deadline.pauses = [*deadline.pauses, [late_since.isoformat(), setting.now.isoformat(), RECEIVER_LATE]]
    deadline.due_at = clock.moved(deadline.due_at, Unit(deadline.unit), known, [(late_since, setting.now)])
    deadline.calendar = known.within(deadline.started_at, deadline.due_at).to_json()
    promise_anew(deadline, setting.now)
    look_again(deadline)


def go_on_with_rest(plan: DeadlinePlan, earlier: Sequence[Deadline], setting: Setting, stage: Stage) -> None:
    """Enter a stage by `@before`: its deadline goes on with the time that was left, at least 1 working day."""
    stage_deadlines = [d for d in earlier if d.kind == Deadline.Kind.STAGE]
    if not stage_deadlines:
        enter_stage(plan, setting, stage)
        return
    old = max(stage_deadlines, key=lambda d: (d.started_at, d.pk))
    stopped = old.met_at or old.ended_at or setting.now
    left = max(clock.remaining(stopped, old.due_at, setting.calendar), 1) if old.due_at else 1
    due = clock.due(setting.now, left, Unit.WORKING_DAYS, setting.calendar)
    deadline = start(setting, old.rule.code, Deadline.Kind.STAGE)
    deadline.rule, deadline.period, deadline.extra = old.rule, old.period, 0
    deadline.amount, deadline.unit, deadline.started_at, deadline.due_at = left, Unit.WORKING_DAYS, setting.now, due
    deadline.calendar = setting.calendar.within(setting.now, due).to_json()
    plan.add(deadline)
    for extra in stage.also:
        if extra.applies(setting.case) and not _runs(plan, extra.rule):
            plan.add(start(setting, extra.rule, Deadline.Kind.EXTRA))


def fulfil(plan: DeadlinePlan, deadline: Deadline, setting: Setting, stage: Stage, entered_at: datetime) -> None:
    """Meet a deadline within its stage and start the next of its chain.

    A repeating period follows itself; a rule with an `until_day` repeats until that day of the stage.
    The last period of a chain that does not repeat can only be met by leaving the stage.
    """
    following = next_period(deadline, setting.case, setting.now, stage, entered_at)
    if following is None:
        return
    plan.stop(deadline, setting.now, met=True)
    code, period = following
    plan.add(start(setting, code, deadline.kind, period=period))


def next_period(
    deadline: Deadline, case: Case, now: datetime, stage: Stage, entered_at: datetime
) -> tuple[str, int] | None:
    """Rule code and period that follow when a deadline is met in its stage; None if nothing does."""
    periods = periods_of(deadline.rule, case)
    current = periods[min(deadline.period, len(periods) - 1)]
    day = (now - entered_at).days + 1
    if current.get("repeat") or ("until_day" in current and day < current["until_day"]):
        return deadline.rule.code, deadline.period
    if deadline.period + 1 < len(periods):
        return deadline.rule.code, deadline.period + 1
    if deadline.kind == Deadline.Kind.STAGE:
        chain = stage.due_chain(case)
        if deadline.rule.code in chain:
            place = chain.index(deadline.rule.code)
            if place + 1 < len(chain):
                return chain[place + 1], 0
    return None


def begin_again(plan: DeadlinePlan, passed: Deadline, setting: Setting) -> Deadline:
    """Run a period that has passed again from now, in its full length by the rule in force."""
    plan.stop(passed, setting.now, met=False)
    again = start(setting, passed.rule.code, passed.kind, period=passed.period)
    again.step_id = passed.step_id
    return plan.add(again)


def _runs(plan: DeadlinePlan, code: str) -> bool:
    return any(d.rule.code == code and d.kind != Deadline.Kind.EXPECTED for d in plan.running)
