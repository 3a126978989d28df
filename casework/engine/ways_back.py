"""Where a move that goes back leads: nobody types it, the steps of the case say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from casework.acting import Act
from casework.engine.planning import KEEPS_CLOCK, REDEFINED
from casework.errors import GuardFailed
from casework.models import StageSuccession, Step


class Stay(NamedTuple):
    """A step of the case; `state` by its present code, where a new definition renamed it."""

    seq: int
    state: str
    holder_id: int
    sender_id: int | None
    outcome: str
    reopens: bool


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
    _go_to(act, _before_this_stay(act.step, stays), act.case.workflow().open_states())


def _go_to(act: Act, stays: Iterable[Stay], allowed: Collection[str]) -> None:
    for stay in stays:
        if stay.state in allowed:
            act.state_before, act.office_before_id, act.seq_before = stay.state, stay.holder_id, stay.seq
            act.sender_before_id = stay.sender_id
            return
    raise GuardFailed(_("Kasus ini tidak mempunyai tahap sebelumnya untuk dituju."))


def _stays(act: Act) -> list[Stay]:
    """The case's steps, newest first; a second statement only where a state is declared no more."""
    steps = Step.objects.filter(process_id=act.case.pk).order_by("-seq")
    stays = [Stay(*row) for row in steps.values_list("seq", "state", "holder_id", "sent_by_id", "outcome", "reopens")]
    flow = act.case.workflow()
    former = {stay.state for stay in stays} - flow.stages().keys()
    if not former:
        return stays
    rows = StageSuccession.objects.filter(kind=flow.kind, state__in=former)
    became = dict(rows.values_list("state", "became"))
    return [stay._replace(state=became.get(stay.state, stay.state)) for stay in stays]


def _before_this_stay(step: Step, stays: list[Stay]) -> list[Stay]:
    """The step before: not one that only a new definition ended, which was the same stay; none before a reopening."""
    for stay in stays:
        same_stay = stay.seq < step.seq and stay.outcome == REDEFINED
        if same_stay and stay.reopens:
            return []
        if stay.seq < step.seq and not same_stay:
            return [stay]
    return []


def _is_return_of(step: Step, stay: Stay) -> bool:
    """Whether an earlier step was this hand-over, from the same to the same office, and was returned."""
    same_way = (stay.sender_id, stay.holder_id) == (step.sent_by_id, step.holder_id)
    return stay.outcome == "return_handover" and same_way
