"""From the mandate to the outcome."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.errors import GuardFailed, Invalid, NotAllowed
from tests.conftest import Clock
from tests.factories.cases import do, move, teleport
from tests.legal_aid.cases import (
    FOR_CLIENT,
    TODAY,
    WHY,
    at_body,
    counsel,
    days_until,
    emergency,
    mandate,
    paper,
    running,
    under_mandate,
    whole_file,
)
from tests.world import World

PLAN = {"service_plan": "Negosiasi dengan majikan, lalu gugatan.", "services": ["negotiation", "drafting"]}
COURT = {"advocate": "Adv. Dewi Lestari", "court_stage": "first_instance", "court": "PN Sekayu"}
NEXT = {"decided_on": "2026-11-20", "decision": "Gugatan ditolak", "court_stage": "appeal"}
SETTLED = {
    "reason": "settled",
    **WHY,
    "outcome": "settlement",
    "result": "Damai",
    "amount": "12000000",
    "execution": "open",
}
WON = {"reason": "judgment_won", **WHY, "outcome": "final_judgment", "result": "Dikabulkan", "execution": "none"}
SUSPEND = {"reason": "court_stay", **WHY, "review_date": "2027-01-22"}
END = {"ended_on": "2026-11-23", **WHY}


# mandate


def test_a_special_power_of_attorney_begins_the_mandate(world: World) -> None:
    case = at_body(world, "accepted")
    with pytest.raises(GuardFailed, match="Surat kuasa khusus belum ada"):
        move(case, "sign_mandate", world.maya, **mandate())
    paper(case, "DOC_MANDATE", world.maya)
    case = move(case, "sign_mandate", world.maya, **mandate())
    assert (case.state, case.mandate_signed_on, case.has_mandate) == ("mandated", TODAY, True)
    assert days_until(case, "D27") == 9


def test_an_accepted_emergency_signs_with_its_papers_or_the_help_given(world: World) -> None:
    case = move(emergency(world), "accept_accompanied", world.maya_head, **counsel(papers_to_follow="KTP"))
    paper(case, "DOC_MANDATE", world.maya)
    with pytest.raises(Invalid) as refused:
        move(case, "sign_mandate", world.maya_head, **mandate())
    assert set(refused.value.errors) == {"help_given"}
    whole_file(case, world.maya)
    assert move(case, "sign_mandate", world.maya_head, **mandate()).state == "mandated"


def test_after_a_death_only_the_heirs_sign(world: World) -> None:
    case = at_body(world, "accepted", client_died=True)
    paper(case, "DOC_MANDATE", world.maya)
    with pytest.raises(GuardFailed, match="ditandatangani ahli waris"):
        move(case, "sign_mandate", world.maya, **mandate())
    case = move(case, "sign_mandate", world.maya, **mandate(signed_by="heirs", heirs="Aminah, ibu"))
    assert (case.mandate_by, case.client_died) == ("heirs", True)


def test_heirs_are_named(world: World) -> None:
    case = at_body(world, "accepted")
    paper(case, "DOC_MANDATE", world.maya)
    with pytest.raises(Invalid) as refused:
        move(case, "sign_mandate", world.maya, **mandate(signed_by="heirs"))
    assert set(refused.value.errors) == {"heirs"}


@pytest.mark.parametrize("state", ["mandated", "non_litigation", "litigation", "suspended"])
def test_the_mandate_ends_by_revocation(world: World, state: str) -> None:
    case = under_mandate(world, state)
    case = move(case, "end_mandate", world.maya, reason="revoked", **END, **FOR_CLIENT)
    assert (case.state, case.has_mandate, case.client_died) == ("mandate_ended", False, False)
    assert days_until(case, "legal_aid.mandate_ended") == 9


def test_the_clients_death_ends_the_mandate_and_the_heirs_may_sign_anew(world: World) -> None:
    case = move(under_mandate(world, "litigation"), "end_mandate", world.maya, reason="client_died", **END)
    assert case.client_died
    with pytest.raises(GuardFailed, match="Surat kuasa khusus belum ada"):
        move(case, "sign_new_mandate", world.maya, **mandate(signed_by="heirs", heirs="Aminah, ibu"))
    paper(case, "DOC_MANDATE", world.maya)
    with pytest.raises(GuardFailed, match="ahli waris"):
        move(case, "sign_new_mandate", world.maya, **mandate())
    case = move(case, "sign_new_mandate", world.maya, **mandate(signed_by="heirs", heirs="Aminah, ibu"))
    assert (case.state, case.has_mandate) == ("mandated", True)


def test_an_old_power_of_attorney_does_not_serve_for_a_new_mandate(world: World) -> None:
    case = under_mandate(world, "mandated")
    paper(case, "DOC_MANDATE", world.maya, issued_on=date(2026, 11, 1))
    case = move(case, "end_mandate", world.maya, reason="laid_down", **END)
    with pytest.raises(GuardFailed, match="Surat kuasa khusus belum ada"):
        move(case, "sign_new_mandate", world.maya, **mandate())


def test_undoing_a_mistaken_end_lets_the_service_go_on(world: World) -> None:
    case = move(under_mandate(world, "litigation"), "end_mandate", world.maya, reason="revoked", **END, **FOR_CLIENT)
    case = move(case, "undo", world.maya, reason="wrong_move", **WHY)
    assert move(case, "begin_non_litigation", world.maya, **PLAN).state == "non_litigation"


# service


@pytest.mark.parametrize("state", ["mandated", "litigation", "reopened"])
def test_service_out_of_court_follows_a_plan(world: World, state: str) -> None:
    case = move(under_mandate(world, state), "begin_non_litigation", world.maya, **PLAN)
    assert (case.state, case.service_plan) == ("non_litigation", PLAN["service_plan"])
    assert days_until(case, "D28") == 30


@pytest.mark.parametrize(
    ("verb", "data"), [("begin_non_litigation", PLAN), ("begin_litigation", COURT)]
)  # fmt: skip
def test_without_a_valid_mandate_nothing_is_done(world: World, verb: str, data: dict[str, str]) -> None:
    case = under_mandate(world, "reopened", mandate_ended_on=TODAY)
    with pytest.raises(GuardFailed, match="Surat kuasa belum ada atau sudah berakhir"):
        move(case, verb, world.maya, **data)


def test_accompanying_alone_gives_no_mandate_for_the_court(world: World) -> None:
    case = at_body(world, "outcome_recorded", execution="none")
    with pytest.raises(GuardFailed, match="Surat kuasa belum ada"):
        move(case, "begin_litigation", world.maya, **COURT)


@pytest.mark.parametrize("category", ["trafficking", "violence", "sexual_violence", "confinement"])
def test_mediation_is_forbidden_where_it_endangers(world: World, category: str) -> None:
    case = at_body(world, "mandated", opening={"category": category}, mandate_signed_on=TODAY, mandate_by="client")
    with pytest.raises(GuardFailed, match="Mediasi dilarang"):
        move(case, "begin_non_litigation", world.maya, **{**PLAN, "services": ["mediation"]})


def test_mediation_is_forbidden_with_a_child_and_in_severity_e(world: World) -> None:
    mediation = {**PLAN, "services": ["mediation"]}
    child = at_body(
        world, "mandated", opening={"birth_date": "2012-01-31"}, mandate_signed_on=TODAY, mandate_by="client"
    )
    with pytest.raises(GuardFailed, match="Mediasi dilarang"):
        move(child, "begin_non_litigation", world.maya, **mediation)
    grave = teleport(emergency(world), "mandated", mandate_signed_on=TODAY, mandate_by="client")
    with pytest.raises(GuardFailed, match="Mediasi dilarang"):
        move(grave, "begin_non_litigation", world.maya_head, **mediation)


def test_mediation_elsewhere_is_allowed(world: World) -> None:
    plan = {**PLAN, "services": ["mediation"]}
    assert move(under_mandate(world), "begin_non_litigation", world.maya, **plan).state == "non_litigation"


@pytest.mark.parametrize("state", ["mandated", "non_litigation", "outcome_recorded", "reopened"])
def test_litigation_names_the_advocate_and_the_court_stage(world: World, state: str) -> None:
    case = under_mandate(world, state)
    with pytest.raises(Invalid) as refused:
        move(case, "begin_litigation", world.maya, **{**COURT, "advocate": ""})
    assert set(refused.value.errors) == {"advocate"}
    case = move(case, "begin_litigation", world.maya, **COURT)
    assert (case.state, case.court_stage, case.advocate) == ("litigation", "first_instance", "Adv. Dewi Lestari")


# court stages and appeals


def test_a_decision_leads_to_the_next_court_stage_with_a_last_day_to_appeal(world: World) -> None:
    case = under_mandate(world, "litigation", court_stage="first_instance")
    case = move(case, "next_court_stage", world.maya, **NEXT)
    assert (case.state, case.court_stage, case.appeal_date) == ("litigation", "appeal", date(2026, 12, 4))
    assert days_until(case, "legal_aid.appeal") == 11


def test_an_appeal_already_lodged_has_no_last_day(world: World) -> None:
    case = under_mandate(world, "litigation", court_stage="first_instance")
    case = move(case, "next_court_stage", world.maya, **NEXT, appeal_filed_on="2026-11-22")
    assert case.appeal_date is None
    assert "legal_aid.appeal" not in running(case)


def test_court_stages_only_go_forward(world: World) -> None:
    case = under_mandate(world, "litigation", court_stage="cassation")
    with pytest.raises(Invalid) as refused:
        move(case, "next_court_stage", world.maya, **NEXT)
    assert set(refused.value.errors) == {"court_stage"}


# outcome


def test_an_outcome_still_to_be_carried_out_asks_for_a_note_every_thirty_days(world: World) -> None:
    case = move(under_mandate(world, "non_litigation"), "record_outcome", world.maya, **SETTLED)
    assert (case.state, case.outcome, case.execution) == ("outcome_recorded", "settlement", "open")
    assert days_until(case, "legal_aid.execution") == 30


def test_a_final_judgment_with_nothing_left_to_do_is_reported_within_seven_working_days(world: World) -> None:
    case = move(under_mandate(world, "litigation"), "record_outcome", world.maya, **WON)
    assert days_until(case, "legal_aid.outcome_recorded") == 9


def test_accompaniment_can_be_enough(world: World) -> None:
    data = {**WON, "reason": "service_given", "outcome": "accompanied"}
    assert move(emergency(world), "record_outcome", world.maya, **data).outcome == "accompanied"


def test_a_judgment_is_final_only_once_the_appeal_is_given_up(world: World) -> None:
    case = under_mandate(world, "litigation", appeal_date=date(2026, 12, 4))
    with pytest.raises(Invalid) as refused:
        move(case, "record_outcome", world.maya, **WON)
    assert set(refused.value.errors) == {"no_appeal"}
    case = move(case, "record_outcome", world.maya, **WON, no_appeal="on")
    assert case.appeal_date is None


@pytest.mark.parametrize(("verb", "data"), [("record_outcome", WON), ("begin_non_litigation", PLAN)])
def test_a_hearing_that_waits_is_not_left_behind(world: World, verb: str, data: dict[str, str]) -> None:
    case = under_mandate(world, "litigation", next_hearing=date(2026, 12, 1))
    with pytest.raises(GuardFailed, match="Sidang 01-12-2026 belum dicatat"):
        move(case, verb, world.maya, **data)


# suspension


@pytest.mark.parametrize("state", ["mandated", "non_litigation", "litigation"])
def test_a_suspended_case_waits_for_its_review_and_goes_on_where_it_was(world: World, clock: Clock, state: str) -> None:
    case = move(under_mandate(world, state), "suspend", world.maya_sup, **SUSPEND)
    assert (case.state, case.review_date) == ("suspended", date(2027, 1, 22))
    assert days_until(case, "legal_aid.suspended") == 60
    clock.advance(timedelta(days=7))
    case = move(case, "resume", world.maya, cause_past="Sidang dibuka lagi")
    assert (case.state, case.holder, case.review_date) == (state, world.legal_aid, None)


def test_an_emergency_does_not_go_back_to_waiting_by_undoing(world: World) -> None:
    """Suspended when it became one, a case stands still no more; once it has left that stage, it stays out."""
    case = move(under_mandate(world), "suspend", world.maya_sup, **SUSPEND)
    case = do(case, "set_severity", world.maya, severity="E", why="Klien disekap.")
    case = move(case, "resume", world.maya_head, cause_past="Klien harus segera didampingi.")
    with pytest.raises(GuardFailed, match="tidak kembali ke tahap yang menunggu"):
        move(case, "undo", world.maya_head, reason="wrong_move", reason_text="Salah langkah")


def test_a_suspension_is_reviewed_within_sixty_days(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        move(under_mandate(world), "suspend", world.maya_sup, **{**SUSPEND, "review_date": "2027-01-23"})
    assert set(refused.value.errors) == {"review_date"}


def test_an_emergency_and_a_running_appeal_are_not_suspended(world: World) -> None:
    with pytest.raises(GuardFailed, match="upaya hukum sedang berjalan"):
        move(under_mandate(world, "litigation", appeal_date=TODAY), "suspend", world.maya_sup, **SUSPEND)
    grave = teleport(emergency(world), "mandated")
    with pytest.raises(GuardFailed, match="tidak boleh menunggu"):
        move(grave, "suspend", world.maya_head, **SUSPEND)


def test_an_officer_does_not_suspend(world: World) -> None:
    with pytest.raises(NotAllowed):
        move(under_mandate(world), "suspend", world.maya, **SUSPEND)
