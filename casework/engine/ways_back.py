"""Where a move that goes back leads: nobody types it, the steps of the case say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from casework.acting import Act, PastStep
from casework.errors import GuardFailed
from casework.models import StageSuccession, Step
from casework.stays import CAME_TO_NOTHING, before_handover, office_now, that_count


def find_way_back(act: Act) -> None:
    """Find the stage and office a move goes back to.

    Returning and recalling go to where the case stood before the hand-over, an emergency past a stage that waits for
    others; undoing goes to the step before; every other `@before` to the last earlier stage that does not pause and did
    not come to nothing, at whoever stands in the place of its office by now. Raises GuardFailed when the case has none.
    """
    stays = _stays(act)
    flow = act.case.workflow()
    if act.verb == "undo":
        _go_to(act, (stay for stay in stays if stay.seq < act.step.seq), flow.open_states())
    elif act.verb in CAME_TO_NOTHING:
        act.returned_before = sum(_is_return_of(act.step, stay) for stay in stays)
        before = before_handover(act.step.seq, stays)
        if before is None:
            act.state_before = act.case.state  # the move's guard says that there is nowhere to go back to
            return
        _go_to(act, [before], flow.open_states())
        if act.case.parent_id and act.step.sent_by is not None:
            act.office_before = act.step.sent_by  # whoever asks by now
        if act.case.is_emergency and flow.stage(act.state_before).pauses:
            _pass_over_waiting(act, before, stays)
    else:
        _go_to(act, that_count(stays), flow.states_before(act.case.state))
        came_from = next(stay for stay in stays if stay.seq == act.seq_before)
        act.office_before = office_now(came_from, stays)


def _pass_over_waiting(act: Act, before: PastStep, stays: Iterable[PastStep]) -> None:
    """An emergency goes back to the last earlier stage that does not pause, as by `@before`; its sender holds it."""
    earlier = (stay for stay in stays if stay.seq < before.seq)
    _go_to(act, earlier, act.case.workflow().states_before(before.state))
    act.office_before, act.sender_before_id, act.accepted_before = before.holder, before.sent_by_id, before.accepted
    act.goes_on_with_rest = True


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


def _is_return_of(step: Step, stay: PastStep) -> bool:
    """Whether an earlier step was this hand-over, from the same to the same office, and was returned."""
    same_way = (stay.sent_by_id, stay.holder.pk) == (step.sent_by_id, step.holder_id)
    return stay.outcome == "return_handover" and same_way
