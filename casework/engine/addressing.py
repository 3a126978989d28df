"""Whom an act owes a notice: the office a case comes to, the one it comes back from, the officer named, a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import outbox
from casework.models.outbox import Audience
from casework.outbox import Message, to_office, to_user

if TYPE_CHECKING:
    from casework.engine.writing import Plan

_BACK = {"return_handover": outbox.RETURNED, "recall_handover": outbox.RECALLED}


def messages_of(plan: Plan) -> list[Message]:
    """The notices that follow from what a plan changes, besides those it already names."""
    return [*plan.messages, *_of_step(plan), *_of_officer(plan), *_of_reason(plan)]


def _of_reason(plan: Plan) -> list[Message]:
    """The heads of the office where somebody gave up in fear (`reasons.WITHDRAW`, workflows.md section 3)."""
    if plan.event.plain.get("tell_head") is not True:
        return []
    return [to_office(outbox.CASE_NEWS, plan.act.step.holder, Audience.HEADS)]


def _of_step(plan: Plan) -> list[Message]:
    act, case, new = plan.act, plan.case, plan.new_step
    if act.verb == "accept_handover" and act.step.sent_by is not None:
        return [to_office(outbox.ACCEPTED, act.step.sent_by, Audience.OFFICERS)]
    if new is None:
        return []
    if act.follows_parent:
        kind = outbox.REFERRAL_ANSWERED if act.step.holder_id != new.holder_id else outbox.CASE_NEWS
        return [to_office(kind, new.holder, Audience.OFFICER)]
    if act.verb == "recall_handover":
        return [to_office(outbox.RECALLED, act.step.holder, Audience.OFFICERS)]
    if act.office is not None and act.office.pk == new.holder_id:
        return []
    if act.step is not None and act.step.holder_id == new.holder_id and not new.reopens:
        return []
    if case.is_emergency:
        return [to_office(outbox.EMERGENCY, new.holder, Audience.DUTY)]
    kind = _BACK.get(act.verb) or (outbox.REFERRAL_RECEIVED if plan.is_birth and case.parent_id else outbox.HANDED_OVER)
    return [to_office(kind, new.holder, Audience.OFFICERS)]


def _of_officer(plan: Plan) -> list[Message]:
    case, officer = plan.case, plan.case.officer
    if officer is None or officer.pk == case.as_read.get("officer_id"):
        return []
    if plan.act.actor is not None and plan.act.actor.pk == officer.pk:
        return []
    return [to_user(outbox.ASSIGNED, officer)]
