"""When a running deadline is spoken of, and to whom: the rungs of its ladder. Pure, so that anybody can count after it.

Source: `workflows.md` section 0, "Escalation ladder" (mark P): 50 % of the time the handler, 80 % handler and
supervisor, 100 % the next level, 150 % the level above. In an emergency, whose periods are hours, the handler is who
is on duty, and the level above the ministry. A rule may bring its own ladder (`DeadlineRule.ladder`).
How many rungs were said is the deadline's `alert_level`. Hand-overs waiting to be answered have their own way
(`casework.handover`), and periods of others are only missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from casework import clock
from casework.clock import Unit

if TYPE_CHECKING:
    from casework.models import Deadline, DeadlineRule

DUE = 100
"""The percentage at which a deadline is missed."""
HANDLER, SUPERVISOR, NEXT_LEVEL, LEVEL_ABOVE = "handler", "supervisor", "next_level", "level_above"
STEP_OF = {NEXT_LEVEL: 1, LEVEL_ABOVE: 2}
"""Which step of an office's ladder is asked at a rung; the other rungs remind the holder's own people."""

ANSWER = (2, Unit.WORKING_DAYS)
ANSWER_IN_EMERGENCY = (2, Unit.HOURS)
"""How long an office may leave an escalation unanswered before it climbs on (P)."""
AGAIN_AT_THE_TOP = (5, Unit.WORKING_DAYS)
"""After which one that nobody above can be asked about is said again (P)."""


class Rung(NamedTuple):
    """From which percentage of its time on a deadline is spoken of, and who hears it."""

    percent: int
    who: str


def rungs_of(rule: DeadlineRule) -> list[Rung]:
    """The rungs of a rule, the lowest first."""
    return [Rung(int(percent), str(who)) for percent, who in sorted(rule.ladder)]


def rungs_before_due(rule: DeadlineRule) -> int:
    """How many rungs of a rule are reminders."""
    return sum(rung.percent < DUE for rung in rungs_of(rule))


def rungs_until_due(rule: DeadlineRule) -> int:
    """How many rungs of a rule are reached when it is missed."""
    return sum(rung.percent <= DUE for rung in rungs_of(rule))


def moment_of(deadline: Deadline, rung: Rung, stood: Sequence[tuple[datetime, datetime | None]]) -> datetime:
    """When a rung is reached: that share of the time from start to due date, at 100 % the due date.

    `stood`: spans in which that time did not run, because of a pause or because another office was late. Only for a
    deadline that does not stand still now.
    """
    assert deadline.due_at is not None
    if rung.percent == DUE:
        return deadline.due_at
    return clock.at_share(deadline.started_at, deadline.due_at, rung.percent, stood)


def reached(deadline: Deadline, now: datetime, stood: Sequence[tuple[datetime, datetime | None]]) -> int:
    """How many rungs have been reached by now; the due date itself is still in time."""
    if deadline.due_at is None:
        return 0
    passed = 0
    for rung in rungs_of(deadline.rule):
        moment = moment_of(deadline, rung, stood)
        if moment > now or (rung.percent == DUE and moment == now):
            break
        passed += 1
    return passed


def next_look(deadline: Deadline, stood: Sequence[tuple[datetime, datetime | None]]) -> datetime | None:
    """When the first rung that has not been said is reached; None when all were, or while it stands still."""
    if deadline.due_at is None:
        return None
    rungs = rungs_of(deadline.rule)[deadline.alert_level :]
    if deadline.breached_at is None and not any(rung.percent == DUE for rung in rungs):
        return deadline.due_at
    return moment_of(deadline, rungs[0], stood) if rungs else None
