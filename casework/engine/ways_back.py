"""Where a move that goes back leads: nobody types it, the steps of the case say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from casework.acting import Act, PastStep
from casework.engine.planning import BACK_TO_SENDER, KEEPS_CLOCK, REDEFINED
from casework.errors import GuardFailed
from casework.models import StageSuccession, Step


def find_way_back(act: Act) -> None:
    """Find the stage and office a move goes back to.

    Returning, recalling and undoing go to the step before; every other `@before` to the last earlier
    stage that does not pause. Raises GuardFailed when the case has none.
    """
    stays = _stays(act)
    if act.verb not in KEEPS_CLOCK:
        _go_to(act, stays, act.case.workflow().states_before(act.case.state))
        return
    act.returned_before = sum(_is_return_of(act.step, stay) for stay in stays)
    if act.step.seq == 1:
        act.state_before = act.case.state  # the move's guard says that there is no step before
        return
    _go_to(act, _before_this_stay(act.step.seq, stays), act.case.workflow().open_states())


def _go_to(act: Act, stays: Iterable[PastStep], allowed: Collection[str]) -> None:
    for stay in stays:
        if stay.state in allowed:
            act.state_before, act.office_before, act.seq_before = stay.state, stay.holder, stay.seq
            act.sender_before_id, act.accepted_before = stay.sent_by_id, stay.accepted
            return
    raise GuardFailed(_("Kasus ini tidak mempunyai tahap sebelumnya untuk dituju."))


def _stays(act: Act) -> list[PastStep]:
    """The case's steps, newest first, each state by its present code; a statement only where one is no more."""
    stays = act.past_steps()
    flow = act.case.workflow()
    former = {stay.state for stay in stays} - flow.stages().keys()
    if not former:
        return stays
    rows = StageSuccession.objects.filter(kind=flow.kind, state__in=former)
    became = dict(rows.values_list("state", "became"))
    return [replace(stay, state=became.get(stay.state, stay.state)) for stay in stays]


def _before_this_stay(seq: int, stays: list[PastStep]) -> list[PastStep]:
    """The step before: not one that only a new definition ended, which was the same stay; none before a reopening.

    Nor one that came to nothing: before a stay that was returned to stands what stood before it the first time.
    """
    for stay in stays:
        if stay.seq >= seq:
            continue
        if stay.outcome in BACK_TO_SENDER:
            resumed = _before_this_stay(stay.seq, stays)
            return _before_this_stay(resumed[0].seq, stays) if resumed else []
        if stay.outcome != REDEFINED:
            return [stay]
        if stay.reopens:
            return []
    return []


def _is_return_of(step: Step, stay: PastStep) -> bool:
    """Whether an earlier step was this hand-over, from the same to the same office, and was returned."""
    same_way = (stay.sent_by_id, stay.holder.pk) == (step.sent_by_id, step.holder_id)
    return stay.outcome == "return_handover" and same_way
