"""Carrying out an act that has been checked: the transition and everything it brings about."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework import handover
from casework.acting import Act, Tell
from casework.engine.amended import amend_beside
from casework.engine.births import plan_birth
from casework.engine.following import follow_parent
from casework.engine.loading import Loaded, last_step, load
from casework.engine.planning import plan_move
from casework.engine.telling import tell
from casework.engine.ways_back import find_way_back
from casework.engine.writing import Outcome, Plan, write
from casework.errors import GuardFailed, NeedsSecondPerson, NotAllowed, NotPossible
from casework.holders import instead_of
from casework.locks import need_cases, writes_now
from casework.models import Audience, Case, CaseLink
from casework.moves import Move
from casework.outbox import HANDOVER_DISPUTED, to_office

CONFLICT = "conflict_of_interest"
"""Of the list `reasons.TRANSFER`: the case is about the office that holds it."""


def check_source(case: Case, move: Move) -> None:
    """Raise NotPossible unless the move starts from the state the case is in."""
    if (move.is_engine and not case.is_open) or (not move.is_engine and case.state not in move.sources):
        raise NotPossible(
            _("%(move)s tidak dapat dilakukan dari tahap %(stage)s.") % {"move": move.label, "stage": case.stage_label}
        )


def check_guards(act: Act) -> list[Any]:
    """In words, everything that is missing for the move; empty if it may be made."""
    return [message for guard in act.move.guards if (message := guard(act))]


def perform(act: Act, loaded: Loaded) -> Outcome:
    """Guards, transition, everything it brings about, and writing it; inside the caller's transaction."""
    missing = check_guards(act)
    if missing:
        raise GuardFailed(*missing)
    if act.move.needs_second_person(act) and act.confirmed_by is None and not act.by_system:
        raise NeedsSecondPerson
    return carry_through(act, loaded, carry_out(act, loaded))


def carry_through(act: Act, loaded: Loaded, plans: list[Plan]) -> Outcome:
    """Write what was made in memory: rows and links kept, the plans, the cases it opens and what follows on them."""
    writes_now()
    _store(act)
    births = [plan_birth(birth, act, loaded.reference_version) for birth in act.births]
    opened = [str(birth.case.uid) for birth in births]
    outcome = write([*plans, *births], main=plans[0], request_id=act.request_id, opened=opened)
    for birth in births:
        finish_opening(birth.act)
    for about in act.about_holder:
        pass_on(about)
    return outcome


def pass_on(about: Act) -> None:
    """Transfer a case that is about its own holder by `system`, in the transaction that found it out.

    Nothing happens where no other office is left (the ministry's own): it can only pass the case on itself. Nor to
    what went along with the case above it.
    """
    loaded = load(about.case.pk, looks_at=frozenset(), person_id=None, request_id=None, history=True)
    if loaded.case.holder_id != about.case.holder_id:
        return
    move = type(loaded.case).all_moves()["transfer"]
    said = {"reason": CONFLICT}
    act = loaded.act("transfer", move=move, relation="system", role="system", channel=about.channel, data=said)
    office = instead_of(loaded.case, act.today, act.offices_not_meant())
    if office is None:
        return
    act.data["receiving_office"] = office
    holder: Any = loaded.case.holder
    loaded.case.succeed(holder, office)
    carry_through(act, loaded, carry_out(act, loaded))


def finish_opening(opening: Act) -> Outcome | None:
    """What comes right after a case was opened, in the same transaction.

    Stores what needs its id, and makes the move its kind wants at once, as `system` in the name of
    whoever opened it; what that looks at must be locked already, or the act begins again with it.
    Returns the outcome of that move, which then is the answer to the request.
    """
    case = opening.case
    for party in opening.new_parties():
        party.case_id = case.pk
        party.save()
    case.opened(opening)
    following = case.after_opening(opening)
    if following is None:
        return None
    verb, data = following
    move = type(case).all_moves()[verb]
    loaded = load(case.pk, looks_at=move.looks_at, person_id=case.person_id, request_id=None)
    act = loaded.act(
        verb,
        move=move,
        actor=opening.actor,
        office=opening.office,
        role=opening.role,
        relation="system",
        channel=opening.channel,
        request_id=opening.request_id,
        data=data,
    )
    check_source(loaded.case, move)
    return perform(act, loaded)


def carry_out(act: Act, loaded: Loaded) -> list[Plan]:
    """Make the transition and the system's moves on linked cases, in memory."""
    act.clock_was_behind = loaded.now == act.case.last_act_at
    _dispose_of_children(act)
    getattr(act.case, act.verb)(act)
    plans = [plan_move(act, loaded.reference_version)]
    for follow in act.follows:
        plans += _follow(act, follow.case, follow.verb, follow.data, loaded)
    if handover.is_disputed(act):
        plans.append(_dispute(act))
    plans += follow_parent(act, plans[0])
    for also in act.amends:
        beside, about_holder = amend_beside(act, also)
        plans += beside
        act.about_holder += about_holder
    moved = {plan.case.pk for plan in plans}
    plans += [tell(act, told) for told in act.tells if told.case.pk not in moved]
    return plans


def _follow(act: Act, case: Case, verb: str, data: dict[str, Any], loaded: Loaded) -> list[Plan]:
    """A move by `system` on a linked case that is locked with the act."""
    if case.pk not in loaded.related:
        raise NotAllowed(f"{act.verb} moves {case.number} without having locked it; name it in looks_at.")
    move = type(case).all_moves()[verb]
    check_source(case, move)
    others = {pk: one for pk, one in [*loaded.related.items(), (act.case.pk, act.case)] if pk != case.pk}
    step = last_step(case)
    below = tuple(pk for pk, one in sorted(others.items()) if one.parent_id == case.pk and one.is_open)
    now = max(act.now, case.last_act_at)
    nested = Loaded(case, step, now, loaded.reference_version, None, others, loaded.links, below)
    by = act.office or act.set_off_by
    theirs = nested.act(
        verb, move=move, set_off_by=by, relation="system", role="system", data=data, channel=act.channel
    )
    if move.goes_back:
        find_way_back(theirs)
    missing = check_guards(theirs)
    if missing:
        raise GuardFailed(*missing)
    plans = carry_out(theirs, nested)
    _store(theirs)
    act.births += theirs.births
    act.about_holder += theirs.about_holder
    return plans


def _dispute(act: Act) -> Plan:
    """The event that tells the heads of both offices of a hand-over that was returned again and again."""
    told, offices = tell(act, Tell(act.case, handover.DISPUTED)), (act.step.sent_by, act.step.holder)
    told.event.plain = {"told": [str(office.uid) for office in offices], "times": act.returned_before + 1}
    told.messages += [to_office(HANDOVER_DISPUTED, office, Audience.HEADS) for office in offices]
    return told


def _dispose_of_children(act: Act) -> None:
    """Guard 8: what becomes of open referrals when the case ends, as the ending move says of each."""
    if not act.ends_case:
        return
    default = act.move.extras.get("children")
    for child in act.open_children:
        wish = act.data.get(f"child_{child.uid.hex}") or default or "keep"
        if child.must_be_kept():
            wish = "keep"
        if wish == "recall" and child.can_be_recalled():
            act.also(child, "recall_referral", reason="no_longer_needed")
        elif wish == "not_needed":
            child.no_longer_needed()
            act.tell(child, "parent_needs_nothing")


def _store(act: Act) -> None:
    """Store the rows and links the act asks for, now that nothing refuses it."""
    for record in act.records:
        record.save()
    for one, other, kind in act.links:
        need_cases([one.pk, other.pk])
        CaseLink.objects.get_or_create(
            one=one, other=other, kind=kind, until=None, defaults={"since": act.now, "by": act.actor}
        )
