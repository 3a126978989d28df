"""One deadline: by which rule and from when it runs, when it is due, when it stands still, when it is looked at again.

Sources: `workflows.md` section 0 "Clocks" and the design's "Deadlines are rows".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from casework import clock, ladder, rulebook
from casework.clock import Calendar, Unit
from casework.instances import fresh
from casework.models.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.models import Case, DeadlineRule, Organisation

ACCEPTANCE_RULE = "D40"
PROPOSAL_RULE = "proposal"
RECEIVER_LATE = "receiver_late"
"""Third entry of a span in `Deadline.pauses` that was no pause: an office was late to answer a hand-over."""


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
        return clock.local(self.now, self.office.time_zone).date()

    def rule(self, code: str) -> DeadlineRule:
        return rulebook.rule(code, self.today, self.version)


def periods_of(rule: DeadlineRule, case: Case) -> list[dict[str, Any]]:
    """The rule's periods for this case: in severity E, or by its own variant, where the rule has such."""
    return rulebook.periods(rule, emergency=case.is_emergency, variant=case.rule_variant(rule.code))


def start(setting: Setting, code: str, kind: str, *, since: datetime | None = None, period: int = 0) -> Deadline:
    """A deadline by a rule from a moment on (now, if left out); not yet stored."""
    rule = setting.rule(code)
    return from_rule(setting, rule, kind, since or setting.now, period)


def from_rule(setting: Setting, rule: DeadlineRule, kind: str, since: datetime, period: int) -> Deadline:
    """The same by a rule at hand, from a period of it on; of warnings whose day has passed the next one."""
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
    promise_anew(deadline, setting.now)


def extend(deadline: Deadline, amount: int, setting: Setting, *, paused: bool) -> None:
    """Give a deadline more time, in its own unit; one that was missed and lies ahead again stands still in a pause."""
    deadline.extra += amount
    recompute(deadline, setting)
    may_pause = deadline.kind == Deadline.Kind.OVERALL and not deadline.rule.never_pauses
    if paused and may_pause and deadline.due_at is not None and deadline.due_at > setting.now:
        stand_still(deadline, setting.now)


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


def stand_still(deadline: Deadline, now: datetime) -> None:
    """Let a deadline wait from now on: it is due at no time until it runs again."""
    deadline.pauses = [*deadline.pauses, [now.isoformat(), None]]
    deadline.due_at = None


def promise_anew(deadline: Deadline, now: datetime) -> None:
    """A due date that lies ahead again has not been missed; what was said of the time gone by stays said."""
    if deadline.due_at is None or deadline.due_at > now:
        deadline.breached_at = None
        still_said = ladder.reached(deadline, now, stood(deadline)) if climbs(deadline) else 0
        deadline.alert_level = min(deadline.alert_level, still_said)


def look_again(deadline: Deadline) -> None:
    """Whatever an act does to a deadline, the sweep looks at it at the next rung, at once if it is missed already."""
    deadline.next_alert_at = next_look(deadline) or deadline.due_at


def climbs(deadline: Deadline) -> bool:
    """Whether a deadline has a ladder; answers to hand-overs and referrals go their own way, others' only pass."""
    others = (Deadline.Kind.ACCEPTANCE, Deadline.Kind.EXPECTED)
    return deadline.kind not in others and deadline.rule.code != ACCEPTANCE_RULE


def next_look(deadline: Deadline) -> datetime | None:
    """When the sweep is to look at a deadline; None when all was said, or while it stands still."""
    return ladder.next_look(deadline, stood(deadline)) if climbs(deadline) else deadline.due_at
