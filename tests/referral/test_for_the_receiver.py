"""Who records the receiver's acts: the receiver itself; the sender only where it holds the referral in its place."""

from __future__ import annotations

from typing import Any

import pytest

from casework.errors import NotAllowed
from casework.levels import Level
from casework.models import Case, Event, User
from tests.complaint.given import at_district, referral
from tests.factories.cases import do, fresh, move
from tests.factories.places import an_office, an_officer
from tests.handover.given import transferred
from tests.screens.pages import signed_in
from tests.world import World
from workflows.referral.models import Referral

WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}
BY_LETTER = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat 1/2026"}
DECLINED = {"ask_instead": "LBH Palembang", "reason": "no_capacity", **WHY}
ANSWERED = {"reason": "case_opened", "result_text": "Kasus dibuka.", **WHY}
FOR_RECEIVER = "atas nama instansi tujuan tanpa akun"


@pytest.fixture
def parent(world: World) -> Case:
    return at_district(world, "triage")


def offered(case: Referral, user: User) -> list[str]:
    return [str(one["label"]) for one in signed_in(user).get(f"/kasus/{case.uid}/").context["moves"]]


def refused(case: Referral, verb: str, by: User, **data: Any) -> bool:
    """Whether somebody may not make the move; nothing else would keep him from it."""
    with pytest.raises(NotAllowed, match="instansi tujuan tanpa akun"):
        move(case, verb, by, **BY_LETTER, **data)
    return fresh(case).version == case.version


def test_the_sender_neither_accepts_nor_declines_for_an_office_that_has_an_account(world: World, asked: Any) -> None:
    assert refused(asked, "accept_referral", world.budi)
    assert refused(asked, "decline_referral", world.budi, **DECLINED)


def test_nor_does_it_decline_or_answer_what_that_office_works_on(world: World, asked: Referral) -> None:
    working = move(asked, "accept_referral", world.maya)
    assert refused(working, "decline_referral", world.budi, **DECLINED)
    assert refused(working, "answer_referral", world.budi, **ANSWERED)


def test_nor_is_it_offered_to(world: World, asked: Referral) -> None:
    assert offered(asked, world.budi) == ["Tarik rujukan"]
    working = move(asked, "accept_referral", world.maya)
    assert offered(working, world.budi) == ["Tarik rujukan"]
    page = signed_in(world.budi).get(f"/kasus/{asked.uid}/langkah/answer_referral/")
    assert page.status_code != 200


def test_nor_where_the_receiver_passed_it_on_to_another_body(world: World, asked: Referral) -> None:
    working = move(asked, "accept_referral", world.maya)
    passed_on = transferred(working, world.maya_sup, world.other_legal_aid)
    assert refused(move(passed_on, "accept_handover", world.dewi), "answer_referral", world.budi, **ANSWERED)


def test_nor_does_the_office_that_asks_since_the_parent_moved_on(world: World, parent: Case, asked: Referral) -> None:
    other = an_office(Level.DISTRICT, "16.03", name="Disnaker Muara Enim")
    eni = an_officer(other, "Eni Petugas")
    move(transferred(parent, world.budi_sup, other), "accept_handover", eni)
    case = fresh(asked)
    assert (case.sent_by_id, case.holder) == (other.pk, world.legal_aid)
    assert refused(case, "accept_referral", eni)
    assert offered(case, eni) == ["Tarik rujukan"]
    assert refused(case, "accept_referral", world.budi)


def test_it_still_records_what_the_police_told_it(world: World, parent: Case) -> None:
    case = move(referral(world, parent, world.budi, world.police, "police_report"), "accept_referral", world.agus)
    case = do(case, "record_police_progress", world.budi, status="consultation", unit="Unit PPA")
    assert Event.objects.filter(case_uid=case.uid).latest("seq").content["x"]["reported_by_sender"] is True


def test_what_it_holds_for_a_receiver_without_an_account_it_accepts_and_answers(world: World, parent: Case) -> None:
    case = referral(world, parent, world.budi, world.mission, "mission")
    assert f"Terima rujukan, {FOR_RECEIVER}" in offered(case, world.budi)
    case = move(case, "accept_referral", world.budi, officer=str(world.budi_sup.uid), **BY_LETTER)
    assert (case.holder, case.officer) == (world.district, world.budi_sup)
    case = move(case, "answer_referral", world.budi, **BY_LETTER, **ANSWERED)
    assert (case.state, case.holder) == ("answered", world.district)


def asked_for(case: Referral, user: User) -> set[str]:
    """What the page that accepts a referral asks for."""
    return set(signed_in(user).get(f"/kasus/{case.uid}/langkah/accept_referral/").context["form"].fields)


def test_it_names_no_officer_of_its_own_for_work_that_leaves_it(world: World, parent: Case) -> None:
    clinic = an_office(Level.LEGAL_AID, "16.06", name="LBH Musi", serves=False)
    case = referral(world, parent, world.budi, clinic)
    assert "officer" in asked_for(case, world.budi)
    sari = an_officer(clinic, "Sari Petugas")
    assert "officer" not in asked_for(case, world.budi)
    case = move(case, "accept_referral", world.budi, **BY_LETTER)
    assert (case.holder, case.officer) == (clinic, None)
    assert move(case, "accept_handover", sari).officer == sari


def test_what_it_held_goes_on_with_whoever_asks_since_the_parent_moved_on(world: World, parent: Case) -> None:
    case = referral(world, parent, world.budi, world.mission, "mission")
    other = an_office(Level.DISTRICT, "16.03", name="Disnaker Muara Enim")
    eni = an_officer(other, "Eni Petugas")
    move(transferred(parent, world.budi_sup, other), "accept_handover", eni)
    assert refused(fresh(case), "accept_referral", world.budi)
    assert move(case, "accept_referral", eni, **BY_LETTER).holder == other
