"""The sweep's proposals to close a case: what an act makes of one that waits."""

from __future__ import annotations

from casework.acting import Act
from casework.closing import LETTER
from casework.deadlines import DeadlinePlan
from casework.engine.writing import Plan, Settles
from casework.models import Case, Deadline, Party, Proposal


def open_closing(case: Case) -> Proposal | None:
    """The sweep's proposal that waits for the head of the case's holder, if there is one; one query."""
    waiting = Proposal.objects.filter(case_id=case.pk, proposed_by__isnull=True, settled_at__isnull=True)
    return waiting.select_related("deadline__rule").first()


def settle_closing(plan: Plan) -> None:
    """Settle the sweep's proposal in the act that carries it out or takes its ground away.

    Moving on ends it with its deadline. So does what restarts its period (a contact, an extension), and what
    makes the case one that is not closed for that reason. No query where none waits.
    """
    act = plan.act
    if any(d.kind == Deadline.Kind.PROPOSAL and not d.is_running for d in plan.deadlines.changed):
        letter = act.data.get(LETTER, "")
        plan.settles = Settles(Proposal.Settled.DONE, letter) if letter else Settles(Proposal.Settled.WITHDRAWN)
        return
    waiting = next((d for d in plan.deadlines.running if d.kind == Deadline.Kind.PROPOSAL), None)
    if waiting is None:
        return
    proposal = open_closing(act.case)
    if proposal is None or not _still_stands(act, proposal, plan.deadlines):
        plan.deadlines.stop(waiting, act.now, met=False)
        plan.settles = Settles(Proposal.Settled.WITHDRAWN)


def _still_stands(act: Act, proposal: Proposal, ahead: DeadlinePlan) -> bool:
    """Whether the period that passed still runs, overdue, and closes a case as grave as the act leaves this one."""
    case = act.case
    passed = next((d for d in ahead.running if d.pk is not None and d.pk == proposal.deadline_id), None)
    if passed is None or passed.due_at is None or passed.due_at >= act.now:
        return False
    closing = case.workflow().closing_after(passed.rule.code)
    if closing is None or closing.when_grave:
        return closing is not None
    parties = Party.objects.filter(case_id=case.pk, until__isnull=True).select_related("person")
    return not case.is_grave(parties, act.today)
