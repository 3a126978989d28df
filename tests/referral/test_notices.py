"""What sender and receiver of a referral are told: what happened, and never that something waits which does not."""

from __future__ import annotations

from typing import Any

import pytest

from casework.models import Audience, Case, Organisation, Outbox
from notifications.models import WORDS
from tests.complaint.given import at_district, emergency, referral
from tests.factories.cases import fresh, move, teleport
from tests.world import World
from workflows.referral.models import Referral

WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}
DECLINED = {"ask_instead": "LBH Palembang", "reason": "no_capacity", **WHY}
ANSWERED = {"reason": "case_opened", "result_text": "Kasus dibuka.", **WHY}
MISSING = {"missing": "Nomor kasus", "agreed_date": "2026-12-07", "reason": "incomplete_answer", **WHY}


@pytest.fixture
def parent(world: World) -> Case:
    return at_district(world, "triage")


def told(verb: str, case: Case, by: Any, **data: Any) -> list[tuple[str, Organisation]]:
    """What offices are told because of a move, in words."""
    known = set(Outbox.objects.values_list("pk", flat=True))
    move(case, verb, by, **data)
    owed = Outbox.objects.exclude(pk__in=known).filter(user__isnull=True).select_related("organisation").order_by("pk")
    return [(str(WORDS.get(row.kind, row.kind)), row.organisation) for row in owed]


def test_what_is_asked_waits_for_the_receiver(world: World, parent: Case) -> None:
    known = set(Outbox.objects.values_list("pk", flat=True))
    referral(world, parent, world.budi, world.legal_aid)
    owed = Outbox.objects.exclude(pk__in=known)
    assert [str(WORDS[row.kind]) for row in owed] == ["Rujukan menunggu jawaban kantor Anda"]


def test_an_answer_is_said_to_the_sender_as_an_answer(world: World, asked: Referral) -> None:
    working = move(asked, "accept_referral", world.maya)
    assert told("answer_referral", working, world.maya, **ANSWERED) == [("Rujukan dijawab", world.district)]


def test_a_refusal_is_said_to_the_sender_as_a_refusal(world: World, asked: Referral) -> None:
    assert told("decline_referral", asked, world.maya, **DECLINED) == [("Rujukan ditolak", world.district)]


def test_so_is_that_of_work_which_was_accepted(world: World, asked: Referral) -> None:
    working = move(asked, "accept_referral", world.maya)
    assert told("decline_referral", working, world.maya, **DECLINED) == [("Rujukan ditolak", world.district)]


def test_a_refusal_is_said_to_the_former_holder_of_a_parent_that_ended(world: World, parent: Case, asked: Any) -> None:
    teleport(parent, "closed")
    assert told("decline_referral", fresh(asked), world.maya, **DECLINED) == [("Rujukan ditolak", world.district)]


def test_what_comes_back_to_be_completed_does_not_wait_to_be_accepted(world: World, asked: Referral) -> None:
    answered = move(move(asked, "accept_referral", world.maya), "answer_referral", world.maya, **ANSWERED)
    assert told("send_back", answered, world.budi, **MISSING) == [("Kasus kembali ke kantor Anda", world.legal_aid)]


def test_a_result_that_is_taken_over_is_no_new_answer(world: World, asked: Referral) -> None:
    answered = move(move(asked, "accept_referral", world.maya), "answer_referral", world.maya, **ANSWERED)
    said = told("take_over_result", answered, world.budi, outcome="Pendampingan berjalan.")
    assert said == [("case_news", world.district)]


def test_who_is_told_of_an_answer_is_who_asked(world: World, asked: Referral) -> None:
    move(move(asked, "accept_referral", world.maya), "answer_referral", world.maya, **ANSWERED)
    assert Outbox.objects.filter(kind="referral_answered").get().audience == Audience.OFFICER


def test_in_an_emergency_an_answer_is_an_answer_and_wakes_nobody(world: World) -> None:
    asked = referral(world, emergency(world), world.rina, world.legal_aid)
    assert list(Outbox.objects.filter(case=asked.pk).values_list("kind", "audience")) == [("emergency", Audience.DUTY)]
    working = move(asked, "accept_referral", world.maya_head)
    assert told("answer_referral", working, world.maya_head, **ANSWERED) == [("Rujukan dijawab", world.bp3mi)]
    said = told("send_back", working, world.rina, **MISSING)
    assert said == [("Kasus kembali ke kantor Anda", world.legal_aid)]
