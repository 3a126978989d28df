"""An act that needs two: proposed by one, confirmed or declined by another."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from casework import engine
from casework.models import Proposal
from casework.models.participation import Part
from tests.factories.cases import do, fresh, move, put
from tests.factories.parcels import a_parcel
from tests.screens.pages import signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World, request_id


@pytest.fixture
def proposal(world: World) -> Proposal:
    parcel = move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)
    return engine.propose(parcel, "finish", actor=world.budi, version=parcel.version, request_id=request_id(), data={})


def address(proposal: Proposal) -> str:
    return f"/kasus/{proposal.case.uid}/usulan/{proposal.pk}/"


def decide(user: Any, proposal: Proposal, decision: str) -> Any:
    return signed_in(user).post(address(proposal), {"decision": decision, "request_id": str(uuid.uuid4())})


def case_of(proposal: Proposal) -> Parcel:
    return fresh(Parcel.objects.get(pk=proposal.case_id))


def test_it_says_what_is_proposed_by_whom(world: World, proposal: Proposal) -> None:
    shown = text_of(signed_in(world.budi2).get(address(proposal)))
    assert "Konfirmasi: Selesai" in shown
    assert "Diusulkan Budi Petugas, Disnakertrans Musi Banyuasin" in shown


def test_it_says_what_was_filled_in_by_the_labels_of_the_form(world: World) -> None:
    parcel = do(a_parcel(world), "set_severity", world.siti, severity="H", why="Diancam penagih")
    data = {"severity": "N", "why": "Sudah aman"}
    proposal = engine.propose(
        parcel, "set_severity", actor=world.siti_sup, version=parcel.version, request_id=request_id(), data=data
    )
    shown = text_of(signed_in(world.siti_head).get(address(proposal)))
    assert "Tingkat Biasa" in shown
    assert "Mengapa Sudah aman" in shown


def test_the_second_person_confirms(world: World, proposal: Proposal) -> None:
    response = decide(world.budi2, proposal, "confirm")
    assert response.headers["Location"] == f"/kasus/{proposal.case.uid}/"
    assert case_of(proposal).state == "done"
    assert "Dikonfirmasi Budi Kedua." in text_of(signed_in(world.budi).get(response.headers["Location"]))


def test_the_proposer_cannot_confirm_himself(world: World, proposal: Proposal) -> None:
    assert 'value="confirm"' not in signed_in(world.budi).get(address(proposal)).content.decode()
    response = decide(world.budi, proposal, "confirm")
    assert "Konfirmasi harus dilakukan orang lain" in text_of(response)
    assert case_of(proposal).state == "checked"


def test_it_can_be_declined_and_then_is_over(world: World, proposal: Proposal) -> None:
    assert decide(world.budi, proposal, "decline").status_code == 302
    assert "sudah diselesaikan" in text_of(decide(world.budi2, proposal, "confirm"))
    assert case_of(proposal).state == "checked"


def test_of_a_case_that_moved_it_can_only_be_declined(world: World, proposal: Proposal) -> None:
    move(case_of(proposal), "weigh", world.budi, grams=3)
    response = signed_in(world.budi2).get(address(proposal))
    assert "hanya dapat dibatalkan" in text_of(response)
    assert 'value="confirm"' not in response.content.decode()
    assert "sudah berubah" in text_of(decide(world.budi2, proposal, "confirm"))


def test_strangers_and_offices_with_status_find_nothing(world: World, proposal: Proposal) -> None:
    case = case_of(proposal)
    put(case, parts={world.police: Part.STATUS})
    for user in (world.outsider, world.agus):
        assert signed_in(user).get(address(proposal)).status_code == 404
        assert decide(user, proposal, "confirm").status_code == 404


def test_a_proposal_is_found_only_with_its_own_case(world: World, proposal: Proposal) -> None:
    other = a_parcel(world)
    assert signed_in(world.siti).get(f"/kasus/{other.uid}/usulan/{proposal.pk}/").status_code == 404


def test_another_decision_is_not_found(world: World, proposal: Proposal) -> None:
    assert decide(world.budi2, proposal, "perhaps").status_code == 404


def test_one_whose_act_the_workflow_no_longer_has_can_only_be_declined(world: World, proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(act="no_such_act")
    assert signed_in(world.budi2).get(address(proposal)).status_code == 200
    shown = text_of(decide(world.budi2, proposal, "confirm"))
    assert "tidak ada lagi pada alur kerja ini" in shown
    decide(world.budi2, proposal, "decline")
    assert Proposal.objects.get(pk=proposal.pk).settled_at is not None
