"""A journey is recorded quickly, wherever the worker already is."""

from __future__ import annotations

from typing import Any

import pytest

from casework import engine
from casework.errors import Invalid, NotAllowed
from casework.models import Event, Person
from tests.factories.cases import fresh, move
from tests.journey.cases import a_journey, days
from tests.world import World, request_id
from workflows.journey.models import PmiJourney


def test_a_name_is_enough_for_somebody_with_interest(world: World) -> None:
    case = a_journey(world, full_name="Sumiati")
    assert (case.state, case.entry_mode, case.holder) == ("interest_registered", "registered", world.village)
    assert case.officer == world.siti
    assert case.person.village == world.village.region


def test_village_district_and_bp3mi_take_part_from_the_start(world: World) -> None:
    case = a_journey(world, full_name="Sumiati")
    parts = {p.organisation: p.part for p in case.participations.all()}
    assert parts == {world.village: "holder", world.district: "monitor", world.bp3mi: "monitor"}


@pytest.mark.parametrize(("state", "without_papers"), [("in_placement", False), ("nonprocedural_abroad", True)])
def test_a_village_hands_over_whom_it_found_abroad_and_needs_no_papers(
    world: World, state: str, without_papers: bool
) -> None:
    case = a_journey(world, state, full_name="Sumiati", destination="MY")
    assert (case.state, case.entry_mode, case.holder) == (state, "census", world.bp3mi)
    assert case.works_without_papers is without_papers
    step = case.steps.get()
    assert not step.is_accepted
    assert step.sent_by == world.village
    assert {d.rule.code for d in case.deadlines.all()} == {"D33", "D40"}
    assert case.participations.get(organisation=world.village).part == "monitor"
    assert move(case, "accept_handover", world.rina).officer == world.rina


def test_bp3mi_needs_no_handover_to_itself(world: World) -> None:
    case = a_journey(world, "in_placement", by=world.rina, office=world.bp3mi, full_name="Sumiati")
    assert case.steps.get().is_accepted


def test_of_somebody_abroad_all_that_is_known_is_kept(world: World) -> None:
    case = a_journey(
        world,
        "in_placement",
        full_name="Sumiati",
        nik="1606095205950001",
        phone="0812 3456 7890",
        passport_number="C1234567",
        kin_name="Aminah",
        kin_relation="mother",
        kin_phone="081298765432",
        scheme="p3mi",
        destination="MY",
        employer="Sime Darby Sdn Bhd",
        work_address="Johor Bahru",
        phone_abroad="+60123456789",
        contract_start=days(-300),
        contract_end=days(400),
        departure_date=days(-310),
    )
    person = Person.objects.get(pk=case.person_id)
    assert person.phones.get().number == "+6281234567890"
    assert person.passports.get().number == "C1234567"
    assert person.next_of_kin.get().name == "Aminah"
    assert (case.employer, case.phone_abroad) == ("Sime Darby Sdn Bhd", "+60123456789")
    assert case.contract_end.isoformat() == days(400)
    assert case.headline() == "Melalui P3MI – Malaysia"


def test_who_is_already_home_is_visited_by_the_village(world: World) -> None:
    case = a_journey(world, "arrived_home", full_name="Sumiati", returned_on=days(-20), return_reason="deported")
    assert (case.holder, case.entry_mode, case.return_reason) == (world.village, "returned", "deported")
    assert [d.rule.code for d in case.deadlines.all()] == ["D35"]


def test_a_known_number_leads_to_the_person_on_record(world: World) -> None:
    known = world.worker("Wati", nik="1606095205950001")
    assert a_journey(world, full_name="Wati binti A", nik="1606095205950001").person == known


def test_the_office_that_knows_a_person_is_told_that_another_asked(world: World) -> None:
    there = a_journey(world, full_name="Wati", nik="1606095205950001")
    move(there, "withdraw", world.siti, documents_returned="nihil", behalf="cpmi", behalf_how="phone",
         behalf_paper="Buku", reason="own_decision", reason_text="Batal")  # fmt: skip
    case = a_journey(world, by=world.outsider, office=world.faraway, full_name="Wati", nik="1606095205950001")
    assert case.person.same_as == there.person


def test_a_hidden_journey_of_the_person_shows_to_nobody_who_may_not_see_it(world: World) -> None:
    there = a_journey(world, full_name="Wati", nik="1606095205950001")
    case = a_journey(world, by=world.outsider, office=world.faraway, full_name="Wati", nik="1606095205950001")
    assert case.person.same_as == there.person
    newest = Event.objects.filter(case_uid=there.uid).order_by("-seq")[0]
    assert newest.act == "journey.known_elsewhere"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "full_name"),
        ({"full_name": "Wati", "nik": "123"}, "nik"),
        ({"full_name": "Wati", "phone": "12"}, "phone"),
        ({"full_name": "Wati", "kin_name": "Aminah"}, "kin_relation"),
        ({"full_name": "Wati", "destination": "ID"}, "destination"),
        ({"full_name": "Wati", "state": "in_distress"}, "state"),
        ({"full_name": "Wati", "returned_on": days}, "returned_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world: World, data: dict[str, Any], field: str) -> None:
    data = {name: value(5) if callable(value) else value for name, value in data.items()}
    with pytest.raises(Invalid) as refusal:
        engine.open_case(
            PmiJourney,
            actor=world.siti,
            office=world.village,
            request_id=request_id(),
            data={"state": "interest_registered", **data},
        )
    assert field in refusal.value.errors
    assert not PmiJourney.objects.exists()


def test_a_contract_ends_after_it_begins(world: World) -> None:
    with pytest.raises(Invalid, match="sesudah mulai"):
        a_journey(world, "in_placement", full_name="Wati", contract_start=days(10), contract_end=days(10))


def test_police_record_no_journeys(world: World) -> None:
    with pytest.raises(NotAllowed):
        a_journey(world, by=world.agus, office=world.police, full_name="Wati")


def test_completing_may_begin_the_next_journey_in_the_same_act(world: World) -> None:
    case = a_journey(world, "arrived_home", full_name="Sumiati")
    move(
        case,
        "migrate_again",
        world.siti_head,
        closing_summary="Selesai",
        signed_on=days(0),
        destination="TW",
        behalf="pmi",
        behalf_how="in_person",
        behalf_paper="Surat",
        reason="goals_met",
        reason_text="Ingin berangkat lagi",
    )
    assert fresh(case).state == "completed"
    following = PmiJourney.objects.get(person=case.person, finished__isnull=True)
    assert (following.state, following.entry_mode, following.destination) == ("interest_registered", "again", "TW")
    assert following.holder == world.village
    assert case.links_from.get().other_id == following.pk
    assert Event.objects.filter(case_uid=following.uid, act="journey.open").exists()
