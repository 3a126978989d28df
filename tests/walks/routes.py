"""Which moves lead nearer to a goal: cheapest ways through the tables' graph of states and moves."""

from __future__ import annotations

import heapq
from functools import cache

from tests.specification import tables
from tests.walks import law
from tests.walks.board import Standing

ENTRIES: dict[str, dict[str, str]] = {
    "journey": {
        "interest": "interest_registered",
        "placed": "in_placement",
        "nonprocedural": "nonprocedural_abroad",
        "home": "arrived_home",
    },
    "complaint": {"calm": "received", "danger": "emergency_response"},
    "legal_aid": {"post": "intake", "body": "intake"},
    "referral": {"opened": "requested"},
}
"""How a case of each kind can begin, and where it stands then."""

_LABORIOUS = {
    "merge": 4, "unmerge": 4, "annul_death": 3, "close_deceased": 4, "lapse": 3, "void": 4, "migrate_again": 3,
    "raise_emergency": 3, "record_death": 3, "flag_suspicion": 2, "stand_down": 2, "refer_and_wait": 2, "suspend": 2,
    "close_administratively": 3, "report_distress": 2, "report_contact_lost": 2, "recommend_sanction": 2,
    "begin_accompaniment": 4, "prepare_re_entry": 5,
}  # fmt: skip
_END = 4
"""What it costs to pass through an ended state."""


def towards(case: Standing, verb: str, blocked: frozenset[str]) -> list[str]:
    """The moves to make next in order to make `verb`, best first; empty where nothing leads there.

    `blocked` are moves that were tried in vain.
    """
    if case.state in law.sources(case.kind, verb):
        return [verb]
    left = _distances(case.kind, verb, blocked)
    here = [
        (_cost(case.kind, name, target) + left[target], name)
        for name, target in _leaving(case)
        if name not in blocked and target in left
    ]
    return [name for _cost_, name in sorted(here)]


def entry_for(kind: str, verb: str) -> list[str]:
    """The ways to begin a case of a kind, the nearest to the goal first."""
    left = _distances(kind, verb, frozenset())
    ways = ENTRIES[kind]
    return sorted(ways, key=lambda way: left.get(ways[way], 99))


def into(kind: str, state: str) -> list[str]:
    """The moves that lead into a state; into one that only beginnings lead to, those that start there."""
    moves = tables.moves(kind)
    return [verb for verb, row in moves.items() if row["to"] == state] or [
        verb for verb in moves if state in law.sources(kind, verb)
    ]


def _leaving(case: Standing) -> list[tuple[str, str]]:
    """Moves from where a case stands with their targets; `@before` as far as its own steps say."""
    found = []
    for verb, row in tables.moves(case.kind).items():
        if case.state not in law.sources(case.kind, verb):
            continue
        if row["to"] != "@before":
            found.append((verb, row["to"]))
        else:
            earlier = [stay.state for stay in reversed(case.stays) if stay.state != case.state]
            pausing = {code for code, state in tables.states(case.kind).items() if state["pauses"] == "1"}
            target = next((state for state in earlier if state not in pausing), None)
            if target is not None:
                found.append((verb, target))
    return found


def _cost(kind: str, verb: str, target: str) -> int:
    return 1 + _LABORIOUS.get(verb, 0) + (0 if law.is_open(kind, target) else _END)


@cache
def _distances(kind: str, goal: str, blocked: frozenset[str]) -> dict[str, int]:
    """From every state the cost of getting to one from which the goal is made."""
    into: dict[str, list[tuple[str, int]]] = {}
    for verb, row in tables.moves(kind).items():
        if verb in blocked or row["to"] == "@before":
            continue
        for source in law.sources(kind, verb):
            into.setdefault(row["to"], []).append((source, _cost(kind, verb, row["to"])))
    left: dict[str, int] = {}
    waiting = [(0, state) for state in sorted(law.sources(kind, goal))]
    while waiting:
        cost, state = heapq.heappop(waiting)
        if state in left:
            continue
        left[state] = cost
        for source, more in into.get(state, ()):
            if source not in left:
                heapq.heappush(waiting, (cost + more, source))
    return left
