"""Withdrawing, closing, reopening."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import engine
from casework.errors import GuardFailed, Invalid, NeedsSecondPerson, NotAllowed
from casework.models import Case, User
from casework.roles import Role
from casework.stages import flow_of
from tests.conftest import Clock
from tests.factories.cases import fresh, move
from tests.factories.places import an_officer
from tests.legal_aid.cases import (
    FOR_CLIENT,
    TODAY,
    WHY,
    at_body,
    at_village,
    closing,
    days_until,
    emergency,
    ended,
    under_mandate,
    withdrawal,
)
from tests.world import World, request_id

REOPEN = {"reason": "breach", **WHY, **FOR_CLIENT}
UPHOLD = {"reason": "nothing_new", **WHY, "letter": "9/LBH/2026", "other_bodies": "LBH Palembang"}
VOID = {"reason": "test_entry", **WHY}


# withdraw


@pytest.mark.parametrize(
    "state",
    [
        "intake",
        "consultation",
        "completeness_check",
        "awaiting_completion",
        "decision_pending",
        "accepted",
        "mandated",
        "non_litigation",
        "litigation",
        "suspended",
        "mandate_ended",
        "reopened",
    ],
)
def test_the_client_may_withdraw_at_any_stage(world: World, state: str) -> None:
    case = move(at_body(world, state), "withdraw", world.maya, **withdrawal())
    assert (case.state, case.is_open, case.holder) == ("withdrawn", False, None)
    assert [window.rule.code for window in case.windows.all()] == ["D41"]


def test_an_accompanied_client_may_withdraw(world: World) -> None:
    assert move(emergency(world), "withdraw", world.maya, **withdrawal()).state == "withdrawn"


@pytest.mark.parametrize("missing", ["behalf_paper", "asked_in_private", "pressure", "documents_returned"])
def test_a_withdrawal_needs_statement_private_question_and_documents(world: World, missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        move(at_body(world), "withdraw", world.maya, **withdrawal(**{missing: ""}))
    assert set(refused.value.errors) == {missing}


# reopen_withdrawn


def test_a_withdrawn_application_is_taken_up_again(world: World) -> None:
    case = move(ended(world, "withdrawn", "withdraw"), "reopen_withdrawn", world.maya_sup, **REOPEN)
    assert (case.state, case.holder, case.is_open) == ("completeness_check", world.legal_aid, True)
    assert days_until(case, "D24") == 1


def test_the_village_takes_up_its_own_again_and_names_a_body(world: World) -> None:
    case = move(at_village(world), "withdraw", world.siti, **withdrawal())
    with pytest.raises(Invalid) as refused:
        move(case, "reopen_withdrawn", world.siti, **REOPEN)
    assert set(refused.value.errors) == {"receiving_office"}
    case = move(case, "reopen_withdrawn", world.siti, **REOPEN, receiving_office=str(world.legal_aid.uid))
    assert (case.state, case.holder) == ("completeness_check", world.legal_aid)


def test_after_the_window_a_withdrawn_application_stays_withdrawn(world: World, clock: Clock) -> None:
    case = ended(world, "withdrawn", "withdraw")
    clock.advance(timedelta(days=91))
    with pytest.raises(GuardFailed, match="D41"):
        move(case, "reopen_withdrawn", world.maya_sup, **REOPEN)


def test_a_body_with_a_conflict_does_not_take_it_up(world: World) -> None:
    case = ended(world, "withdrawn", "withdraw")
    case.parties.create(role="respondent", organisation=world.other_legal_aid, since=case.created)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        move(case, "reopen_withdrawn", world.maya_sup, **REOPEN, receiving_office=str(world.other_legal_aid.uid))


# reopen_refused


def another_head(world: World) -> User:
    return an_officer(world.legal_aid, "Nurul Kepala", Role.HEAD)


def test_an_objection_is_decided_by_another_person(world: World) -> None:
    case = ended(world, "refused", "refuse_application")
    data = {**REOPEN, "reason": "objection"}
    with pytest.raises(GuardFailed, match="minta orang lain"):
        move(case, "reopen_refused", world.maya_head, **data)
    case = move(case, "reopen_refused", another_head(world), **data)
    assert (case.state, days_until(case, "D25")) == ("decision_pending", 3)


def test_an_objection_comes_within_seven_working_days(world: World, clock: Clock) -> None:
    case = ended(world, "refused", "refuse_application")
    clock.advance(timedelta(days=12))
    with pytest.raises(GuardFailed, match="keberatan 7 hari kerja"):
        move(case, "reopen_refused", another_head(world), **{**REOPEN, "reason": "objection"})
    assert move(case, "reopen_refused", another_head(world), **{**REOPEN, "reason": "persons_wish"}).is_open


def test_the_wish_to_be_passed_on_comes_within_the_window(world: World, clock: Clock) -> None:
    case = ended(world, "refused", "refuse_application")
    clock.advance(timedelta(days=91))
    with pytest.raises(GuardFailed, match="D41"):
        move(case, "reopen_refused", another_head(world), **{**REOPEN, "reason": "persons_wish"})


# close


@pytest.mark.parametrize("missing", ["letter", "file_returned", "report_item"])
def test_closing_needs_letter_file_and_report(world: World, missing: str) -> None:
    case = under_mandate(world, "outcome_recorded", execution="done")
    with pytest.raises(Invalid) as refused:
        move(case, "close", world.maya_sup, **closing(**{missing: ""}))
    assert set(refused.value.errors) == {missing}


def test_a_case_is_closed_with_letter_file_and_report(world: World) -> None:
    case = ended(world, "closed", "close")
    assert (case.is_open, case.ended_by) == (False, world.maya_sup)
    assert [window.rule.code for window in case.windows.all()] == ["D41"]


def test_an_open_execution_keeps_the_case_open(world: World) -> None:
    case = under_mandate(world, "outcome_recorded", execution="open")
    with pytest.raises(GuardFailed, match="Pelaksanaan hasil masih terbuka"):
        move(case, "close", world.maya_sup, **closing())


def test_after_a_mandate_ended_nobody_else_is_wanted_and_the_appeal_given_up(world: World) -> None:
    case = at_body(world, "mandate_ended", appeal_date=date(2026, 12, 4))
    with pytest.raises(Invalid) as refused:
        move(case, "close", world.maya_sup, **closing())
    assert set(refused.value.errors) == {"no_successor", "appeal_given_up"}
    data = closing(reason="stopped", no_successor="on", appeal_given_up="on")
    assert move(case, "close", world.maya_sup, **data).state == "closed"


def test_an_officer_does_not_close(world: World) -> None:
    with pytest.raises(NotAllowed):
        move(under_mandate(world, "outcome_recorded", execution="none"), "close", world.maya, **closing())


# reopen, uphold_closing


def test_a_breached_settlement_reopens_the_case(world: World) -> None:
    case = move(ended(world, "closed", "close"), "reopen", world.maya_head, **REOPEN)
    assert (case.state, case.holder) == ("reopened", world.legal_aid)
    assert days_until(case, "legal_aid.reopened") == 2


@pytest.mark.parametrize("reason", ["judicial_review", "new_evidence"])
def test_judicial_review_and_new_evidence_have_no_window(world: World, clock: Clock, reason: str) -> None:
    case = ended(world, "closed", "close")
    clock.advance(timedelta(days=400))
    with pytest.raises(GuardFailed, match="D41"):
        move(case, "reopen", world.maya_head, **REOPEN)
    assert move(case, "reopen", world.maya_head, **{**REOPEN, "reason": reason}).state == "reopened"


def test_who_closed_the_case_does_not_reopen_it(world: World) -> None:
    case = move(under_mandate(world, "outcome_recorded", execution="none"), "close", world.maya_head, **closing())
    with pytest.raises(GuardFailed, match="minta orang lain"):
        move(case, "reopen", world.maya_head, **REOPEN)


def test_a_closing_is_upheld_in_writing_by_another_person(world: World) -> None:
    case = move(under_mandate(world, "outcome_recorded", execution="none"), "close", world.maya_head, **closing())
    case = move(case, "reopen", another_head(world), **REOPEN)
    with pytest.raises(GuardFailed, match="minta orang lain"):
        move(case, "uphold_closing", world.maya_head, **UPHOLD)
    case = move(case, "uphold_closing", another_head(world), **UPHOLD)
    assert (case.state, case.is_open) == ("closed", False)
    assert [window.rule.code for window in case.windows.all()] == ["D41", "D41"]


# void


def test_a_wrong_entry_is_voided_by_two_persons(world: World) -> None:
    case = at_village(world)
    with pytest.raises(NeedsSecondPerson):
        move(case, "void", world.siti_sup, **VOID)
    proposal = engine.propose(
        case,
        "void",
        actor=world.siti_sup,
        version=case.version,
        request_id=request_id(),
        data={**VOID, "right_case": "KW-1234-5678"},
    )
    engine.confirm(proposal, actor=world.siti2, request_id=request_id())
    case = fresh(case)
    assert (case.state, case.is_open) == ("voided", False)
    assert case.steps.get().facts["right_case"] == "KW-1234-5678"


def test_what_was_a_test_names_no_right_case(world: World) -> None:
    case = move(at_village(world), "void", world.siti_sup, world.siti2, **VOID)
    assert case.state == "voided"
    assert not case.steps.get().facts.get("right_case")


# referrals (guard 8)


def ask_the_village(world: World, case: Case) -> None:
    """A referral for the poverty letter, from the body to the village."""
    engine.open_case(
        flow_of("referral").process_class,
        actor=world.maya,
        office=world.legal_aid,
        request_id=request_id(),
        parent=case,
        data={
            "receiving_office": str(world.village.uid),
            "purpose": "poverty_letter",
            "asked": "Surat keterangan miskin",
            "package": "Nama dan alamat",
            "legal_basis": "public_duty",
        },
    )


def test_an_open_referral_is_spoken_for_when_the_case_ends(world: World) -> None:
    case = at_body(world, "awaiting_completion")
    ask_the_village(world, case)
    child = case.children.get()
    with pytest.raises(Invalid) as refused:
        move(case, "withdraw", world.maya, **withdrawal())
    assert set(refused.value.errors) == {f"child_{child.uid.hex}"}
    move(case, "withdraw", world.maya, **withdrawal(**{f"child_{child.uid.hex}": "keep"}))
    assert case.children.get().finished is None


def test_a_lapse_recalls_the_referrals(world: World, clock: Clock) -> None:
    case = at_body(world, "awaiting_completion")
    ask_the_village(world, case)
    clock.advance(timedelta(days=15))
    move(
        case,
        "lapse",
        world.maya_head,
        reason="lapsed",
        **WHY,
        reminder_sent_on=TODAY.isoformat(),
        help_given="Surat diminta ke desa.",
    )
    assert case.children.get().finished is not None
