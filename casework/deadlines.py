"""What deadlines an act starts, meets, moves and ends: pure planning, written by the engine.

Sources: `workflows.md` section 0 "Clocks" and the design's "Deadlines are rows".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from casework import clock, ladder, rulebook
from casework.clock import Calendar, Unit
from casework.instances import fresh
from casework.models.deadline import Deadline

if TYPE_CHECKING:
    from casework.models import Case, DeadlineRule, Organisation
    from casework.stages import Stage

ACCEPTANCE_RULE = "D40"
PROPOSAL_RULE = "proposal"
RECEIVER_LATE = "receiver_late"
"""Third entry of a span in `Deadline.pauses` that was no pause: an office was late to answer a hand-over."""


@dataclass
class DeadlinePlan:
    """The rows an act adds and changes; `running` is what runs once it is done."""

    running: list[Deadline]
    new: list[Deadline] = field(default_factory=list)
    changed: list[Deadline] = field(default_factory=list)

    def add(self, deadline: Deadline) -> Deadline:
        _look_again(deadline)
        self.new.append(deadline)
        self.running.append(deadline)
        return deadline

    def change(self, deadline: Deadline) -> None:
        _look_again(deadline)
        if deadline.pk is not None and deadline not in self.changed:
            self.changed.append(deadline)

    def stop(self, deadline: Deadline, now: datetime, *, met: bool) -> None:
        """Take a deadline out of the running: met, or ended without being met."""
        if met:
            deadline.met_at = now
        else:
            deadline.ended_at = now
        self.running.remove(deadline)
        if deadline in self.new:
            self.new.remove(deadline)
        else:
            self.change(deadline)

    def earliest(self) -> datetime | None:
        """The case's due date: the earliest of those that bind it (others' periods do not)."""
        dates = [d.due_at for d in self.running if d.due_at and d.kind != Deadline.Kind.EXPECTED]
        return min(dates, default=None)


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


@dataclass(frozen=True)
class Setting:
    """What a deadline is computed with: the case, the office whose duty it is, the moment, the rules in force."""

    case: Case
    office: Organisation
    now: datetime
    version: int

    @cached_property
    def calendar(self) -> Calendar:
        return clock.calendar_for(self.office, self.version)

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.office.time_zone)).date()

    def rule(self, code: str) -> DeadlineRule:
        return rulebook.rule(code, self.today, self.version)


def periods_of(rule: DeadlineRule, case: Case) -> list[dict[str, Any]]:
    """The rule's periods for this case: in severity E, or by its own variant, where the rule has such."""
    return rulebook.periods(rule, emergency=case.is_emergency, variant=case.rule_variant(rule.code))


def start(setting: Setting, code: str, kind: str, *, since: datetime | None = None, period: int = 0) -> Deadline:
    """A deadline by a rule from a moment on (now, if left out); not yet stored."""
    rule = setting.rule(code)
    return _from_rule(setting, rule, kind, since or setting.now, period)


def _from_rule(setting: Setting, rule: DeadlineRule, kind: str, since: datetime, period: int) -> Deadline:
    periods = periods_of(rule, setting.case)
    anchored = _anchored(setting, rule, periods, period)
    due: datetime | None
    if anchored:
        period, amount, unit, due = anchored
    else:
        chosen = periods[period]
        amount, unit = chosen["amount"], chosen["unit"]
        due = clock.due(since, amount, Unit(unit), setting.calendar)
    deadline = fresh(
        Deadline,
        case_id=setting.case.pk,
        kind=kind,
        rule=rule,
        period=period,
        duty_of=setting.office,
        amount=amount,
        unit=unit,
        started_at=since,
        due_at=due,
        pauses=[],
    )
    deadline.calendar = setting.calendar.within(since, due).to_json()
    return deadline


def _anchored(
    setting: Setting, rule: DeadlineRule, periods: Sequence[dict[str, Any]], period: int
) -> tuple[int, int, str, datetime] | None:
    """Period, amount, unit and due date of a rule that hangs on a date of the case; None while unknown.

    Warnings whose day has already passed are skipped for the next one. A period that is met and follows
    itself does not hang on the date again.
    """
    if not rule.anchor:
        return None
    anchor = setting.case.due_anchor(rule.anchor)
    if anchor is None or "offset" not in periods[period]:
        return None
    zone = ZoneInfo(setting.office.time_zone)
    if isinstance(anchor, datetime):
        anchor = anchor.astimezone(zone).date()
    for index in range(period, len(periods)):
        if "offset" not in periods[index]:
            break
        offset = periods[index]["offset"]
        due = clock.end_of_day(anchor + timedelta(days=offset), setting.office.time_zone)
        if due > setting.now:
            return index, offset, Unit.DATE, due
    if periods[period].get("repeat"):
        return None
    return period, periods[period]["offset"], Unit.DATE, due


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
    _promise_anew(deadline, setting.now)
    _look_again(deadline)


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
                _stand_still(added, setting.now)
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
    again = _from_rule(setting, rule, added.kind, before.started_at, before.period)
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
        _promise_anew(again, setting.now)
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


def hasten_answer(plan: DeadlinePlan, setting: Setting) -> None:
    """What waits to be accepted when its case becomes an emergency is to be answered in the time of one, from now."""
    for waiting in [one for one in plan.running if one.rule.code == ACCEPTANCE_RULE]:
        sooner = start(setting, waiting.rule.code, waiting.kind)
        if sooner.due_at is not None and waiting.due_at is not None and sooner.due_at < waiting.due_at:
            plan.stop(waiting, setting.now, met=False)
            plan.add(sooner)


def pause(plan: DeadlinePlan, now: datetime) -> None:
    """Let the overall deadlines stand still; a pause does not heal what is already overdue."""
    for deadline in plan.running:
        if deadline.kind != Deadline.Kind.OVERALL or deadline.rule.never_pauses:
            continue
        if deadline.due_at is not None and deadline.due_at >= now:
            _stand_still(deadline, now)
            plan.change(deadline)


def resume(plan: DeadlinePlan, setting: Setting) -> None:
    """Let them run again; their due dates move by the time they stood still, in their own unit."""
    for deadline in plan.running:
        if deadline.pauses and deadline.pauses[-1][1] is None:
            deadline.pauses = [*deadline.pauses[:-1], [deadline.pauses[-1][0], setting.now.isoformat()]]
            recompute(deadline, setting)
            plan.change(deadline)


def recompute(deadline: Deadline, setting: Setting) -> None:
    """The due date anew from start, amount, pauses and extensions."""
    if deadline.unit == Unit.DATE:
        anchored = _anchored(setting, deadline.rule, periods_of(deadline.rule, setting.case), deadline.period)
        deadline.due_at = anchored[3] if anchored else deadline.due_at
        return
    deadline.due_at = clock.due(
        deadline.started_at,
        deadline.amount,
        Unit(deadline.unit),
        setting.calendar,
        pauses=spans(deadline),
        extra=deadline.extra,
    )
    if deadline.due_at:
        deadline.due_at = clock.moved(deadline.due_at, Unit(deadline.unit), setting.calendar, waits(deadline))
        deadline.calendar = setting.calendar.within(deadline.started_at, deadline.due_at).to_json()
    _promise_anew(deadline, setting.now)


def extend(deadline: Deadline, amount: int, setting: Setting, *, paused: bool) -> None:
    """Give a deadline more time, in its own unit; one that was missed and lies ahead again stands still in a pause."""
    deadline.extra += amount
    recompute(deadline, setting)
    may_pause = deadline.kind == Deadline.Kind.OVERALL and not deadline.rule.never_pauses
    if paused and may_pause and deadline.due_at is not None and deadline.due_at > setting.now:
        _stand_still(deadline, setting.now)


def spans(deadline: Deadline) -> list[tuple[datetime, datetime | None]]:
    """The pauses of a deadline as times."""
    return [_times(begin, end) for begin, end, *why in deadline.pauses if not why]


def waits(deadline: Deadline) -> list[tuple[datetime, datetime | None]]:
    """The times in which receivers of hand-overs were late, which this deadline was given back."""
    return [_times(begin, end) for begin, end, *why in deadline.pauses if RECEIVER_LATE in why]


def stood(deadline: Deadline) -> list[tuple[datetime, datetime | None]]:
    """The times that did not count for whoever has a deadline: pauses, and those in which another office was late."""
    return [*spans(deadline), *waits(deadline)]


def _times(begin: str, end: str | None) -> tuple[datetime, datetime | None]:
    return datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None


def _stand_still(deadline: Deadline, now: datetime) -> None:
    deadline.pauses = [*deadline.pauses, [now.isoformat(), None]]
    deadline.due_at = None


def _promise_anew(deadline: Deadline, now: datetime) -> None:
    """A due date that lies ahead again has not been missed; what was said of the time gone by stays said."""
    if deadline.due_at is None or deadline.due_at > now:
        deadline.breached_at = None
        still_said = ladder.reached(deadline, now, stood(deadline)) if climbs(deadline) else 0
        deadline.alert_level = min(deadline.alert_level, still_said)


def _look_again(deadline: Deadline) -> None:
    """Whatever an act does to a deadline, the sweep looks at it at the next rung, at once if it is missed already."""
    deadline.next_alert_at = next_look(deadline) or deadline.due_at


def climbs(deadline: Deadline) -> bool:
    """Whether a deadline has a ladder; answers to hand-overs and referrals go their own way, others' only pass."""
    others = (Deadline.Kind.ACCEPTANCE, Deadline.Kind.EXPECTED)
    return deadline.kind not in others and deadline.rule.code != ACCEPTANCE_RULE


def next_look(deadline: Deadline) -> datetime | None:
    """When the sweep is to look at a deadline; None when all was said, or while it stands still."""
    return ladder.next_look(deadline, stood(deadline)) if climbs(deadline) else deadline.due_at


def _runs(plan: DeadlinePlan, code: str) -> bool:
    return any(d.rule.code == code and d.kind != Deadline.Kind.EXPECTED for d in plan.running)
