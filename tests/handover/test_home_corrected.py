"""The worker's home decides whom a case is handed to: corrected, it does so from then on in every open case of his."""

from __future__ import annotations

from typing import Any

import pytest

from casework.access import Depth
from casework.history import timeline
from casework.levels import Level
from casework.models import Case, Event, Organisation, Outbox, Region
from tests.complaint.given import FILLED, at_district, at_village, referral
from tests.factories.cases import do, fresh, move, put, teleport
from tests.factories.places import TEBING_BULANG, an_office, an_officer
from tests.handover.given import returned, transferred
from tests.journey import cases as journey
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.world import World

pytestmark = pytest.mark.django_db

ACEH = "11.01.02.2018"


@pytest.fixture
def in_aceh(world: World) -> Organisation:
    office = an_office(Level.DISTRICT, "11.01", name="Disnaker Aceh Selatan")
    an_officer(office, "Eni Petugas")
    return office


def at_home_in_aceh(case: Case, by: Any) -> Case:
    return do(case, "correct_data", by, field="village", value=ACEH, why="Pindah domisili")


def complaint(world: World, **more: Any) -> Case:
    return at_village(world, person_name="", person=str(world.worker().uid), **more)


def latest(case: Case) -> Event:
    return Event.objects.filter(case_uid=case.uid).order_by("-seq")[0]


def test_it_is_sent_to_the_district_of_the_corrected_home(world: World, in_aceh: Organisation) -> None:
    case = at_home_in_aceh(complaint(world), world.siti)
    assert case.region_id == ACEH
    assert {"person.village", "case.region"} <= latest(case).content["f"].keys()
    assert move(case, "begin_triage", world.siti, **FILLED["begin_triage"]).holder == in_aceh


def test_the_history_names_the_new_home_once_and_the_region_where_a_case_only_follows(
    world: World, in_aceh: Organisation
) -> None:
    his = journey.at(world, "village_verification")
    about = put(at_district(world, "assigned"), person=his.person)
    village, district, aceh = (Region.objects.get(pk=code).path for code in (his.region_id, about.region_id, ACEH))
    at_home_in_aceh(his, world.siti)
    said = timeline(his, Depth.FULL).entries[0].details.splitlines()
    assert f"Desa/kelurahan: {village} → {aceh}" in said
    assert {"Wilayah", "New"}.isdisjoint(line.partition(":")[0] for line in said)
    assert f"Wilayah: {district} → {aceh}" in timeline(about, Depth.FULL).entries[0].details.splitlines()


def test_what_a_district_returned_for_the_wrong_region_goes_to_the_right_one(
    world: World, in_aceh: Organisation
) -> None:
    case = move(complaint(world), "begin_triage", world.siti, **FILLED["begin_triage"])
    case = at_home_in_aceh(returned(case, world.budi, "wrong_region"), world.siti)
    assert move(case, "begin_triage", world.siti, **FILLED["begin_triage"]).holder == in_aceh


def test_a_returned_case_whose_home_stays_goes_to_whom_it_went_before(world: World) -> None:
    case = move(complaint(world), "begin_triage", world.siti, **FILLED["begin_triage"])
    case = returned(case, world.budi, "not_competent")
    assert move(case, "begin_triage", world.siti, **FILLED["begin_triage"]).holder == world.district


def home_again(world: World, case: Case) -> Case:
    """Abroad, then back: received by whichever village has him now."""
    return move(case, "receive_home", world.rina, **as_sent(SCENARIOS["receive_home"].data))


def test_the_village_that_had_him_gives_way_to_that_of_the_new_home(world: World) -> None:
    case = journey.at(world, "return_in_progress", via="village_cleared")
    case = do(case, "correct_data", world.rina, field="village", value=TEBING_BULANG, why="Pindah domisili")
    assert home_again(world, case).holder == world.other_village


def test_nor_has_the_village_him_that_corrected_it_while_it_had_him(world: World) -> None:
    case = journey.at(world, "village_cleared")
    case = do(case, "correct_data", world.siti, field="village", value=TEBING_BULANG, why="Pindah domisili")
    assert home_again(world, teleport(case, "return_in_progress")).holder == world.other_village


def test_who_had_him_by_choice_has_him_again_while_the_home_stays(world: World) -> None:
    case = transferred(journey.at(world, "village_cleared"), world.siti_sup, world.other_village)
    case = teleport(move(case, "accept_handover", world.tono), "return_in_progress")
    assert home_again(world, case).holder == world.other_village


def test_his_other_open_cases_follow_and_their_holders_are_told(world: World, in_aceh: Organisation) -> None:
    his = journey.at(world, "village_verification")
    about = put(at_district(world, "assigned"), person=his.person)
    child = referral(world, about, world.budi, world.legal_aid)
    before = Outbox.objects.count()
    at_home_in_aceh(his, world.siti)
    assert [fresh(each).region_id for each in (about, child)] == [ACEH, ACEH]
    assert [latest(each).act for each in (about, child)] == ["complaint.correct_data", "referral.correct_data"]
    assert latest(about).content["actor"]["user"] is None
    told = Outbox.objects.order_by("pk")[before:]
    assert {(each.kind, each.organisation) for each in told} >= {
        ("case_news", world.district),
        ("case_news", world.legal_aid),
    }
    assert fresh(about).holder == world.district


def test_a_referral_that_does_not_name_him_follows_as_well(world: World, in_aceh: Organisation) -> None:
    about = put(at_district(world, "assigned"), person=world.worker())
    child = referral(world, about, world.budi, world.legal_aid)
    put(child, person=None)
    at_home_in_aceh(about, world.budi)
    assert fresh(child).region_id == ACEH


def test_what_ended_and_can_be_reopened_follows_too(world: World, in_aceh: Organisation) -> None:
    his = complaint(world)
    ended = put(teleport(complaint(world), "closed"), person=his.person)
    voided = put(teleport(complaint(world), "voided"), person=his.person)
    at_home_in_aceh(his, world.siti)
    assert fresh(ended).region_id == ACEH
    assert latest(ended).act == "complaint.correct_data"
    assert fresh(voided).region_id != ACEH


def test_what_was_corrected_elsewhere_does_not_keep_a_move_from_being_undone(world: World) -> None:
    about = put(at_district(world), person=world.worker())
    his = put(complaint(world), person=about.person)
    about = move(about, "begin_triage", world.budi, **FILLED["begin_triage"])
    at_home_in_aceh(his, world.siti)
    assert move(fresh(about), "undo", world.budi, reason="wrong_move", reason_text="Salah tekan").state == "received"
