"""A journey and its complaints: emergencies, suspicions and deaths are one act on both."""

from __future__ import annotations

from typing import Any

import pytest

from casework.errors import NotPossible
from casework.models import Event
from tests.factories.cases import do, fresh, move, teleport
from tests.journey.cases import at, complaint_of, days, in_distress_over, linked_complaint, why
from tests.journey.scenarios import DEATH, SCENARIOS, as_sent
from tests.world import World
from workflows.journey.states import ABROAD, CAN_DIE, HELD, PRE

SEEN = {"what_was_seen": "Akan naik kapal malam ini", **why("sponsor_calo")}
AFTER_DISTRESS = {"start_return": "return_in_progress", "record_found_home": "arrived_home", "record_death": "deceased"}


def told(case: Any) -> list[str]:
    """What a case was told, newest first."""
    return list(Event.objects.filter(case_uid=case.uid).order_by("-seq").values_list("act", flat=True))


def test_distress_opens_a_complaint_with_its_matter(world: World) -> None:
    case = in_distress_over(world, "unpaid_wages")
    complaint = complaint_of(case)
    assert (complaint.category, complaint.severity, complaint.person) == ("unpaid_wages", "N", case.person)
    assert complaint.opener == world.bp3mi


def test_distress_over_a_grave_matter_is_an_emergency(world: World) -> None:
    complaint = complaint_of(in_distress_over(world, "confinement"))
    assert (complaint.severity, complaint.sealed, complaint.state) == ("E", True, "emergency_response")


def test_distress_beside_an_open_complaint_opens_no_other(world: World) -> None:
    case = at(world, "in_placement")
    linked_complaint(case, world, "unpaid_wages")
    move(case, "report_distress", world.siti, what_happened="Dipukul")
    assert complaint_of(case).category == "unpaid_wages"


@pytest.mark.parametrize("state", [*ABROAD, "home_leave", "return_in_progress"])
def test_an_emergency_moves_the_journey_from_every_stage_abroad(world: World, state: str) -> None:
    case = at(world, state)
    linked_complaint(case, world, "violence", danger="yes")
    assert fresh(case).state == "in_distress"


@pytest.mark.parametrize("state", [*PRE, *HELD])
def test_an_emergency_over_recruitment_moves_the_journey_before_departure(world: World, state: str) -> None:
    case = at(world, state, via="" if state in PRE else "selection")
    linked_complaint(case, world, "trafficking", danger="yes")
    assert fresh(case).state == "nonprocedural_suspected"


def test_other_emergencies_leave_the_journey_where_it_is(world: World) -> None:
    case = at(world, "medical_check")
    linked_complaint(case, world, "violence", danger="yes")
    assert fresh(case).state == "medical_check"
    assert "journey.complaint_is_emergency" in told(case)


@pytest.mark.parametrize("verb", AFTER_DISTRESS)
def test_out_of_distress_there_are_three_ways_in_an_emergency(world: World, verb: str) -> None:
    case = in_distress_over(world, "confinement")
    data = as_sent(SCENARIOS[verb].data)
    assert move(case, verb, world.rina, **data).state == AFTER_DISTRESS[verb]


def test_a_suspicion_stands_beside_a_sealed_complaint(world: World) -> None:
    case = move(at(world, "selection"), "flag_suspicion", world.siti, **SEEN)
    complaint = complaint_of(case)
    assert (complaint.category, complaint.sealed, complaint.severity) == ("illegal_recruitment", True, "H")
    assert case.holder == world.district


def test_who_is_leaving_now_is_an_emergency(world: World) -> None:
    case = move(at(world, "selection"), "flag_suspicion", world.siti, leaving_now=True, **SEEN)
    assert complaint_of(case).state == "emergency_response"


def test_a_suspicion_uses_the_complaint_that_is_there(world: World) -> None:
    case = at(world, "selection")
    complaint = linked_complaint(case, world, "job_fraud")
    move(case, "flag_suspicion", world.siti, leaving_now=True, **SEEN)
    assert complaint_of(case).pk == complaint.pk
    assert fresh(complaint).state == "emergency_response"


def test_a_suspicion_may_be_raised_before_the_handover_is_accepted(world: World) -> None:
    case = move(at(world, "village_cleared"), "forward_to_district", world.siti)
    with pytest.raises(NotPossible):
        move(case, "begin_selection", world.budi)
    assert move(case, "flag_suspicion", world.siti, **SEEN).state == "nonprocedural_suspected"


def test_lost_contact_opens_one_complaint_only(world: World) -> None:
    data = {"last_contact_on": days(-50), "tries": "Telepon, tidak diangkat"}
    case = move(at(world, "in_placement"), "report_contact_lost", world.siti, **data)
    assert complaint_of(case).category == "missing_contact"
    case = teleport(case, "in_placement")
    move(case, "report_contact_lost", world.siti, **data)
    assert complaint_of(case).category == "missing_contact"


def test_a_failed_departure_offers_a_complaint(world: World) -> None:
    data = as_sent(SCENARIOS["record_failed_departure"].data)
    case = move(at(world, "departed"), "record_failed_departure", world.rina, **data)
    assert not case.links_from.exists()
    case = move(teleport(case, "departed"), "record_failed_departure", world.rina, open_complaint=True, **data)
    assert complaint_of(case).category == "failed_departure"


@pytest.mark.parametrize("state", CAN_DIE)
def test_a_death_can_be_recorded_wherever_it_can_happen(world: World, state: str) -> None:
    case = move(at(world, state), "record_death", world.rina, **as_sent(DEATH))
    assert case.state == "deceased"
    complaint = complaint_of(case)
    assert (complaint.category, complaint.severity, complaint.state) == ("death", "E", "death_handling")


def test_an_emergency_becomes_the_death_file_and_others_are_told(world: World) -> None:
    case = in_distress_over(world, "confinement")
    emergency = complaint_of(case)
    wages = linked_complaint(case, world, "unpaid_wages")
    move(case, "record_death", world.siti, **as_sent(DEATH))
    assert fresh(emergency).state == "death_handling"
    assert fresh(wages).is_open
    assert "complaint.journey_death" in told(wages)
    assert case.links_from.count() == 2


def test_a_death_recorded_on_the_complaint_is_one_on_the_journey(world: World) -> None:
    case = in_distress_over(world, "confinement")
    complaint = complaint_of(case)
    move(complaint, "record_death", world.rina, victim_died=True, died_on=days(-1), place="Johor", source="KJRI")
    assert fresh(case).state == "deceased"
    assert fresh(case).died_on.isoformat() == days(-1)
    assert case.links_from.count() == 1


def test_a_death_before_departure_tells_the_complaint_and_moves_only_the_journey(world: World) -> None:
    case = at(world, "selection")
    complaint = linked_complaint(case, world, "overcharging")
    before = complaint.state
    data = as_sent(SCENARIOS["record_death_before_departure"].data)
    case = move(case, "record_death_before_departure", world.siti, world.budi, **data)
    assert (case.state, fresh(complaint).state) == ("closed_deceased", before)
    assert "complaint.journey_death" in told(complaint)


def test_a_mistaken_death_is_taken_back_from_both(world: World) -> None:
    case = in_distress_over(world, "confinement")
    complaint = complaint_of(case)
    before = complaint.state
    case = move(case, "record_death", world.siti, **as_sent(DEATH))
    data = as_sent(SCENARIOS["annul_death"].data)
    case = move(case, "annul_death", world.rina_head, world.rina, severity="E", **data)
    assert (case.state, case.died_on) == ("in_distress", None)
    assert fresh(complaint).state == before


def test_a_file_that_was_opened_with_the_death_is_given_back_too(world: World) -> None:
    case = move(at(world, "in_placement"), "record_death", world.siti, **as_sent(DEATH))
    complaint = complaint_of(case)
    data = as_sent(SCENARIOS["annul_death"].data)
    case = move(case, "annul_death", world.rina_head, world.rina, severity="N", **data)
    assert case.state == "in_placement"
    assert fresh(complaint).state != "death_handling"


def test_a_death_taken_back_on_the_complaint_is_taken_back_on_the_journey(world: World) -> None:
    case = in_distress_over(world, "confinement")
    case = move(case, "record_death", world.siti, **as_sent(DEATH))
    complaint = complaint_of(case)
    data = {"evidence": "Ia menelepon", "severity": "E", **why("mistaken_identity")}
    move(complaint, "annul_death", world.rina_head, world.rina, **data)
    assert fresh(case).state == "in_distress"


def test_a_withdrawal_leaves_the_complaint_open_and_tells_its_holder(world: World) -> None:
    case = at(world, "document_processing")
    complaint = linked_complaint(case, world, "overcharging")
    case = move(case, "withdraw", world.siti, **as_sent(SCENARIOS["withdraw"].data))
    assert case.state == "withdrawn"
    assert fresh(complaint).is_open
    assert "complaint.journey_withdrawn" in told(complaint)


def test_raising_the_severity_abroad_is_distress(world: World) -> None:
    case = do(at(world, "in_placement"), "set_severity", world.rina, severity="E", why="Disekap majikan")
    assert (case.state, case.sealed) == ("in_distress", True)
    assert complaint_of(case).severity == "E"
