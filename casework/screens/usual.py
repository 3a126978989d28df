"""Which move is the usual next one: told from the declarations and the columns at hand, without a query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from casework import access
from casework.engine import Possible
from casework.forms import OUTSIDERS
from casework.models import Case
from casework.moves import Move
from casework.stages import CaseFlow, flow_of

_USUAL, _FORWARD, _HERE, _BACK, _ENDING, _ANY_TIME = range(6)

_REASONS_OF_USUAL_ENDS = ("", "OUTCOME")
"""The lists of reasons that a usual move may ask from: what came of it. The others say what went wrong."""


def in_usual_order(kind: str, state: str, moves: Iterable[Move]) -> list[Move]:
    """Moves from a stage, the usual one first, what is exceptional last.

    What is declared as usual from there; on to the next stage in the workflow's order, or to an end that asks for no
    reason; then what stays, what goes back, what ends the case otherwise; last what is open at any time (emergency,
    death, withdrawal) and what every case has.
    """
    flow = flow_of(kind)
    order = {name: place for place, name in enumerate(flow.stages())}
    return sorted(moves, key=lambda move: (is_exceptional(move), *_rank(flow, order, state, move), move.verb))


def usual_next(kind: str, state: str, level: str, permissions: set[str], full: Case | None = None) -> Possible | None:
    """The move an officer with these permissions in the holding office of a level makes next, as a rule.

    None where nothing but exceptional moves is open to him. Argument: `full`, the case with the columns of its kind,
    where lists look at them (`Case.lists_look_at`).
    """
    here = {"holder", level, *_relations(kind, state, full)}
    own: dict[str, Possible] = {}
    for move in flow_of(kind).moves_from(state):
        may = (one for one in move.by if one.relation in here and access.has_rank(permissions, one.role))
        actor = next(may, None)
        if actor is not None and not is_exceptional(move):
            own[move.verb] = Possible(move, (), actor.relation)
    ordered = in_usual_order(kind, state, [each.move for each in own.values()])
    return own[ordered[0].verb] if ordered else None


def _relations(kind: str, state: str, full: Case | None) -> list[str]:
    """Which of the relations that a kind of case has by itself the holding office is in."""
    if full is None:
        return [str(flow_of(kind).stage(state).level)]
    return [each for each in ("sender", "receiver") if full.relation_office_id(each) == full.holder_id]


def label_of(one: Possible) -> Any:
    """What a move is called where it is offered; one that records what somebody else did says whose."""
    if not one.records_for:
        return one.move.label
    whom = ", ".join(str(OUTSIDERS.get(each, each)).lower() for each in one.records_for)
    return _("%(move)s, atas nama %(whom)s") % {"move": one.move.label, "whom": whom}


def is_exceptional(move: Move) -> bool:
    """Whether it is made only when something is out of the ordinary, so that no screen urges it.

    An emergency, a sign of crime, a death, a recall, whatever asks what went wrong, and what says so of itself;
    accepting a hand-over is not.
    """
    if move.is_engine:
        return move.verb != "accept_handover"
    return move.unaccepted or not move.urged or move.reasons not in _REASONS_OF_USUAL_ENDS


def _rank(flow: type[CaseFlow], order: dict[str, int], state: str, move: Move) -> tuple[int, int]:
    if state in move.usual_from:
        return _USUAL, 0
    if move.is_engine or move.unaccepted:
        return _ANY_TIME, 1 if move.is_engine else 0
    if move.target is None or move.target == state:
        return _HERE, 0
    if move.goes_back:
        return _BACK, 0
    target = flow.stage(move.target)
    ahead = order[move.target] - order[state]
    if not target.is_open:
        return (_ENDING, ahead) if move.reasons else (_FORWARD, ahead + 50)
    if ahead < 0:
        return _BACK, -ahead
    return _FORWARD, ahead + (100 if target.pauses else 0)
