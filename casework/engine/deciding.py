"""The head's refusal of a closing that a passed period proposed."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework import access, deadlines
from casework.acting import Act
from casework.deadlines import DeadlinePlan, Setting
from casework.engine.closing import open_closing
from casework.engine.loading import Loaded, load
from casework.engine.moving import office_of
from casework.engine.planning import body_of, settle_due
from casework.engine.writing import Outcome, Plan, Settles, deadline_rows, write
from casework.errors import Invalid, NotAllowed, NotPossible
from casework.locks import in_order
from casework.models import Case, Deadline, Proposal, Step, User
from casework.moves import Actor

_HEAD = (Actor("holder", "head"),)


@in_order
def decline_closing(proposal: Proposal, *, actor: User, request_id: uuid.UUID, reason: str) -> Outcome:
    """Refuse to close a case although a period has passed; the period runs again from now, in its full length.

    Arguments: `reason`, the head's, in words; `request_id`, made with the form. Raises NotAllowed for whoever
    is not head of the holding office, Invalid without a reason, NotPossible once it is settled.
    """
    loaded = load(proposal.case_id, looks_at=frozenset(), person_id=None, request_id=request_id)
    if loaded.handled is not None:
        return Outcome.from_json(loaded.handled.answered(actor, proposal.case_id))
    waiting = open_closing(loaded.case)
    if waiting is None or waiting.pk != proposal.pk:
        raise NotPossible(_("Usulan ini sudah diselesaikan."))
    act = _refusal(loaded, actor, request_id, reason)
    ahead = DeadlinePlan(act.deadlines())
    setting = Setting(act.case, act.case.holder, act.now, loaded.reference_version)
    for deadline in list(ahead.running):
        if deadline.kind == Deadline.Kind.PROPOSAL:
            ahead.stop(deadline, act.now, met=True)
        elif deadline.pk == waiting.deadline_id:
            deadlines.begin_again(ahead, deadline, setting)
    plan = Plan(act, body_of(act, act.case.state), ahead, step=act.step)
    plan.settles = Settles(Proposal.Settled.DECLINED)
    plan.event.plain = {"proposal": waiting.act}
    plan.event.due = deadline_rows(ahead)
    settle_due(plan)
    act.case.last_act_at = act.now
    return write([plan], main=plan, request_id=request_id)


def may_decide(case: Case, where: access.Standing, step: Step | None) -> access.Grant | None:
    """The grant of the head of the holding office, who decides on the sweep's proposals; None for others."""
    return access.may_act(where, case, step, _HEAD)


def _refusal(loaded: Loaded, actor: User, request_id: uuid.UUID, reason: str) -> Act:
    grant = may_decide(loaded.case, access.standing(actor, loaded.case), loaded.step)
    if grant is None:
        raise NotAllowed(_("Usul penutupan diputuskan kepala kantor pemegang."))
    if not reason.strip():
        raise Invalid({"reason_text": [_("Tulis alasannya.")]})
    return Act(
        case=loaded.case,
        step=loaded.step,
        now=loaded.now,
        reference_version=loaded.reference_version,
        verb="closing_declined",
        actor=actor,
        office=office_of(loaded, grant.office_id),
        role=grant.role,
        relation=grant.relation,
        request_id=request_id,
        data={"reason_text": reason.strip()},
    )
