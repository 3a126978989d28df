"""Whom an act owes a notice: the office a case comes to, whose case another office moves, the officer named, a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import outbox
from casework.models.outbox import Audience
from casework.outbox import Message, to_office, to_user
from casework.stages import Placement

if TYPE_CHECKING:
    from casework.engine.writing import Plan
    from casework.models import Case, Step

_BACK = {"return_handover": outbox.RETURNED, "recall_handover": outbox.RECALLED}


def messages_of(plan: Plan) -> list[Message]:
    """The notices that follow from what a plan changes, besides those it already names."""
    return [*plan.messages, *_of_step(plan), *_of_holder(plan), *_of_officer(plan), *_of_reason(plan)]


def _of_reason(plan: Plan) -> list[Message]:
    """The heads of the office where somebody gave up in fear (`reasons.WITHDRAW`, workflows.md section 3)."""
    if not _tells_heads(plan):
        return []
    return [to_office(outbox.CASE_NEWS, plan.act.step.holder, Audience.HEADS)]


def _tells_heads(plan: Plan) -> bool:
    return plan.event.plain.get("tell_head") is True


def _of_step(plan: Plan) -> list[Message]:
    act, case, new = plan.act, plan.case, plan.new_step
    if act.verb == "accept_handover" and act.step.sent_by is not None:
        return [to_office(outbox.ACCEPTED, act.step.sent_by, Audience.OFFICERS)]
    if new is None:
        return []
    if act.follows_parent:
        return [to_office(outbox.CASE_NEWS, new.holder, Audience.OFFICER)]
    if act.verb == "recall_handover":
        return [to_office(outbox.RECALLED, act.step.holder, Audience.OFFICERS)]
    if act.office is not None and act.office.pk == new.holder_id:
        return []
    if act.step is not None and act.step.holder_id == new.holder_id and not new.reopens:
        return []
    if case.is_emergency and _alarms(plan, new):
        return [to_office(outbox.EMERGENCY, new.holder, Audience.DUTY)]
    if act.verb in _BACK:
        return [to_office(_BACK[act.verb], new.holder, Audience.OFFICERS)]
    return [_of_arrival(plan, new)]


def _alarms(plan: Plan, new: Step) -> bool:
    """Whether an emergency comes to an office so that whoever is on duty has to act, and not only as an answer."""
    waits = not new.is_accepted or plan.case.stage.asking is not None
    return waits or plan.is_birth or plan.act.verb in _BACK or _declares_emergency(plan.case)


def _of_arrival(plan: Plan, new: Step) -> Message:
    """The office a case comes to: whether its answer is waited for, or the case is there without any acceptance."""
    stage = plan.case.stage
    if stage.asking or (plan.is_birth and plan.case.parent_id):
        return to_office(outbox.REFERRAL_RECEIVED, new.holder, Audience.OFFICERS)
    if not new.is_accepted:
        return to_office(outbox.HANDED_OVER, new.holder, Audience.OFFICERS)
    kind = outbox.REFERRAL_ANSWERED if stage.level == Placement.SENDER else outbox.CAME_BACK
    return to_office(kind, new.holder, Audience.OFFICER)


def _of_holder(plan: Plan) -> list[Message]:
    """The office whose case another one moves or ends: of an emergency declared there who is on duty, else its officer.

    Not of what was only waiting there and is taken back, nor where it takes part no more or its heads are told.
    """
    act, case, left, new = plan.act, plan.case, plan.end_step, plan.new_step
    by = act.set_off_by if act.by_system else act.office
    if left is None or by is None or by.pk == left.holder_id or act.follows_office:
        return []
    if new is not None and new.holder_id == left.holder_id and _declares_emergency(case):
        return [to_office(outbox.EMERGENCY, left.holder, Audience.DUTY)]
    if act.verb == "recall_handover" or plan.parts.get(left.holder_id, "") is None or _tells_heads(plan):
        return []
    return [to_office(outbox.CASE_NEWS, left.holder, Audience.OFFICER)]


def _declares_emergency(case: Case) -> bool:
    """Whether a move has made the case an emergency, or declared the danger again on the emergency track."""
    return case.is_emergency and (case.as_read["severity"] != case.severity or case.in_emergency_stage())


def _of_officer(plan: Plan) -> list[Message]:
    case, officer = plan.case, plan.case.officer
    if officer is None or officer.pk == case.as_read.get("officer_id"):
        return []
    if plan.act.actor is not None and plan.act.actor.pk == officer.pk:
        return []
    return [to_user(outbox.ASSIGNED, officer)]
