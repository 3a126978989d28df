"""What the specification's tables allow, read without the engine: from where, whereto, and who.

A second reading of `tests/specification/*.csv`, on purpose: what the engine accepts is held against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tests.specification import tables
from tests.walks.board import Seat, Standing

KINDS = tables.KINDS
ENGINE = {row["verb"]: row for row in tables.rows("engine_moves")}
WHILE_UNACCEPTED = {
    "accept_handover", "return_handover", "recall_handover", "transfer",
    "raise_emergency", "report_distress", "begin_accompaniment", "flag_suspicion",
    "record_death", "record_death_before_departure", "end_mandate", "withdraw",
}  # fmt: skip
"""Until a hand-over is accepted: its own moves, emergency, death (with the mandate it ends) and withdrawal."""
_RANKS = {"": "officer", "sup": "supervisor", "head": "head"}
_ORDER = ("officer", "supervisor", "head")
_ABOVE = {"village": "district", "district": "bp3mi", "bp3mi": "oversight"}


@dataclass(frozen=True)
class Who:
    """One actor of the notation: his relation to the case and his least rank."""

    relation: str
    rank: str


@cache
def actors(text: str) -> tuple[Who, ...]:
    """The actors of a row, without those they may act for; who acts for a receiver is one of his own."""
    text = text.replace("sender (for receiver)", "in_its_place")
    bare = re.sub(r"\([^)]*\)| office", "", text)
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    return tuple(Who(part.partition(":")[0], _RANKS[part.partition(":")[2]]) for part in parts)


@cache
def verbs(kind: str) -> tuple[str, ...]:
    """The moves of a kind of case, its own and every case's."""
    return (*tables.moves(kind), *ENGINE)


@cache
def sources(kind: str, verb: str) -> frozenset[str]:
    """The states a move starts from."""
    if verb in ENGINE:
        return frozenset(code for code, row in tables.states(kind).items() if not row["end"])
    return frozenset(tables.moves(kind)[verb]["from"].split())


def is_open(kind: str, state: str) -> bool:
    return not tables.states(kind)[state]["end"]


def starts_here(case: Standing, verb: str) -> bool:
    """Whether the tables let the move start from where the case stands."""
    if case.state not in sources(case.kind, verb):
        return False
    if verb in ("accept_handover", "return_handover", "recall_handover"):
        return not case.accepted
    return case.accepted or not case.is_open or verb in WHILE_UNACCEPTED or case.severity == "E"


def pauses(kind: str, state: str) -> bool:
    return tables.states(kind)[state]["pauses"] == "1"


def waits_in_emergency(case: Standing, came_from: str, went_to: str) -> bool:
    """Whether an emergency was led into a state where it would wait, by whatever move."""
    return came_from != went_to == case.state and case.severity == "E" and pauses(case.kind, went_to)


def village_ended_emergency(case: Standing, came_from: str, went_to: str, *, was_one: bool = False) -> bool:
    """Whether a village ended a complaint of severity E (guard 5), by whatever move but into a leading one.

    Arguments: `was_one`, whether it was of severity E at any time since the village held it.
    """
    ended = is_open(case.kind, came_from) and went_to == case.state and not case.is_open and went_to != "merged"
    grave = case.severity == "E" or was_one
    return ended and case.kind == "complaint" and grave and case.last_holder_level == "village"


def leads_there(kind: str, verb: str, came_from: str, went_to: str) -> bool:
    """Whether a move may lead from one state to another; where it goes back, `ways_back` says whereto."""
    if came_from not in sources(kind, verb):
        return False
    if verb in ("accept_handover", "transfer"):
        return went_to == came_from
    return goes_back(kind, verb) or went_to == tables.moves(kind)[verb]["to"]


def goes_back(kind: str, verb: str) -> bool:
    """Whether the steps of the case say where a move leads, and not the tables."""
    if verb in ENGINE:
        return verb not in ("accept_handover", "transfer")
    return verb in tables.moves(kind) and tables.moves(kind)[verb]["to"] == "@before"


@cache
def before(kind: str, state: str) -> frozenset[str]:
    """The states an `@before` may lead to: sources of the moves into the state that do not pause.

    What leads on through one that pauses is among them by itself, in every state that has an `@before`.
    """
    into = {source for verb, row in tables.moves(kind).items() if row["to"] == state for source in sources(kind, verb)}
    return frozenset(source for source in into if not pauses(kind, source))


def may_move(case: Standing, seats: list[Seat], verb: str) -> bool:
    """Whether somebody with these seats may make a move: relation, rank, seal, and no party."""
    row = ENGINE[verb] if verb in ENGINE else tables.moves(case.kind)[verb]
    if seats[0].person in case.party_people:
        return False
    partial = _works_for_party(case, seats)
    return any(
        _ranks_as(seat, who, case)
        and _stands(seat, who, case)
        and _opens(case, seat, verb)
        and (not partial or (verb == "transfer" and seat.office in case.party_offices))
        for who in actors(row["actor"])
        for seat in seats
    )


def _works_for_party(case: Standing, seats: list[Seat]) -> bool:
    """Guard 6: nobody handles a case in which his office is a party, for whichever office of his."""
    return any(seat.office in case.party_offices for seat in seats)


def _opens(case: Standing, seat: Seat, verb: str) -> bool:
    """Whether the seal lets somebody make a move.

    It names him, or he answers what was sent to him as its head; and a case that has ended is taken up again by whom
    the tables allow, as far as he answers for an office on it.
    """
    if not case.sealed or seat.person in case.named:
        return True
    if not case.is_open:
        return seat.office in case.parts and seat.rank != "officer"
    return verb in ("accept_handover", "return_handover") and seat.office == case.holder and seat.rank == "head"


def _ranks_as(seat: Seat, who: Who, case: Standing) -> bool:
    least = who.rank
    if who.relation == "above":
        least = "head" if seat.office == case.last_holder and seat.level == "bp3mi" else "supervisor"
    return _ORDER.index(seat.rank) >= _ORDER.index(least)


def _stands(seat: Seat, who: Who, case: Standing) -> bool:
    takes_part = seat.office in case.parts
    oversees = bool(case.parts.keys() & seat.oversees)
    match who.relation:
        case "system":
            return False
        case "holder" | "receiving":
            return case.is_open and seat.office == case.holder
        case "sending":
            return case.is_open and seat.office == case.sent_by != case.holder
        case "closer":
            return not case.is_open and seat.office == case.last_holder
        case "above":
            above = _ABOVE.get(case.last_holder_level, "oversight")
            own_head = case.last_holder_level == "bp3mi" and seat.office == case.last_holder
            return not case.is_open and (own_head or (seat.level == above and (takes_part or oversees)))
        case "following":
            return takes_part and seat.office != case.holder
        case "sender":
            return seat.office == (case.holder if case.state == "answered" else case.parent_holder)
        case "in_its_place":
            return case.is_open and seat.office == case.holder == case.parent_holder
        case "receiver":
            passed_on = case.is_open and case.holder != case.parent_holder
            return seat.office == (case.holder if passed_on else case.receiver)
        case level:
            if seat.level != level or not (takes_part or (oversees and not case.is_open)):
                return False
            return not case.is_open or case.holder_level != level or seat.office == case.holder


def may_act(case: Standing, seats: list[Seat], by: str) -> bool:
    """Whether somebody with these seats may do an act that changes no state, by its actors in the notation."""
    person = seats[0].person
    if person in case.party_people or _works_for_party(case, seats) or (case.sealed and person not in case.named):
        return False
    return any(
        _ORDER.index(seat.rank) >= _ORDER.index(who.rank)
        and (seat.office in case.parts if who.relation == "anyone" else _stands(seat, who, case))
        for who in actors(by)
        for seat in seats
    )


def may_confirm(case: Standing, seats: list[Seat]) -> bool:
    """Whether somebody may be the second person: of an office that sees the whole case, and named under a seal."""
    person = seats[0].person
    if person in case.party_people or _works_for_party(case, seats) or (case.sealed and person not in case.named):
        return False
    return any(case.parts.get(seat.office) in ("holder", "monitor") for seat in seats)
