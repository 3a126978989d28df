"""Where a move that goes back leads, by the specification: worked out from the stays of a case, without the engine.

Stays are named by their place in the case's line, the first is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.specification import tables
from tests.walks import law
from tests.walks.board import Standing, Stay

BACK_TO_SENDER = ("return_handover", "recall_handover")
_GO_ON_WITH_AN_EARLIER = (*BACK_TO_SENDER, "undo")


@dataclass(frozen=True)
class Place:
    """Where a case belongs: the state, the offices that may hold it there, and whether it is accepted (None: either).

    No offices: whoever serves in the place of one that can hold it no more, `besides` an office of its level.
    """

    state: str
    holders: frozenset[int]
    accepted: bool | None = None
    besides: int | None = None


def wrong_way_back(case: Standing, at: int, came_from: str) -> str:
    """What is wrong with where the move led that began stay `at`, in words; empty if nothing is.

    Arguments: `came_from`, the state it was made from, which may be an ended one.
    """
    stay, place = case.stays[at], _place(case, at, came_from)
    if place is None:
        return f"{stay.came_by} where there is nothing to go back to"
    if stay.state != place.state:
        return f"{stay.came_by} led to {stay.state}, not to {place.state}"
    if place.holders and stay.holder not in place.holders:
        return f"{stay.came_by} led to office {stay.holder}, not to {sorted(place.holders)}"
    if stay.holder == place.besides:
        return f"{stay.came_by} left the case with office {stay.holder}, which gave it back"
    if place.accepted is not None and stay.accepted != place.accepted:
        return f"{stay.came_by} led to office {stay.holder}, where it is {'' if stay.accepted else 'not '}accepted"
    return ""


def before_the_handover(stays: tuple[Stay, ...], at: int) -> int | None:
    """The stay from which the hand-over came that waits in stay `at`; None where it is a first step or a reopening.

    Whatever happens to a case that waits in one office, an emergency say, it waits for the same hand-over.
    """
    if at == 0 or stays[at].reopens:
        return None
    goes_on = _goes_on_with(stays, at)
    if goes_on is not None and stays[goes_on].holder == stays[at].holder:
        return before_the_handover(stays, goes_on)
    return at - 1 if stays[at].holder != stays[at - 1].holder else before_the_handover(stays, at - 1)


def earlier(stays: tuple[Stay, ...], at: int) -> Iterator[int]:
    """The stays before one, the last first, without those that came to nothing: undone, returned or recalled."""
    while at > 0:
        goes_on = _goes_on_with(stays, at)
        if goes_on is None:
            yield at - 1
        at = at - 1 if goes_on is None else goes_on


def _goes_on_with(stays: tuple[Stay, ...], at: int) -> int | None:
    """The earlier stay that stay `at` goes on with after what was returned, recalled or undone; None if it is new."""
    if stays[at].came_by not in _GO_ON_WITH_AN_EARLIER:
        return None
    if stays[at].came_by == "undo":
        return at - 2 if at > 1 else None
    sent_from = before_the_handover(stays, at - 1)
    if sent_from is None:
        return None
    way = (sent_from, *earlier(stays, sent_from))
    return next((each for each in way if stays[each].state == stays[at].state), sent_from)


def _begun(stays: tuple[Stay, ...], at: int) -> int:
    """The stay by which the case came to where it stands in stay `at`: that one, or which it goes on with."""
    goes_on = _goes_on_with(stays, at)
    return at if goes_on is None else _begun(stays, goes_on)


def _place(case: Standing, at: int, came_from: str) -> Place | None:
    """Where the move belongs that began stay `at`; None where it may not be made."""
    if case.stays[at].came_by in BACK_TO_SENDER:
        return _place_of_the_sender(case, at)
    if case.stays[at].came_by == "undo":
        undone_from = case.stays[at - 2] if at > 1 else None
        return Place(undone_from.state, frozenset({undone_from.holder})) if undone_from else None
    targets = law.before(case.kind, came_from)
    back = next((each for each in earlier(case.stays, at) if case.stays[each].state in targets), None)
    return None if back is None else Place(case.stays[back].state, _holders_of(case, at, back))


def _place_of_the_sender(case: Standing, at: int) -> Place | None:
    """State and office before the hand-over, accepted as it was there; an emergency goes no further into waiting."""
    sent_from = before_the_handover(case.stays, at - 1)
    if sent_from is None:
        return None
    there = case.stays[sent_from]
    state: str | None = there.state
    if case.severity == "E":
        way = (sent_from, *earlier(case.stays, sent_from))
        states = (case.stays[each].state for each in way)
        state = next((each for each in states if not law.pauses(case.kind, each)), None)
    if state is None:
        return None
    if _can_hold_no_more(case, there):
        gives_back = case.stays[at - 1]
        besides = gives_back.holder if gives_back.level == there.level else None
        return Place(state, frozenset(), accepted=False, besides=besides)
    asks = case.parent_holder if case.kind == "referral" and there.holder != case.receiver else None
    return Place(state, frozenset({there.holder, asks or there.holder}), accepted=there.accepted)


def _holders_of(case: Standing, at: int, back: int) -> frozenset[int]:
    """Who may hold the case where an `@before` leads: the office of that stay, or whom it was transferred to since."""
    there, present = case.stays[back], case.stays[at - 1]
    since = [each for each in earlier(case.stays, at) if each > back]
    transferred = any(case.stays[_begun(case.stays, each)].came_by == "transfer" for each in since)
    if transferred and present.level == there.level:
        return frozenset({present.holder})
    may_keep = {present.holder} if transferred and _may_hold(case, there.state, present.level) else set()
    return frozenset(may_keep if _can_hold_no_more(case, there) else {there.holder, *may_keep})


def _can_hold_no_more(case: Standing, stay: Stay) -> bool:
    return stay.closed or stay.holder in case.party_offices


def _may_hold(case: Standing, state: str, level: str) -> bool:
    """Whether an office of a level may hold a state: of the tables' level, or in the place of one of it."""
    wanted = tables.states(case.kind)[state]["level"]
    if wanted == "handler":
        return level in ("district", "bp3mi")
    return wanted in (level, case.held_for, "same", "opener")
