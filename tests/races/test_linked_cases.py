"""Acts on cases that belong together, at once: whichever comes first, no rule between them is broken."""

from __future__ import annotations

from typing import Any

import pytest

from casework import engine
from casework.errors import GuardFailed, NotAllowed, Stale
from casework.models import Case, CaseLink, Person
from casework.people.merging import merge
from tests.complaint.given import call, open_at
from tests.factories.cases import fresh, move, teleport
from tests.factories.parcels import a_parcel
from tests.invariants import broken
from tests.journey.cases import FOR_CPMI, a_journey, at, why
from tests.journey.scenarios import CLOSED, as_sent
from tests.meeting import meet
from tests.races.shapes import GONE, amending, linked, moving, opening, referral_data
from tests.world import World
from workflows.complaint.models import ComplaintCase
from workflows.journey.models import PmiJourney
from workflows.referral.models import Referral

pytestmark = pytest.mark.django_db(transaction=True)


def done(answer: Any) -> bool:
    return isinstance(answer, engine.Outcome)


def withdrawing(journey: Case, world: World) -> Any:
    return moving(journey, "withdraw", world.siti, documents_returned="Paspor", **FOR_CPMI, **why("own_decision"))


def referring(journey: Case, world: World) -> Any:
    return opening(Referral, world.siti, world.village, referral_data(world), parent=journey)


def completing(journey: Case, world: World) -> Any:
    data = as_sent({**CLOSED, "consent_to_open_cases": True}) | why("goals_met")
    return moving(journey, "complete", world.siti_sup, **data)


def complaining(person: Person, world: World, **more: Any) -> Any:
    """A grave complaint about somebody."""
    data = call(person=str(person.uid), person_name="", category="violence")
    return opening(ComplaintCase, world.rina, world.bp3mi, data, **more)


def setting_out(person: Person, world: World) -> Any:
    data = {"state": "interest_registered", "person": str(person.uid)}
    return opening(PmiJourney, world.siti, world.village, data)


def open_journeys(*people: Person) -> int:
    return PmiJourney.objects.filter(person__in=people, finished=None).count()


def test_no_referral_is_opened_below_a_case_that_has_just_ended(world: World) -> None:
    journey = a_journey(world)

    ended, referred = meet(withdrawing(journey, world), referring(journey, world))

    assert done(ended)
    assert isinstance(referred, GuardFailed | NotAllowed)
    assert not fresh(journey).children.exists()
    assert broken() == []


def test_a_case_does_not_end_without_a_word_about_the_referral_that_was_just_opened(world: World) -> None:
    journey = a_journey(world)

    referred, ended = meet(referring(journey, world), withdrawing(journey, world))

    assert done(referred)
    assert list(ended.errors) == [f"child_{Referral.objects.get(parent=journey).uid.hex}"]
    assert fresh(journey).is_open
    assert broken() == []


def test_a_journey_is_not_completed_beside_a_grave_complaint_that_was_just_opened(world: World) -> None:
    journey = at(world, "reintegration")

    opened, completed = meet(complaining(journey.person, world), completing(journey, world))

    assert done(opened)
    assert isinstance(completed, GuardFailed)
    assert fresh(journey).is_open
    assert CaseLink.objects.filter(one=journey, kind="journey").exists()
    assert broken() == []


def test_a_complaint_is_not_linked_with_a_journey_that_was_just_completed(world: World) -> None:
    journey = at(world, "reintegration")

    completed, opened = meet(completing(journey, world), complaining(journey.person, world))

    assert done(completed)
    assert done(opened)
    assert not CaseLink.objects.exists()
    assert broken() == []


def test_a_journey_is_not_completed_beside_a_grave_complaint_that_was_just_linked(world: World) -> None:
    journey = at(world, "reintegration")
    complaint = open_at(world, world.bp3mi, world.rina, category="violence", person_name="Orang lain")
    link = amending(complaint, "link_case", world.rina, number=journey.number, kind="journey")

    made, completed = meet(link, completing(journey, world))

    assert done(made)
    assert isinstance(completed, GuardFailed)
    assert broken() == []


def test_two_referrals_of_one_case_at_once_are_both_opened(world: World) -> None:
    journey = a_journey(world)

    answers = meet(referring(journey, world), referring(journey, world))

    assert all(done(answer) for answer in answers)
    assert fresh(journey).children.count() == 2
    assert len({answer.number for answer in answers}) == 2
    assert broken() == []


def test_of_two_journeys_opened_at_once_for_one_person_one_is(world: World) -> None:
    person = world.worker()

    first, second = meet(setting_out(person, world), setting_out(person, world))

    assert done(first)
    assert isinstance(second, GuardFailed)
    assert open_journeys(person) == 1
    assert broken() == []


@pytest.mark.parametrize("reopened_first", [True, False])
def test_a_journey_is_not_reopened_beside_one_that_is_just_opened(world: World, *, reopened_first: bool) -> None:
    journey = teleport(a_journey(world), "village_cleared")
    journey = move(journey, "withdraw", world.siti, documents_returned="Paspor", **FOR_CPMI, **why("own_decision"))
    reopening = moving(journey, "reopen_withdrawn", world.siti2, **FOR_CPMI, **why("persons_wish"))
    both = [reopening, setting_out(journey.person, world)]

    first, second = meet(*(both if reopened_first else reversed(both)))

    assert done(first)
    assert isinstance(second, GuardFailed)
    assert open_journeys(journey.person) == 1
    assert broken() == []


def test_nobody_sets_out_again_under_a_double_that_was_just_merged(world: World) -> None:
    keep, other = world.worker("Rudi"), world.worker("Rudy")
    a_journey(world, person=keep)

    merged, opened = meet(
        lambda: merge(keep, other, world.siti, world.village, "Orang yang sama"), setting_out(other, world)
    )

    assert merged.keep == keep
    assert "person" in opened.errors
    assert open_journeys(keep, other) == 1
    assert broken() == []


def test_a_merge_waits_for_the_journey_that_is_being_opened(world: World) -> None:
    keep, other = world.worker("Rudi"), world.worker("Rudy")

    opened, merged = meet(
        setting_out(other, world), lambda: merge(keep, other, world.siti, world.village, "Orang yang sama")
    )

    assert done(opened)
    assert merged.keep == keep
    assert isinstance(meet(setting_out(keep, world), lambda: None)[0], GuardFailed)
    assert broken() == []


def test_of_two_cases_that_end_each_other_one_move_is_made(world: World) -> None:
    one, other = a_parcel(world), a_parcel(world)
    linked(one, other)

    first, second = meet(moving(other, "drop", world.siti, **GONE), moving(one, "drop", world.siti, **GONE))

    assert done(first)
    assert isinstance(second, Stale)
    assert {fresh(case).state for case in (one, other)} == {"dropped"}
    assert broken() == []
