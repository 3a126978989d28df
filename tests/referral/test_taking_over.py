"""The answer of another body comes back into the case that asked for it."""

from __future__ import annotations

from typing import Any

import pytest

from casework import clock
from casework.access import Depth
from casework.errors import Invalid
from casework.history import timeline
from casework.models import Case, Document, Event
from tests.complaint.given import referral
from tests.factories.cases import move, teleport
from tests.world import World
from workflows.referral.models import Referral

WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}


@pytest.fixture
def answered(world: World, parent: Case) -> Referral:
    """What BP3MI asked of the legal-aid body in Sekayu, with the answer and a paper to it."""
    case = move(referral(world, parent, world.rina, world.legal_aid), "accept_referral", world.maya)
    _paper(case, world.maya, "DOC_OPINION", "Pendapat hukum LBH")
    return move(case, "answer_referral", world.maya, reason="case_opened", result_text="Kami dampingi.", **WHY)


def _paper(case: Case, by: Any, kind: str, title: str) -> Document:
    office = by.memberships.get().organisation
    return Document.objects.create(case=case, kind=kind, title=title, by=by, office=office, at=clock.now(), sha256="ab")


def test_the_outcome_is_written_into_the_parent(world: World, parent: Case, answered: Referral) -> None:
    move(answered, "take_over_result", world.rina, outcome="LBH mendampingi sampai putusan.")
    newest = timeline(parent, Depth.FULL).entries[0]
    assert newest.title == "Hasil rujukan diambil alih"
    assert f"Hasil: {answered.number}: Kasus dibuka" in newest.details
    assert "Hasil yang dicatat pada kasus induk: LBH mendampingi sampai putusan." in newest.details


def test_the_outcome_stands_in_the_chain_as_a_commitment_only(world: World, parent: Case, answered: Referral) -> None:
    move(answered, "take_over_result", world.rina, outcome="LBH mendampingi sampai putusan.")
    event = Event.objects.filter(case_uid=parent.uid).order_by("-seq")[0]
    assert b"mendampingi" not in bytes(event.body)


def test_papers_of_the_answer_are_copied_when_chosen(world: World, parent: Case, answered: Referral) -> None:
    chosen = answered.documents.get()
    move(answered, "take_over_result", world.rina, outcome="Selesai.", documents=[str(chosen.pk)])
    copied = parent.documents.get()
    assert (copied.kind, copied.title, copied.sha256) == ("DOC_OPINION", "Pendapat hukum LBH", "ab")
    assert copied.uid != chosen.uid


def test_papers_the_sender_had_shared_are_not_offered_back(world: World, parent: Case, answered: Referral) -> None:
    shared = _paper(answered, world.rina, "DOC_CONTRACT", "Kontrak")
    with pytest.raises(Invalid) as refused:
        move(answered, "take_over_result", world.rina, outcome="Selesai.", documents=[str(shared.pk)])
    assert set(refused.value.errors) == {"documents"}


def test_papers_that_came_in_for_a_receiver_without_an_account_are_offered(world: World, parent: Case) -> None:
    """The sender keeps the referral in its place, and enters what it sends."""
    by_letter = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat KJRI 7"}
    case = move(
        referral(world, parent, world.rina, world.mission, "mission"), "accept_referral", world.rina, **by_letter
    )
    letter = _paper(case, world.rina, "DOC_OPINION", "Surat KJRI")
    said = {"reason": "service_given", "result_text": "Sudah dijenguk.", **WHY, **by_letter}
    case = move(case, "answer_referral", world.rina, **said)
    move(case, "take_over_result", world.rina, outcome="Sudah dijenguk.", documents=[str(letter.pk)])
    assert parent.documents.get().title == "Surat KJRI"


def test_of_an_ended_parent_the_sender_says_whether_it_is_to_be_reopened(
    world: World, parent: Case, answered: Referral
) -> None:
    teleport(parent, "closed")
    with pytest.raises(Invalid) as refused:
        move(answered, "take_over_result", world.rina, outcome="Bukti baru.")
    assert set(refused.value.errors) == {"about_parent"}
    move(answered, "take_over_result", world.rina, outcome="Bukti baru.", about_parent="to_be_reopened")
    assert "diusulkan dibuka kembali" in timeline(parent, Depth.FULL).entries[0].details


def test_a_refusal_tells_the_parent_whom_to_ask_instead(world: World, parent: Case) -> None:
    case = referral(world, parent, world.rina, world.legal_aid)
    move(case, "decline_referral", world.maya, ask_instead="LBH Palembang", reason="no_capacity", **WHY)
    details = timeline(parent, Depth.FULL).entries[0].details
    assert f"Nomor rujukan: {case.number}" in details
    assert "Siapa yang sebaiknya dimintai: LBH Palembang" in details
