"""Every move of the referral, its guards, its clock, and the police's progress on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from casework import clock, engine
from casework.errors import GuardFailed, Invalid, NotAllowed, NotPossible
from casework.levels import Level
from casework.models import Case, Document, Event
from tests.complaint.given import referral
from tests.factories.cases import do, move, opened, put, teleport
from tests.factories.places import an_office, an_officer
from tests.handover.given import transferred
from tests.screens.pages import signed_in, text_of
from tests.specification.tables import moves
from tests.world import World
from workflows.referral.models import PoliceReport, Referral

WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}


def day(number: int = 0) -> str:
    """A day so many days from today."""
    return ((clock.now() + timedelta(hours=7)).date() + timedelta(days=number)).isoformat()


@pytest.fixture
def to_body(world: World, parent: Case) -> Referral:
    """Legal aid asked of the body in Sekayu by BP3MI."""
    return referral(world, parent, world.rina, world.legal_aid)


@pytest.fixture
def to_police(world: World, parent: Case) -> Referral:
    return referral(world, parent, world.rina, world.police, "police_report")


def of_trafficking(case: Referral) -> Referral:
    return put(case, is_trafficking=True)


def accepted(case: Referral, by: Any) -> Referral:
    return move(case, "accept_referral", by)


def answered(case: Referral, by: Any) -> Referral:
    case = accepted(case, by)
    return move(case, "answer_referral", by, reason="case_opened", result_text="Kasus dibuka.", **WHY)


SCENARIOS: dict[str, Callable[[World, Referral], Referral]] = {
    "accept_referral": lambda world, case: accepted(case, world.maya),
    "decline_referral": lambda world, case: move(
        case, "decline_referral", world.maya, ask_instead="LBH Palembang", reason="no_capacity", **WHY
    ),
    "answer_referral": lambda world, case: answered(case, world.maya),
    "send_back": lambda world, case: move(
        answered(case, world.maya), "send_back", world.rina, missing="Nomor kasus", agreed_date=day(7),
        reason="incomplete_answer", **WHY,
    ),
    "take_over_result": lambda world, case: move(
        answered(case, world.maya), "take_over_result", world.rina, outcome="Pendampingan berjalan."
    ),
    "recall_referral": lambda world, case: move(
        case, "recall_referral", world.rina, reason="no_longer_needed", **WHY
    ),
}  # fmt: skip


def test_a_scenario_stands_for_every_move_specified() -> None:
    assert SCENARIOS.keys() == moves("referral").keys()


@pytest.mark.parametrize("verb", sorted(SCENARIOS))
def test_every_move_leads_where_it_is_specified_to(world: World, to_body: Referral, verb: str) -> None:
    case = SCENARIOS[verb](world, to_body)
    assert case.state == moves("referral")[verb]["to"]


def test_a_referral_is_held_by_its_receiver_and_needs_no_handover(world: World, to_body: Referral) -> None:
    assert (to_body.state, to_body.holder) == ("requested", world.legal_aid)
    assert to_body.steps.get().is_accepted
    assert [d.rule.code for d in to_body.deadlines.all()] == ["D40"]


def test_the_answer_comes_back_to_the_sender_without_acceptance(world: World, to_body: Referral) -> None:
    case = answered(to_body, world.maya)
    assert (case.holder, case.steps.get(finished=None).is_accepted) == (world.bp3mi, True)
    assert (case.result, case.result_text) == ("case_opened", "Kasus dibuka.")


def test_the_date_agreed_is_the_deadline(world: World, to_body: Referral) -> None:
    case = move(to_body, "accept_referral", world.maya, agreed_date=day(10))
    deadline = case.deadlines.get(met_at=None, ended_at=None)
    assert deadline.due_at.astimezone(clock.local(deadline.due_at, "Asia/Jakarta").tzinfo).date().isoformat() == day(10)


def test_a_date_in_the_past_is_no_agreement(world: World, to_body: Referral) -> None:
    with pytest.raises(Invalid, match="sudah lewat"):
        move(to_body, "accept_referral", world.maya, agreed_date=day(-1))


def test_the_receiver_sees_the_package_and_not_the_parent(world: World, parent: Case, to_body: Referral) -> None:
    seen = Case.objects.visible_to(world.maya)
    assert seen.filter(pk=to_body.pk).exists()
    assert not seen.filter(pk=parent.pk).exists()
    assert to_body.person is None


def test_only_the_papers_chosen_are_shared(world: World, parent: Case) -> None:
    chosen, kept = (
        Document.objects.create(case=parent, kind=kind, by=world.rina, office=world.bp3mi, at=clock.now())
        for kind in ("DOC_CONTRACT", "DOC_HEALTH")
    )
    outcome = engine.open_case(
        Referral,
        actor=world.rina,
        office=world.bp3mi,
        request_id=uuid.uuid4(),
        parent=parent,
        data={
            "receiving_office": str(world.legal_aid.uid),
            "purpose": "legal_aid",
            "asked": "Mohon pendampingan.",
            "package": "Pokok perkara.",
            "documents": [str(chosen.pk)],
            "legal_basis": "consent",
            "consent_note": "Sumiati, tertulis",
        },
    )
    assert [doc.kind for doc in opened(outcome).documents.all()] == ["DOC_CONTRACT"]
    assert kept.kind == "DOC_HEALTH"


def test_consent_says_who_agreed_and_how(world: World, parent: Case) -> None:
    with pytest.raises(Invalid, match="siapa yang setuju"):
        engine.open_case(
            Referral,
            actor=world.rina,
            office=world.bp3mi,
            request_id=uuid.uuid4(),
            parent=parent,
            data={
                "receiving_office": str(world.legal_aid.uid),
                "purpose": "legal_aid",
                "asked": "Mohon pendampingan.",
                "package": "Pokok perkara.",
                "legal_basis": "consent",
            },
        )


def test_an_ended_case_refers_nothing(world: World, parent: Case) -> None:
    ended = teleport(parent, "closed")
    with pytest.raises((GuardFailed, NotAllowed)):
        referral(world, _as_held_by(ended, world.bp3mi), world.rina, world.legal_aid)


def test_nobody_but_sender_and_receiver_moves_it(world: World, to_body: Referral) -> None:
    for stranger in (world.siti, world.budi, world.agus, world.dewi):
        with pytest.raises(NotAllowed):
            accepted(to_body, stranger)
    with pytest.raises(NotAllowed):
        move(to_body, "recall_referral", world.maya, reason="sent_in_error", **WHY)


def test_the_sender_acts_for_a_receiver_without_an_account(world: World, parent: Case) -> None:
    case = referral(world, parent, world.rina, world.mission, "mission")
    assert case.holder == world.bp3mi
    with pytest.raises(Invalid, match="tidak boleh kosong"):
        accepted(case, world.rina)
    case = move(
        case, "accept_referral", world.rina, behalf="receiver", behalf_how="email", behalf_paper="Surel 12/2026"
    )
    newest = Event.objects.filter(case_uid=case.uid).order_by("-seq")[0].content
    assert (case.state, newest["actor"]["for"]) == ("working", "receiver")


def test_whoever_got_it_by_transfer_answers_in_the_receivers_place(world: World, to_body: Referral) -> None:
    case = accepted(to_body, world.maya)
    other = str(world.other_legal_aid.uid)
    case = move(case, "transfer", world.maya_sup, receiving_office=other, summary="Pindah.", reason="capacity", **WHY)
    case = move(case, "accept_handover", world.dewi)
    with pytest.raises(NotAllowed):
        move(case, "answer_referral", world.maya, reason="case_opened", result_text="Ya.", **WHY)
    case = move(case, "answer_referral", world.dewi, reason="case_opened", result_text="Ya.", **WHY)
    case = move(case, "send_back", world.rina, missing="Nomor", agreed_date=day(7), reason="incomplete_answer", **WHY)
    assert (case.state, case.holder) == ("working", world.other_legal_aid)


def test_only_the_receiver_who_works_on_it_passes_it_on(world: World, to_body: Referral) -> None:
    other = str(world.other_legal_aid.uid)
    data = {"receiving_office": other, "summary": "Pindah.", "reason": "capacity", **WHY}
    with pytest.raises(GuardFailed, match="tidak dapat dilimpahkan"):
        move(to_body, "transfer", world.maya_sup, **data)


def test_police_answer_only_when_the_matter_is_done(world: World, to_police: Referral) -> None:
    case = accepted(to_police, world.agus)
    with pytest.raises(GuardFailed, match="inkracht"):
        move(case, "answer_referral", world.agus, reason="stopped", result_text="Berhenti.", **WHY)
    do(case, "record_police_progress", world.agus, status="stopped", number="LP/B/1/2026", reported_on=day())
    case = move(case, "answer_referral", world.agus, reason="stopped", result_text="Dihentikan.", **WHY)
    assert case.state == "answered"


def test_police_keep_a_trafficking_report_that_was_filed(world: World, to_police: Referral) -> None:
    case = accepted(of_trafficking(to_police), world.agus)
    do(case, "record_police_progress", world.agus, status="report_filed", number="LP/B/1/2026", reported_on=day())
    with pytest.raises(GuardFailed, match="tidak dapat ditolak"):
        move(case, "decline_referral", world.agus, ask_instead="Polda", reason="not_competent", **WHY)


def test_trafficking_at_the_police_is_never_recalled(world: World, to_police: Referral) -> None:
    with pytest.raises(GuardFailed, match="tidak dapat ditarik"):
        move(of_trafficking(to_police), "recall_referral", world.rina, reason="no_longer_needed", **WHY)


def test_no_restorative_justice_for_trafficking(world: World, to_police: Referral) -> None:
    case = accepted(of_trafficking(to_police), world.agus)
    with pytest.raises(Invalid, match="restoratif"):
        do(case, "record_police_progress", world.agus, status="restorative", number="LP/B/1/2026", reported_on=day())


def test_the_periods_of_the_police_start_and_are_met(world: World, to_police: Referral) -> None:
    case = accepted(to_police, world.agus)
    filed = {"number": "LP/B/1/2026", "reported_on": day()}
    case = do(case, "record_police_progress", world.agus, status="report_filed", **filed)
    assert _expected(case) == {"D19", "D22"}
    case = do(case, "record_police_progress", world.agus, status="inquiry", sp2hp_code="A1", sp2hp_on=day(), **filed)
    assert _expected(case) == {"D20"}
    case = do(
        case, "record_police_progress", world.agus, status="investigation", investigation_ordered_on=day(),
        difficulty="hard", **filed,
    )  # fmt: skip
    assert _expected(case) == {"D21", "D23"}
    case = do(case, "record_police_progress", world.agus, status="investigation", spdp_on=day(), **filed)
    assert _expected(case) == {"D21"}
    assert PoliceReport.objects.get().spdp_on == date.fromisoformat(day())


def test_a_period_of_the_police_never_makes_the_case_due(world: World, to_police: Referral) -> None:
    case = accepted(to_police, world.agus)
    due = case.due_at
    case = do(
        case, "record_police_progress", world.agus, status="report_filed", number="LP/B/1/2026", reported_on=day(-60)
    )
    assert case.due_at == due


def test_the_sender_records_what_the_police_told_him(world: World, to_police: Referral) -> None:
    case = accepted(to_police, world.agus)
    do(case, "record_police_progress", world.rina, status="report_filed", number="LP/B/1/2026", reported_on=day())
    newest = Event.objects.filter(case_uid=case.uid).order_by("-seq")[0].content
    assert newest["x"]["reported_by_sender"] is True


def test_police_to_whom_a_referral_was_transferred_speak_for_themselves(world: World, to_police: Referral) -> None:
    others = an_office(Level.POLICE, world.police.region_id, name="Polres lain", serves=False)
    theirs = an_officer(others, "Bayu Polisi")
    case = transferred(accepted(to_police, world.agus), world.agus_head, others)
    case = move(case, "accept_handover", theirs)
    case = do(case, "record_police_progress", theirs, status="report_filed", number="LP/B/1/2026", reported_on=day(-60))
    newest = Event.objects.filter(case_uid=case.uid).order_by("-seq")[0].content
    assert newest["x"]["reported_by_sender"] is False
    page = text_of(signed_in(theirs).get(f"/kasus/{case.uid}/"))
    assert "Surat kepada pelapor belum dicatat" in page
    assert "Tanyakan kepada penyidik" not in page


def test_progress_of_the_police_stands_on_referrals_to_the_police(world: World, to_body: Referral) -> None:
    case = accepted(to_body, world.maya)
    with pytest.raises((GuardFailed, NotAllowed), match=r"polisi|wewenang"):
        do(case, "record_police_progress", world.rina, status="report_filed", number="1", reported_on=day())


def test_code_and_date_of_a_progress_notice_come_together(world: World, to_police: Referral) -> None:
    case = accepted(to_police, world.agus)
    with pytest.raises(Invalid, match="bersama-sama"):
        do(
            case, "record_police_progress", world.agus, status="inquiry", number="LP/B/1/2026", reported_on=day(),
            sp2hp_code="A1",
        )  # fmt: skip


def test_a_move_from_another_stage_is_not_possible(world: World, to_body: Referral) -> None:
    with pytest.raises(NotPossible):
        move(to_body, "answer_referral", world.maya, reason="case_opened", result_text="Ya.", **WHY)


def _expected(case: Case) -> set[str]:
    running = case.deadlines.filter(kind="expected", met_at=None, ended_at=None)
    return set(running.values_list("rule__code", flat=True))


def _as_held_by(case: Case, office: Any) -> Case:
    """The ended case as a page opened before its end shows it."""
    case.holder = office
    return case


@pytest.mark.parametrize("field", ["reported_on", "sp2hp_on", "investigation_ordered_on", "spdp_on"])
def test_what_the_police_did_lies_on_a_day_that_was(world: World, to_police: Referral, field: str) -> None:
    case = accepted(to_police, world.agus)
    said = {"status": "report_filed", "number": "LP/7/2026", "sp2hp_code": "A1", "sp2hp_on": day()}
    for wrong in (day(2), "9999-12-31", "0001-01-01"):
        with pytest.raises(Invalid) as refused:
            do(case, "record_police_progress", world.agus, **{**said, field: wrong})
        assert set(refused.value.errors) >= {field}
