"""From the application to the body's decision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.errors import GuardFailed, Invalid, NotAllowed, NotPossible
from casework.models import Party
from tests.conftest import Clock
from tests.factories.cases import do, move, teleport
from tests.legal_aid.cases import (
    FOR_CLIENT,
    WHY,
    acceptance,
    at_body,
    at_village,
    counsel,
    days_until,
    emergency,
    paper,
    refusal,
    running,
    whole_file,
)
from tests.world import World

RETURN = {"reason": "missing_document", **WHY, "missing": "KTP dan surat keterangan miskin"}
LAPSE = {"reason": "lapsed", **WHY, "reminder_sent_on": "2026-11-23", "help_given": "Surat pengantar dibuatkan."}
PASS_ON = {
    "reason": "conflict_of_interest",
    **WHY,
    "client_consents": "on",
    "other_body_willing": "Adv. Rahman",
}


def to_body(world: World, **more: str) -> dict[str, str]:
    return {"receiving_office": str(world.legal_aid.uid), "no_conflict": "on", **FOR_CLIENT, **more}


# forward_to_body


def test_the_post_forwards_to_the_body_chosen_which_has_one_working_day(world: World) -> None:
    case = move(at_village(world), "forward_to_body", world.siti, **to_body(world))
    assert (case.state, case.holder, case.officer) == ("completeness_check", world.legal_aid, None)
    assert days_until(case, "D24") == 1
    assert "D40" in running(case)


def test_an_application_nobody_signed_is_attested_on_the_way(world: World) -> None:
    case = at_village(world, attested="")
    with pytest.raises(Invalid) as refused:
        move(case, "forward_to_body", world.siti, **to_body(world))
    assert "attested" in refused.value.errors
    assert move(case, "forward_to_body", world.siti, **to_body(world, attested="signature")).attested == "signature"


def test_a_body_that_is_a_party_is_refused(world: World) -> None:
    case = at_village(world)
    Party.objects.create(case_id=case.pk, role="respondent", organisation=world.legal_aid, since=case.created)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        move(case, "forward_to_body", world.siti, **to_body(world))


def test_a_body_that_helps_the_other_side_is_refused(world: World) -> None:
    opponent = at_body(world).person
    case = at_village(world)
    Party.objects.create(case_id=case.pk, role="respondent", person=opponent, since=case.created)
    with pytest.raises(GuardFailed, match="Ada benturan kepentingan"):
        move(case, "forward_to_body", world.siti, **to_body(world))


def test_a_body_that_took_the_application_in_keeps_it(world: World) -> None:
    case = move(at_body(world), "forward_to_body", world.maya, no_conflict="on", **FOR_CLIENT)
    assert (case.state, case.holder, case.officer) == ("completeness_check", world.legal_aid, world.maya)


# consultation


def test_advice_may_be_all_that_is_needed(world: World) -> None:
    case = move(at_village(world), "give_consultation", world.siti, topic="Upah lembur")
    assert (case.state, case.holder, case.topic) == ("consultation", world.village, "Upah lembur")
    assert days_until(case, "legal_aid.consultation") == 7
    case = move(
        case,
        "close_consultation",
        world.siti,
        reason="information_given",
        **WHY,
        advice="Jalur pengaduan dijelaskan.",
        needs_no_more="on",
    )
    assert (case.state, case.is_open) == ("closed", False)
    assert [window.rule.code for window in case.windows.all()] == ["D41"]


# emergency


def test_an_emergency_goes_to_a_body_at_once_under_seal(world: World) -> None:
    case = move(
        at_village(world),
        "begin_accompaniment",
        world.siti,
        receiving_office=str(world.legal_aid.uid),
        ground="arrest",
        companion="Adv. Dewi",
    )
    assert (case.state, case.holder) == ("emergency_accompaniment", world.legal_aid)
    assert (case.severity, case.sealed, case.emergency_ground) == ("E", True, "arrest")
    deadlines = running(case)
    assert {"D14", "legal_aid.emergency_accompaniment", "D40"} == set(deadlines)
    assert deadlines["D14"].due_at - case.last_act_at == timedelta(hours=2)
    assert days_until(case, "legal_aid.emergency_accompaniment") == 3


def test_the_emergency_names_body_and_companion(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        move(at_village(world), "begin_accompaniment", world.siti, ground="arrest")
    assert {"receiving_office", "companion"} <= set(refused.value.errors)


def test_severity_e_begins_the_accompaniment_in_the_same_act(world: World) -> None:
    case = do(at_body(world, "decision_pending"), "set_severity", world.maya, severity="E", why="Ditahan polisi")
    assert (case.state, case.severity, case.sealed) == ("emergency_accompaniment", "E", True)


def test_help_given_first_is_accepted_with_papers_to_follow(world: World) -> None:
    case = move(
        emergency(world), "accept_accompanied", world.maya_head, **counsel(papers_to_follow="KTP, surat miskin")
    )
    assert (case.state, case.papers_to_follow, case.counsel) == ("accepted", True, "Adv. Dewi Lestari")
    assert days_until(case, "legal_aid.accepted") == 7


def test_accompanying_a_client_of_the_other_side_is_refused(world: World) -> None:
    case = emergency(world)
    Party.objects.create(case_id=case.pk, role="respondent", organisation=world.other_legal_aid, since=case.created)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        move(case, "forward_to_body", world.maya, **to_body(world, receiving_office=str(world.other_legal_aid.uid)))


def test_an_emergency_is_accepted_before_its_papers(world: World) -> None:
    data = counsel(papers_to_follow="Semua berkas")
    with pytest.raises(GuardFailed, match="Hanya kasus darurat"):
        move(at_body(world, "completeness_check"), "accept_first", world.maya_sup, **data)
    urgent = move(emergency(world), "forward_to_body", world.maya, no_conflict="on", **FOR_CLIENT)
    case = move(urgent, "accept_first", world.maya_head, **data)
    assert (case.state, case.papers_to_follow) == ("accepted", True)


# completeness


def test_what_is_missing_is_asked_for_and_received(world: World) -> None:
    case = move(at_body(world, "completeness_check"), "return_for_completion", world.maya, **RETURN)
    assert case.state == "awaiting_completion"
    assert days_until(case, "D26") == 14
    assert case.steps.get(outcome="return_for_completion").facts["missing"] == RETURN["missing"]
    case = move(case, "receive_completion", world.maya, **FOR_CLIENT)
    assert (case.state, days_until(case, "D24")) == ("completeness_check", 1)


def test_an_emergency_is_never_sent_back_for_papers(world: World) -> None:
    urgent = move(emergency(world), "forward_to_body", world.maya, no_conflict="on", **FOR_CLIENT)
    with pytest.raises(GuardFailed, match="tidak boleh menunggu"):
        move(urgent, "return_for_completion", world.maya_head, **RETURN)


def test_a_file_is_complete_with_the_papers_or_what_stands_for_them(world: World) -> None:
    case = at_body(world, "completeness_check")
    with pytest.raises(GuardFailed, match=r"identitas.*dokumen perkara.*surat keterangan miskin"):
        move(case, "confirm_complete", world.maya)
    for kind in ("DOC_ADDRESS_LETTER", "DOC_CASE_PAPER", "DOC_POVERTY_CARD"):
        paper(case, kind, world.maya)
    case = move(case, "confirm_complete", world.maya)
    assert (case.state, days_until(case, "D25")) == ("decision_pending", 3)


def test_an_expired_paper_does_not_count(world: World) -> None:
    case = at_body(world, "completeness_check")
    whole_file(case, world.maya)
    case.documents.filter(kind="DOC_ID").update(expires_on=date(2026, 11, 22))
    with pytest.raises(GuardFailed, match="Berkas belum lengkap: identitas"):
        move(case, "confirm_complete", world.maya)


# lapse


def test_an_application_lapses_only_after_its_time(world: World, clock: Clock) -> None:
    case = at_body(world, "awaiting_completion")
    with pytest.raises(GuardFailed, match="D26"):
        move(case, "lapse", world.maya_head, **LAPSE)
    clock.advance(timedelta(days=15))
    case = move(case, "lapse", world.maya_head, **LAPSE)
    assert (case.state, case.is_open) == ("withdrawn", False)


def test_only_the_head_lets_an_application_lapse(world: World, clock: Clock) -> None:
    case = at_body(world, "awaiting_completion")
    clock.advance(timedelta(days=15))
    with pytest.raises(NotAllowed):
        move(case, "lapse", world.maya_sup, **LAPSE)


def test_a_childs_application_lapses_with_a_written_reason_only(world: World, clock: Clock) -> None:
    case = at_body(world, "awaiting_completion", opening={"birth_date": "2012-01-31"})
    clock.advance(timedelta(days=15))
    with pytest.raises(Invalid) as refused:
        move(case, "lapse", world.maya_head, **LAPSE)
    assert set(refused.value.errors) == {"risk_reason"}
    assert (
        move(case, "lapse", world.maya_head, **LAPSE, risk_reason="Anak sudah didampingi dinas.").state == "withdrawn"
    )


# decision


def test_an_application_is_accepted_in_writing_with_counsel_named(world: World) -> None:
    case = move(
        at_body(world, "decision_pending"), "accept_application", world.maya_sup, **acceptance(officer=world.maya2.uid)
    )
    assert (case.state, case.counsel, case.officer) == ("accepted", "Adv. Dewi Lestari", world.maya2)


def test_an_officer_does_not_decide(world: World) -> None:
    with pytest.raises(NotAllowed):
        move(at_body(world, "decision_pending"), "accept_application", world.maya, **acceptance())


def test_a_body_with_a_conflict_does_not_accept(world: World) -> None:
    other_side = at_body(world).person
    case = at_body(world, "decision_pending")
    Party.objects.create(case_id=case.pk, role="respondent", person=other_side, since=case.created)
    with pytest.raises(GuardFailed, match="benturan kepentingan"):
        move(case, "accept_application", world.maya_sup, **acceptance())


@pytest.mark.parametrize("state", ["decision_pending", "accepted"])
def test_a_refusal_names_reasons_and_other_bodies(world: World, state: str) -> None:
    case = at_body(world, state)
    with pytest.raises(Invalid) as refused:
        move(case, "refuse_application", world.maya_head, **refusal(other_bodies=""))
    assert set(refused.value.errors) == {"other_bodies"}
    case = move(case, "refuse_application", world.maya_head, **refusal())
    assert (case.state, case.is_open) == ("refused", False)
    assert {window.rule.code for window in case.windows.all()} == {"legal_aid.refused", "D41"}


def test_an_accompanied_client_can_be_refused_before_a_mandate(world: World) -> None:
    assert move(emergency(world), "refuse_application", world.maya_head, **refusal()).state == "refused"


def test_under_a_mandate_nobody_is_refused(world: World) -> None:
    with pytest.raises(NotPossible):
        move(at_body(world, "mandated"), "refuse_application", world.maya_head, **refusal())


# pass_to_other_body


@pytest.mark.parametrize("state", ["decision_pending", "accepted", "mandate_ended"])
def test_another_body_takes_over_with_a_new_clock_and_the_old_date(world: World, state: str) -> None:
    before = at_body(world, state)
    case = move(
        before, "pass_to_other_body", world.maya_sup, receiving_office=str(world.other_legal_aid.uid), **PASS_ON
    )
    assert (case.state, case.holder) == ("completeness_check", world.other_legal_aid)
    assert (days_until(case, "D24"), case.applied_on) == (1, before.applied_on)


def test_a_case_is_not_passed_on_without_the_clients_consent(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        move(
            at_body(world, "accepted"),
            "pass_to_other_body",
            world.maya_sup,
            receiving_office=str(world.other_legal_aid.uid),
            **{**PASS_ON, "client_consents": ""},
        )
    assert set(refused.value.errors) == {"client_consents"}


def test_a_body_does_not_pass_to_one_with_a_conflict(world: World) -> None:
    case = teleport(at_body(world), "accepted")
    Party.objects.create(case_id=case.pk, role="respondent", organisation=world.other_legal_aid, since=case.created)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        move(case, "pass_to_other_body", world.maya_sup, receiving_office=str(world.other_legal_aid.uid), **PASS_ON)


def test_accompaniment_begun_by_mistake_is_undone_with_the_severity_it_brought(world: World) -> None:
    case = move(
        at_body(world, "awaiting_completion"), "begin_accompaniment", world.maya, ground="arrest", companion="A"
    )
    assert case.severity == "E"

    case = move(case, "undo", world.maya, reason="wrong_move", reason_text="Salah berkas")

    assert (case.state, case.severity) == ("awaiting_completion", "N")
