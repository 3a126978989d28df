"""Whoever holds a case hears of what another office does to it: of an emergency at once, of the rest his officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casework import outbox
from casework.models import Audience, Case, User
from tests.complaint.given import FILLED, at_bp3mi, at_district, emergency, referral
from tests.factories.cases import do, move, put
from tests.handover.given import at_district as parcel_at_district
from tests.handover.given import recalled, sent
from tests.handover.test_conflict_of_interest import about_office
from tests.journey.cases import FOR_CPMI, at, days, linked_complaint, why
from tests.outbox.test_owed_notices import owed
from tests.world import World

WITHDRAWN = {"documents_returned": "Paspor", **FOR_CPMI}


def told_by(case: Case, verb: str, actor: User, /, **data: Any) -> list[tuple[str, Any, str]]:
    """The notices that one move owes on its case."""
    before = len(owed(case))
    return owed(move(case, verb, actor, **data))[before:]


@pytest.mark.parametrize("given", [parcel_at_district, sent], ids=["accepted", "waiting"])
def test_of_an_emergency_who_is_on_duty_where_the_case_is(world: World, given: Callable[[World], Case]) -> None:
    assert told_by(given(world), "alarm", world.siti) == [(outbox.EMERGENCY, world.district, Audience.DUTY)]


def test_of_danger_that_comes_back_who_is_on_duty(world: World) -> None:
    case = put(emergency(world, "victim_safeguarded"), parts={world.village: "monitor"})
    case = do(case, "raise_seal", world.rina, named=[world.siti.pk], **why("victim_safety"))
    assert told_by(case, "raise_emergency", world.siti, **FILLED["raise_emergency"]) == [
        (outbox.EMERGENCY, world.bp3mi, Audience.DUTY)
    ]


def test_of_what_the_holder_does_himself_nobody(world: World) -> None:
    assert told_by(parcel_at_district(world), "alarm", world.budi) == []
    assert told_by(at_bp3mi(world, "triage"), "raise_emergency", world.rina, **FILLED["raise_emergency"]) == []


def test_of_a_complaint_taken_from_him_the_former_holder_too(world: World) -> None:
    case = put(at_district(world, "triage"), parts={world.village: "monitor"})
    assert told_by(case, "raise_emergency", world.siti, **FILLED["raise_emergency"]) == [
        (outbox.EMERGENCY, world.bp3mi, Audience.DUTY),
        (outbox.CASE_NEWS, world.district, Audience.OFFICER),
    ]


def test_of_a_linked_case_that_moves_with_it_by_the_office_behind_that(world: World) -> None:
    for actor, told in ((world.siti, [(outbox.CASE_NEWS, world.bp3mi, Audience.OFFICER)]), (world.rina, [])):
        journey = at(world, "in_placement")
        complaint = linked_complaint(journey, world, "unpaid_wages", danger="yes")
        before = len(owed(complaint))
        move(journey, "record_death", actor, died_on=days(-1), place="Johor", source="KJRI Johor Bahru")
        assert owed(complaint)[before:] == told


def test_of_a_journey_that_the_village_ends(world: World) -> None:
    case = at(world, "document_processing")
    assert told_by(case, "withdraw", world.siti, **WITHDRAWN, **why("own_decision")) == [
        (outbox.CASE_NEWS, world.bp3mi, Audience.OFFICER)
    ]


def test_of_one_given_up_in_fear_the_heads_only(world: World) -> None:
    case = at(world, "document_processing")
    assert told_by(case, "withdraw", world.siti, **WITHDRAWN, **why("fear")) == [
        (outbox.CASE_NEWS, world.bp3mi, Audience.HEADS)
    ]


def test_of_a_referral_that_is_recalled_whoever_works_on_it(world: World) -> None:
    case = at_bp3mi(world, "triage")
    asked = move(referral(world, case, world.rina, world.legal_aid), "accept_referral", world.maya)
    assert told_by(asked, "recall_referral", world.rina, **why("no_longer_needed")) == [
        (outbox.CASE_NEWS, world.legal_aid, Audience.OFFICER)
    ]


def test_of_what_is_taken_back_only_that(world: World) -> None:
    parcel = sent(world)
    before = len(owed(parcel))
    assert owed(recalled(parcel, world.siti))[before:] == [(outbox.RECALLED, world.district, Audience.OFFICERS)]


def test_whom_the_case_is_about_is_told_nothing(world: World) -> None:
    case = about_office(at(world, "document_processing"), world.rina, world.bp3mi)
    case = move(case, "accept_handover", world.hadi)
    case = do(case, "end_party", world.hadi, party=case.parties.get().pk, why="Ternyata kementerian")
    case = about_office(case, world.hadi, world.ministry)
    assert told_by(case, "flag_suspicion", world.siti, what_was_seen="Visa turis", **why("tourist_visa")) == [
        (outbox.HANDED_OVER, world.district, Audience.OFFICERS)
    ]
