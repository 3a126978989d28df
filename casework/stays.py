"""What the steps of a case say of where it has been: its stays in a stage at an office, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from casework.acting import PastStep
    from casework.models import Organisation

REDEFINED = "definition_changed"
"""What ends a step, and begins the next, when a new definition of the workflow moves a case."""
FOLLOWS = "follows_parent"
"""What a case below another one does that comes to another office."""
CAME_TO_NOTHING = {
    "return_handover": gettext_lazy("dikembalikan"),
    "recall_handover": gettext_lazy("ditarik kembali"),
}
"""The moves that end a hand-over so that the case stands where it stood before, and how that is said."""


def before_handover(seq: int, stays: Iterable[PastStep]) -> PastStep | None:
    """The stay before the hand-over by which the stay with this number came to its office.

    None for the first one, and for a reopening: before those nobody held the case. A hand-over stays the same one
    when somebody else moves the case while it waits (an emergency), when a new definition takes over, and when it was
    given on and came back. Arguments: `stays` of one case, in any order.
    """
    known = {stay.seq: stay for stay in stays}
    began = _began(known[seq], known)
    return None if began.reopens else known.get(began.seq - 1)


def _began(stay: PastStep, known: dict[int, PastStep]) -> PastStep:
    """The first stay of the hand-over that a stay belongs to."""
    before = known.get(stay.seq - 1)
    if before is None or stay.reopens:
        return stay
    if before.outcome in CAME_TO_NOTHING:
        resumed = before_handover(before.seq, known.values())
        return _began(resumed, known) if resumed is not None else stay
    waited_here = not before.accepted and (before.holder.pk, before.sent_by_id) == (stay.holder.pk, stay.sent_by_id)
    if before.outcome == REDEFINED or waited_here:
        return _began(before, known)
    return stay


def of_one_handover(seq: int, stays: Iterable[PastStep]) -> list[PastStep]:
    """The stays at one office that are one and the same hand-over to it, with the stay of this number, oldest first.

    They are several where something happened while it waited; whoever accepts, returns or recalls answers it in the
    last of them. What follows once it is accepted is no part of it. Arguments: `stays` of one case, in any order.
    """
    known = {stay.seq: stay for stay in stays}
    office, began = known[seq].holder.pk, _began(known[seq], known).seq
    found = []
    for stay in sorted(known.values(), key=lambda stay: stay.seq):
        if stay.holder.pk == office and _began(stay, known).seq == began:
            found.append(stay)
            if stay.accepted:
                break
    return found


def that_count(stays: Iterable[PastStep]) -> list[PastStep]:
    """The stays of one case, newest first, without what came to nothing: moves undone, hand-overs returned or recalled.

    What stood before goes on in the stay that follows it, so that is there in its place.
    """
    everything = sorted(stays, key=lambda stay: stay.seq)
    line = everything[:1]
    for before, stay in pairwise(everything):
        resumes = None
        if before.outcome == "undo":
            resumes = line[-2] if len(line) > 1 else None
        elif before.outcome in CAME_TO_NOTHING:
            resumes = before_handover(before.seq, everything)
        if resumes is not None:
            line = [each for each in line if each.seq < resumes.seq]
        line.append(stay)
    return line[::-1]


def office_now(then: PastStep, stays: Iterable[PastStep]) -> Organisation:
    """Who stands today in the place of the office of an earlier stay: that office, or to whom it was transferred since.

    Arguments: `stays` of one case, in any order.
    """
    office, given_on = then.holder, []
    later = sorted((stay for stay in stays if stay.seq >= then.seq), key=lambda stay: stay.seq)
    for stay, following in pairwise(later):
        if stay.holder.pk != office.pk:
            continue
        if stay.outcome == "transfer":
            given_on.append(office)
            office = following.holder
        elif stay.outcome in CAME_TO_NOTHING and given_on and following.holder.pk == given_on[-1].pk:
            office = given_on.pop()
    return office
