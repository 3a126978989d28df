"""Opening a complaint: nothing is required that a caller may not know; danger starts the emergency at once."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from casework import engine
from casework.errors import Invalid
from casework.models import Event, Step
from tests.complaint.given import at_bp3mi, at_district, at_village, call, running
from tests.world import World
from workflows.complaint.models import ComplaintCase

pytestmark = pytest.mark.django_db


def test_it_is_received_by_the_office_that_took_it_in(world: World) -> None:
    case = at_village(world)
    assert (case.state, case.holder, case.officer) == ("received", world.village, world.siti)
    assert set(running(case)) == {"D01", "D11"}


def test_it_knows_its_complainant_and_its_victim(world: World) -> None:
    case = at_village(world)
    assert {(p.role, p.name or p.person.full_name) for p in case.parties.all()} == {
        ("complainant", "Sumiati"),
        ("victim", "Rudi Hartono"),
    }


def test_it_may_be_anonymous_and_say_nothing_of_the_worker(world: World) -> None:
    case = at_village(
        world, is_anonymous="on", complainant_name="", complainant_contact="", contact_is_safe="", person_name="",
        complainant_kind="public",
    )  # fmt: skip
    assert case.person is None
    assert case.parties.get().name == ""
    assert case.last_contact_at is None


def test_whoever_is_not_to_be_named_is_not_named(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        at_village(world, is_anonymous="on", complainant_name="Sumiati")
    assert "complainant_name" in refused.value.errors


def test_whoever_is_abroad_is_not_in_indonesia(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        at_village(world, victim_is_abroad="on", country="ID")
    assert "country" in refused.value.errors
    assert at_village(world, country="ID").country == "ID"
    assert at_village(world, victim_is_abroad="on", country="MY").victim_is_abroad


def test_an_information_request_is_owed_its_answer_in_five_working_days(world: World) -> None:
    assert "D13" in running(at_district(world, opening={"matter": "information"}))


def test_a_representative_names_the_letter_of_attorney(world: World) -> None:
    with pytest.raises(Invalid, match="surat kuasa"):
        at_village(world, complainant_kind="representative")


def test_a_wrong_nik_is_said_at_its_field(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        at_village(world, person_nik="123")
    assert "person_nik" in refused.value.errors


def test_the_safe_contact_question_is_answered_where_there_is_a_contact(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        at_village(world, contact_is_safe="")
    assert "contact_is_safe" in refused.value.errors


def test_danger_opens_it_and_starts_the_emergency_in_one_act(world: World) -> None:
    case = at_village(world, danger="yes")
    assert (case.state, case.severity, case.sealed, case.holder) == ("emergency_response", "E", True, world.bp3mi)
    assert [step.state for step in Step.objects.filter(process_id=case.pk).order_by("seq")] == [
        "received",
        "emergency_response",
    ]
    acts = [event.act for event in Event.objects.filter(case_uid=case.uid).order_by("seq")]
    assert acts == ["complaint.open", "complaint.raise_emergency"]
    assert {"D14", "D40", "D11"} <= set(running(case))


def test_a_category_of_severity_e_starts_the_emergency_too(world: World) -> None:
    case = at_bp3mi(world, opening={"category": "trafficking"})
    assert (case.state, case.severity, case.officer) == ("emergency_response", "E", world.rina)
    assert case.is_trafficking


def test_a_repeated_emergency_opening_gets_one_answer(world: World) -> None:
    same = uuid.uuid4()
    answers = [
        engine.open_case(
            ComplaintCase, actor=world.siti, office=world.village, request_id=same, data=call(danger="yes")
        )
        for _time in range(2)
    ]
    assert {(answer.case, answer.state, answer.version) for answer in answers} == {
        (answers[0].case, "emergency_response", 2)
    }
    assert ComplaintCase.objects.count() == 1


def test_the_opener_of_an_emergency_stays_named(world: World) -> None:
    case = at_village(world, danger="yes")
    assert {world.siti.pk, world.rina_head.pk} <= set(case.named.values_list("user_id", flat=True))


@pytest.mark.parametrize(
    ("answer", "danger", "joins"), [("yes", "no", True), ("no", "no", False), ("yes", "yes", False)]
)
def test_village_and_district_join_only_if_the_complainant_agrees_and_nothing_seals(
    world: World, answer: str, danger: str, joins: bool
) -> None:
    case = at_bp3mi(world, opening={"home_consent": answer, "danger": danger, "home": "16.06.13.2001"})
    part = set(case.participations.filter(until=None).values_list("organisation_id", flat=True))
    assert ({world.village.pk, world.district.pk} <= part) is joins
    assert world.bp3mi.pk in part


def test_nobody_joins_whose_home_is_not_known(world: World) -> None:
    case = at_village(world, home_consent="yes", person_name="")
    assert set(case.participations.values_list("organisation_id", flat=True)) == {world.village.pk}


@pytest.mark.parametrize(("born", "is_child"), [(date(2008, 11, 23), False), (date(2008, 11, 24), True)])
def test_a_worker_under_eighteen_is_a_child_victim(world: World, born: date, is_child: bool) -> None:
    worker = world.worker(birth_date=born)
    case = at_village(world, person=str(worker.uid), person_name="")
    assert case.parties.get(role="victim").is_child is is_child
