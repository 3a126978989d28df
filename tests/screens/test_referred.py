"""Cases that belong together on screen: a complaint, the work asked of others, and what came of it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

from tests.complaint import given
from tests.factories.cases import move
from tests.screens.pages import signed_in, text_of
from tests.world import World


@pytest.fixture(autouse=True)
def _monday_morning(clock: Any) -> None:
    clock.set(datetime.combine(given.TODAY, time(9, 0), given.WIB))


def test_a_case_lists_its_referrals_and_their_stage(world: World) -> None:
    case = given.at_district(world, "triage")
    referral = given.referral(world, case, world.budi, world.legal_aid)
    shown = text_of(signed_in(world.budi).get(f"/kasus/{case.uid}/"))
    assert f"{referral.number} Bantuan hukum Diminta · LBH Sekayu" in shown


def test_the_receiver_sees_the_package_and_not_the_parent(world: World) -> None:
    case = given.at_district(world, "triage")
    referral = given.referral(world, case, world.budi, world.legal_aid)
    receiver = signed_in(world.maya)
    shown = text_of(receiver.get(f"/kasus/{referral.uid}/"))
    assert "Keterangan yang dibagikan: Pokok perkara." in shown
    assert case.number not in shown
    assert receiver.get(f"/kasus/{case.uid}/").status_code == 404


def test_the_sender_is_led_to_the_parent_and_records_for_a_receiver_without_account(world: World) -> None:
    case = given.at_district(world, "triage")
    held = given.referral(world, case, world.budi, world.mission, "mission")
    response = signed_in(world.budi).get(f"/kasus/{held.uid}/")
    assert f"{case.number} · kasus induk" in text_of(response)
    assert [str(one["label"]) for one in response.context["moves"]] == [
        "Terima rujukan, atas nama instansi tujuan tanpa akun",
        "Tolak rujukan, atas nama instansi tujuan tanpa akun",
        "Tarik rujukan",
    ]
    referral = given.referral(world, case, world.budi, world.legal_aid)
    own = [str(one["label"]) for one in signed_in(world.maya).get(f"/kasus/{referral.uid}/").context["moves"]]
    assert own[0] == "Terima rujukan"


def test_an_accepted_referral_shows_in_the_senders_list_of_what_others_do(world: World) -> None:
    case = given.at_district(world, "triage")
    referral = given.referral(world, case, world.budi, world.legal_aid)
    move(referral, "accept_referral", world.maya)
    shown = text_of(signed_in(world.budi).get("/kerja/?daftar=menunggu"))
    assert f"Menunggu LBH Sekayu , {referral.number}" in shown
    assert "Dikerjakan" in shown
