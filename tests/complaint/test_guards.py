"""What is missing for a move is said in words, and the move is not made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.errors import GuardFailed, Invalid, NeedsSecondPerson, NotAllowed
from casework.models import Party
from casework.roles import Role
from tests.complaint.given import (
    FILLED,
    FOR_COMPLAINANT,
    WHY,
    at_bp3mi,
    at_district,
    at_village,
    closed_with_referrals,
    emergency,
    ended,
    name,
    referral,
    respondent,
    tries,
    with_party,
)
from tests.conftest import Clock
from tests.factories.cases import do, move, teleport
from tests.sweep.given import born_on
from tests.world import World

pytestmark = pytest.mark.django_db


# Triage ------------------------------------------------------------------------------------------


def test_triage_does_not_begin_while_somebody_is_in_danger(world: World) -> None:
    with pytest.raises(GuardFailed, match="Nyatakan darurat"):
        move(at_district(world), "begin_triage", world.budi, number_given="on", danger="yes")


def test_triage_asks_that_the_number_was_given(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        move(at_district(world), "begin_triage", world.budi, danger="no")
    assert "number_given" in refused.value.errors


def test_verification_needs_a_category(world: World) -> None:
    case = at_district(world, "triage", opening={"category": ""})
    with pytest.raises(GuardFailed, match="Kategori belum ditetapkan"):
        move(case, "begin_verification", world.budi)


@pytest.mark.parametrize("verb", ["ask_for_completion", "reject"])
def test_an_emergency_is_neither_paused_nor_rejected(world: World, verb: str) -> None:
    case = emergency(world, "triage")
    with pytest.raises(GuardFailed, match="Tidak untuk kasus darurat"):
        move(case, verb, world.rina_head, **FILLED[verb])


def test_only_an_information_request_is_answered_as_one(world: World) -> None:
    with pytest.raises(GuardFailed, match="bukan permintaan informasi"):
        move(at_district(world, "triage"), "answer_information", world.budi, **FILLED["answer_information"])


def test_nobody_handles_a_case_in_which_he_is_a_party(world: World) -> None:
    case = with_party(at_district(world, "triage"), "witness", user=world.budi2)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        move(case, "assign", world.budi_sup, officer=str(world.budi2.uid))


# Merging and voiding -----------------------------------------------------------------------------


def test_merging_needs_a_linked_leading_complaint(world: World) -> None:
    case = at_district(world)
    with pytest.raises(Invalid):
        move(case, "merge", world.budi_sup, leading=str(case.uid), same_matter="on")


@pytest.mark.parametrize(
    ("leading", "of_case", "message"),
    [
        ({}, {"severity": "H"}, "lebih rendah"),
        ({}, {"matter": "information"}, "tidak digabungkan"),
        ({}, {"sealed": True}, "Segel dulu"),
    ],
)
def test_the_leading_complaint_is_as_grave_as_what_it_takes_in(
    world: World, leading: dict[str, object], of_case: dict[str, object], message: str
) -> None:
    first, case = at_district(world, **leading), at_district(world, "triage", **of_case)
    do(first, "link_case", world.budi, number=case.number, kind="duplicate")
    with pytest.raises(GuardFailed, match=message):
        move(case, "merge", world.budi_head, leading=str(first.uid), same_matter="on")


def test_a_complaint_leaves_the_leading_one_only_while_that_is_open(world: World) -> None:
    leading, case = at_district(world), at_district(world, "triage")
    do(leading, "link_case", world.budi, number=case.number, kind="duplicate")
    case = move(case, "merge", world.budi_sup, leading=str(leading.uid), same_matter="on")
    move(leading, "withdraw", world.budi, **FILLED["withdraw"])
    with pytest.raises(GuardFailed, match="sudah berakhir"):
        move(case, "unmerge", world.budi_sup, **FILLED["unmerge"])


def test_voiding_needs_a_second_person(world: World) -> None:
    with pytest.raises(NeedsSecondPerson):
        move(at_district(world), "void", world.budi_sup, **FILLED["void"])


def test_voiding_a_grave_case_is_for_the_head(world: World) -> None:
    case = at_district(world, "triage", severity="H")
    with pytest.raises(GuardFailed, match="dilakukan kepala"):
        move(case, "void", world.budi_sup, confirmed_by=world.budi, **FILLED["void"])


def test_a_case_with_an_open_referral_is_not_voided(world: World) -> None:
    case = at_district(world, "triage")
    referral(world, case, world.budi, world.legal_aid)
    with pytest.raises(GuardFailed, match="rujukan yang berjalan"):
        move(case, "void", world.budi_sup, confirmed_by=world.budi, **FILLED["void"])


def test_the_right_case_of_a_void_is_one_the_officer_may_see(world: World) -> None:
    elsewhere = at_bp3mi(world)
    with pytest.raises(Invalid) as refused:
        move(at_district(world), "void", world.budi_sup, right_case=elsewhere.number, **FILLED["void"])
    assert "right_case" in refused.value.errors


# Clarification, mediation, sanction --------------------------------------------------------------


def test_nobody_is_invited_before_somebody_is_complained_of(world: World) -> None:
    with pytest.raises(GuardFailed, match="pihak yang diadukan"):
        move(at_district(world, "assigned"), "invite_to_clarification", world.budi, **FILLED["invite_to_clarification"])


def test_a_second_clarification_is_held_once(world: World) -> None:
    case = at_bp3mi(world, "settlement_monitoring", second_clarification_on="2026-11-20")
    with pytest.raises(GuardFailed, match="sudah dilaksanakan"):
        move(case, "begin_second_clarification", world.rina, cause="breach")


def test_an_absence_is_recorded_before_it_counts(world: World) -> None:
    case = at_bp3mi(world, "first_clarification")
    with pytest.raises(GuardFailed, match="Ketidakhadiran belum dicatat"):
        move(case, "begin_second_clarification", world.rina, cause="no_show")


@pytest.mark.parametrize("category", ["trafficking", "violence", "sexual_violence", "confinement"])
def test_violence_and_trafficking_are_never_mediated(world: World, category: str) -> None:
    case = at_district(world, "first_clarification", category=category)
    with pytest.raises(GuardFailed, match="tidak boleh dimediasi"):
        move(case, "open_mediation", world.budi, **FILLED["open_mediation"])


def test_a_child_is_never_mediated(world: World) -> None:
    case = with_party(at_district(world, "first_clarification"), "victim", is_child=True)
    with pytest.raises(GuardFailed, match="anak"):
        move(case, "open_mediation", world.budi, **FILLED["open_mediation"])


def test_nor_is_who_is_a_child_by_the_birth_on_record(world: World) -> None:
    case = at_district(world, "first_clarification")
    born_on(case, date(2012, 1, 31))
    with pytest.raises(GuardFailed, match="anak"):
        move(case, "open_mediation", world.budi, **FILLED["open_mediation"])


def test_an_emergency_is_never_mediated(world: World) -> None:
    with pytest.raises(GuardFailed, match="Kasus darurat tidak dimediasi"):
        move(emergency(world, "settlement_monitoring"), "open_mediation", world.rina_head, **FILLED["open_mediation"])


def test_a_village_never_mediates(world: World) -> None:
    case = at_village(world)
    case = teleport(case, "first_clarification", holder=world.village)
    with pytest.raises(GuardFailed, match="Desa tidak membuka mediasi"):
        move(case, "open_mediation", world.siti, **FILLED["open_mediation"])


def test_sanctions_are_for_placement_companies(world: World) -> None:
    case = respondent(at_bp3mi(world, "second_clarification"), sort="employer")
    with pytest.raises(GuardFailed, match="P3MI atau UKPS"):
        move(case, "recommend_sanction", world.rina, **FILLED["recommend_sanction"])


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("no_show", "dua kali"),
        ("commitment_unmet", "Belum ada komitmen"),
        ("agreement_breached", "Belum ada perjanjian"),
    ],
)
def test_a_sanction_has_its_ground_on_record(world: World, reason: str, message: str) -> None:
    case = respondent(at_bp3mi(world, "second_clarification", no_shows=1))
    with pytest.raises(GuardFailed, match=message):
        move(case, "recommend_sanction", world.rina, **FILLED["recommend_sanction"] | {"reason": reason, **WHY})


# Waiting and suspending --------------------------------------------------------------------------


def test_waiting_for_others_needs_an_open_referral(world: World) -> None:
    with pytest.raises(GuardFailed, match="Belum ada rujukan"):
        move(at_district(world, "triage"), "refer_and_wait", world.budi, **FILLED["refer_and_wait"])


def test_an_emergency_waits_only_once_the_victim_is_safe(world: World) -> None:
    case = emergency(world, "triage")
    referral(world, case, world.rina, world.legal_aid)
    with pytest.raises(GuardFailed, match="belum tercatat aman"):
        move(case, "refer_and_wait", world.rina_head, **FILLED["refer_and_wait"])


def test_a_suspension_is_reviewed_within_sixty_days(world: World) -> None:
    case = at_district(world, "assigned")
    with pytest.raises(Invalid) as refused:
        move(case, "suspend", world.budi_sup, **FILLED["suspend"] | {"review_date": "2027-01-23"})
    assert "review_date" in refused.value.errors


def test_an_emergency_is_not_suspended(world: World) -> None:
    with pytest.raises(GuardFailed, match="Tidak untuk kasus darurat"):
        move(emergency(world, "assigned"), "suspend", world.rina_head, **FILLED["suspend"])


# Closing -----------------------------------------------------------------------------------------


def test_closing_needs_a_second_person(world: World) -> None:
    with pytest.raises(NeedsSecondPerson):
        move(at_district(world, "resolved"), "close", world.budi_sup, **FILLED["close"])


def test_silence_closes_after_fourteen_days_only(world: World, clock: Clock) -> None:
    case = at_district(world, "resolved")
    with pytest.raises(GuardFailed, match="Belum 14 hari"):
        move(case, "close", world.budi_sup, confirmed_by=world.budi, basis="silent", letter="1/2026")
    clock.advance(timedelta(days=15))
    case = move(case, "close", world.budi_sup, confirmed_by=world.budi, basis="silent", letter="1/2026")
    assert case.state == "closed"


def test_silence_does_not_close_what_could_not_be_solved(world: World, clock: Clock) -> None:
    case = at_district(world, "unresolved_informed")
    clock.advance(timedelta(days=15))
    with pytest.raises(GuardFailed, match="persetujuan tertulis"):
        move(case, "close", world.budi_sup, confirmed_by=world.budi, basis="silent", letter="1/2026")


@pytest.mark.parametrize(
    ("state", "reason", "rule", "days"),
    [
        ("awaiting_completion", "incomplete", "D03", 31),
        ("awaiting_completion", "unclear", "D04", 31),
        ("assigned", "unreachable", "D05", 61),
        ("unresolved_informed", "no_reply", "D06", 190),
    ],
)
def test_administrative_closing_waits_for_its_period(
    world: World, clock: Clock, state: str, reason: str, rule: str, days: int
) -> None:
    asked_in = {"completion_asked_in": "triage" if rule == "D03" else "verification"}
    case = at_district(world, state, **asked_in)
    tries(case, world.budi)
    with pytest.raises(GuardFailed, match=f"{rule} belum lewat"):
        move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, reason))
    clock.advance(timedelta(days=days))
    case = move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, reason))
    assert case.state == "closed_administratively"


def test_handing_over_needs_a_referral(world: World) -> None:
    case = at_district(world, "assigned")
    with pytest.raises(GuardFailed, match="Belum ada rujukan ke instansi lain"):
        move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "handed_over"))


def test_administrative_closing_needs_two_tries(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned")
    tries(case, world.budi, count=1)
    clock.advance(timedelta(days=61))
    with pytest.raises(GuardFailed, match="dua upaya"):
        move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "unreachable"))


def test_who_was_reached_was_not_tried_in_vain(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned")
    clock.advance(timedelta(days=2))
    for _call in range(2):
        case = do(case, "log_contact", world.budi, on="2026-11-25", channel="phone", person="Pengadu", reached="yes")
    clock.advance(timedelta(days=61))
    with pytest.raises(GuardFailed, match="dua upaya"):
        move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "unreachable"))


def test_tries_before_the_last_contact_do_not_count_as_tries_after_it(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned")
    tries(case, world.budi)
    clock.advance(timedelta(days=1))
    case = do(case, "log_contact", world.budi, on="2026-11-24", channel="phone", person="Pengadu", reached="yes")
    clock.advance(timedelta(days=61))
    with pytest.raises(GuardFailed, match="dua upaya"):
        move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "unreachable"))


def test_nor_do_tries_before_the_case_was_opened(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned")
    for on in ("2026-11-20", "2026-11-21"):
        case = do(case, "log_contact", world.budi, on=on, channel="phone", person="Pengadu", reached="no")
    clock.advance(timedelta(days=61))
    with pytest.raises(GuardFailed, match="dua upaya"):
        move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "unreachable"))


def test_who_answers_but_does_not_complete_may_have_been_reached(world: World, clock: Clock) -> None:
    case = at_district(world, "awaiting_completion", completion_asked_in="triage")
    for _call in range(2):
        case = do(case, "log_contact", world.budi, on="2026-11-23", channel="phone", person="Pengadu", reached="yes")
    clock.advance(timedelta(days=31))
    case = move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "incomplete"))
    assert case.state == "closed_administratively"


def test_a_grave_case_is_never_closed_as_unreachable_alone(world: World, clock: Clock) -> None:
    case = at_bp3mi(world, "assigned", severity="H")
    tries(case, world.rina)
    clock.advance(timedelta(days=61))
    with pytest.raises(GuardFailed, match="tidak ditutup hanya karena"):
        move(case, "close_administratively", world.rina_head, **closed_with_referrals(case, "unreachable"))


def test_a_child_case_is_closed_administratively_with_the_head_of_bp3mi(world: World) -> None:
    case = with_party(at_district(world, "assigned"), "victim", is_child=True)
    referral(world, case, world.budi, world.legal_aid)
    data = closed_with_referrals(case, "handed_over")
    with pytest.raises(NeedsSecondPerson):
        move(case, "close_administratively", world.budi_head, **data)
    with pytest.raises(GuardFailed, match="kepala BP3MI"):
        move(case, "close_administratively", world.budi_head, confirmed_by=world.budi_sup, **data)
    case = move(case, "close_administratively", world.budi_head, confirmed_by=world.rina_head, **data)
    assert case.state == "closed_administratively"


def test_so_is_the_case_of_who_is_a_child_by_the_birth_on_record(world: World) -> None:
    case = at_district(world, "assigned")
    born_on(case, date(2012, 1, 31))
    referral(world, case, world.budi, world.legal_aid)
    with pytest.raises(NeedsSecondPerson):
        move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "handed_over"))


@pytest.mark.parametrize("verb", ["withdraw", "void"])
def test_a_village_never_ends_an_emergency(world: World, verb: str) -> None:
    case = teleport(at_village(world), "received", severity="E", sealed=True)
    name(case, world.siti_head)
    with pytest.raises(GuardFailed, match="tidak ditutup oleh desa"):
        move(case, verb, world.siti_head, confirmed_by=world.siti, **FILLED[verb])


def test_nor_lowers_one_to_end_it_then(world: World) -> None:
    case = move(at_village(world, danger="yes"), "recall_handover", world.siti, reason="wrong_region", **WHY)
    lowered = {"severity": "H", "why": "Salah centang."}
    with pytest.raises(GuardFailed, match="tidak diturunkan oleh desa"):
        do(case, "set_severity", world.siti_head, confirmed_by=world.siti, **lowered)
    assert move(case, "raise_emergency", world.siti, **FILLED["raise_emergency"]).holder == world.bp3mi


def test_the_head_of_a_district_lowers_one(world: World) -> None:
    case = at_district(world, "triage", severity="E", sealed=True)
    name(case, world.budi, world.budi_head)
    case = do(case, "set_severity", world.budi_head, confirmed_by=world.budi, severity="H", why="Sudah aman.")
    assert case.severity == "H"


def test_the_head_of_bp3mi_voids_an_emergency(world: World) -> None:
    case = emergency(world, "triage")
    case = move(case, "void", world.rina_head, confirmed_by=world.rina, **FILLED["void"])
    assert case.state == "voided"


def test_withdrawing_an_emergency_is_for_the_head_with_a_second_person(world: World) -> None:
    case = emergency(world, "triage")
    with pytest.raises(GuardFailed, match="dilakukan kepala"):
        move(case, "withdraw", world.rina, confirmed_by=world.rina2, **FILLED["withdraw"])
    with pytest.raises(NeedsSecondPerson):
        move(case, "withdraw", world.rina_head, **FILLED["withdraw"])


def test_whoever_withdraws_was_asked_in_private(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        move(at_district(world), "withdraw", world.budi, reason="own_decision", **WHY, **FOR_COMPLAINANT)
    assert "asked_in_private" in refused.value.errors


# Reopening ---------------------------------------------------------------------------------------


def test_who_ended_a_case_does_not_decide_on_its_reopening(world: World) -> None:
    case = ended(world, "closed")
    with pytest.raises(GuardFailed, match="Anda yang menutup"):
        move(case, "reopen", world.budi_sup, **FILLED["reopen"])


def test_who_resolved_it_does_not_uphold_the_ending(world: World) -> None:
    case = at_bp3mi(world, "settlement_monitoring")
    case = move(case, "resolve", world.rina_head, **FILLED["resolve"])
    case = move(case, "dispute_result", world.rina, **FILLED["dispute_result"])
    with pytest.raises(GuardFailed, match="Anda yang menutup"):
        move(case, "uphold_ending", world.rina_head, **FILLED["uphold_ending"])
    with pytest.raises(GuardFailed, match="Anda yang menutup"):
        move(case, "resume_work", world.rina_head, because="Lanjut")
    with pytest.raises(GuardFailed, match="Anda yang menutup"):
        move(case, "return_to_triage", world.rina_head)


def test_reopening_ends_with_its_window(world: World, clock: Clock) -> None:
    case = ended(world, "closed")
    clock.advance(timedelta(days=91))
    with pytest.raises(GuardFailed, match="sudah lewat"):
        move(case, "reopen", world.rina_sup, **FILLED["reopen"])
    case = move(case, "reopen_late", world.rina_head, **FILLED["reopen_late"] | {"reason": "new_evidence"})
    assert (case.state, case.holder) == ("reopened", world.bp3mi)


def test_trafficking_is_reopened_at_any_time(world: World, clock: Clock) -> None:
    case = at_district(world, "resolved", is_trafficking=True)
    case = move(case, "close", world.budi_sup, confirmed_by=world.budi_head, **FILLED["close"])
    clock.advance(timedelta(days=400))
    assert move(case, "reopen", world.rina_sup, **FILLED["reopen"]).state == "reopened"


def test_late_reopening_waits_for_the_usual_window(world: World) -> None:
    case = ended(world, "closed")
    with pytest.raises(GuardFailed, match="masih berjalan"):
        move(case, "reopen_late", world.rina_head, **FILLED["reopen_late"] | {"reason": "new_evidence"})


def test_after_the_window_only_new_evidence_counts(world: World, clock: Clock) -> None:
    case = ended(world, "closed")
    clock.advance(timedelta(days=91))
    with pytest.raises(GuardFailed, match="bukti baru"):
        move(case, "reopen_late", world.rina_head, **FILLED["reopen_late"] | {"reason": "persons_wish"})


def test_an_objection_is_filed_within_fourteen_working_days(world: World, clock: Clock) -> None:
    case = ended(world, "rejected")
    clock.advance(timedelta(days=30))
    with pytest.raises(GuardFailed, match="14 hari kerja"):
        move(case, "file_objection", world.budi, **FILLED["file_objection"])


# Persons -----------------------------------------------------------------------------------------


def test_a_party_never_acts(world: World) -> None:
    case = with_party(at_district(world), Party.Role.RESPONDENT, user=world.budi_sup)
    with pytest.raises(NotAllowed, match="pihak"):
        move(case, "begin_triage", world.budi_sup, **FILLED["begin_triage"])


def test_roles_are_told_apart(world: World) -> None:
    assert world.member(world.district, Role.OFFICER) == world.budi
    with pytest.raises(NotAllowed):
        move(at_district(world, "triage"), "assign", world.budi, officer=str(world.budi.uid))
