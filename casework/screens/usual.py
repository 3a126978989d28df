"""Which move is the usual next one: told from the declarations alone, without a query."""

from __future__ import annotations

from collections.abc import Iterable

from casework import access
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


def usual_verb(kind: str, state: str, level: str, permissions: set[str]) -> Move | None:
    """The move an officer with these permissions in the holding office of a level makes next, as a rule.

    None where nothing but exceptional moves is open to him.
    """
    here = ("holder", level, str(flow_of(kind).stage(state).level))
    own = [
        move
        for move in flow_of(kind).moves_from(state)
        if not is_exceptional(move)
        and any(actor.relation in here and access.has_rank(permissions, actor.role) for actor in move.by)
    ]
    ordered = in_usual_order(kind, state, own)
    return ordered[0] if ordered else None


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
