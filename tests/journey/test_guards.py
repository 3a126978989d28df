"""What is missing is said in words, and nothing moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casework import clock as times
from casework import engine
from casework.clock.reference import reference_changed
from casework.errors import GuardFailed
from casework.models import RulebookEntry
from tests.factories.cases import do, fresh, move, put, teleport
from tests.journey.cases import (
    PAPERS,
    a_journey,
    add_paper,
    add_papers,
    at,
    complaint_of,
    days,
    in_distress_over,
    linked_complaint,
    today,
    why,
)
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.world import World, request_id
from workflows.journey.models import PmiJourney


def attempt(world: World, case: PmiJourney, verb: str, actor: str = "", **changed: Any) -> PmiJourney:
    """The scenario's move on another journey, with some fields changed."""
    scenario = SCENARIOS[verb]
    second = getattr(world, scenario.second) if scenario.second else None
    data = as_sent(scenario.data) | changed
    return move(case, verb, getattr(world, actor or scenario.actor), second, **data)


def refused(world: World, case: PmiJourney, verb: str, words: str, actor: str = "", **changed: Any) -> None:
    state = case.state
    with pytest.raises(GuardFailed, match=words):
        attempt(world, case, verb, actor, **changed)
    assert fresh(case).state == state


LACKING = [
    ("clear_at_village", "village_verification", "p3mi", "DOC_FAMILY_PERMIT"),
    ("begin_training", "district_registration", "individual", "DOC_CALL_LETTER"),
    ("pass_training", "competence_preparation", "p3mi", "DOC_COMPETENCE"),
    ("pass_medical", "medical_check", "p3mi", "DOC_HEALTH"),
    ("pass_medical_without_agreement", "medical_check", "individual", "DOC_HEALTH"),
    ("endorse_agreement", "placement_agreement", "p3mi", "DOC_PLACEMENT"),
    ("complete_documents", "document_processing", "p3mi", "DOC_VISA"),
    ("complete_documents_without_orientation", "document_processing", "re_entry", "DOC_PASSPORT"),
    ("complete_orientation", "pre_departure_orientation", "p3mi", "DOC_OPP"),
    ("approve_departure", "departure_verification", "g2g", "DOC_BPJS_TK"),
    ("start_leave", "in_placement", "p3mi", "DOC_LEAVE"),
]


@pytest.mark.parametrize(("verb", "state", "scheme", "paper"), LACKING)
def test_a_document_that_is_needed_must_be_there(world: World, verb: str, state: str, scheme: str, paper: str) -> None:
    case = at(world, state, scheme=scheme)
    add_papers(case, world, besides=paper)
    refused(world, case, verb, "Belum ada atau tidak berlaku")
    add_paper(case, paper, world.rina, expires_on=today() - timedelta(days=1))
    refused(world, case, verb, "Belum ada atau tidak berlaku")
    add_paper(case, paper, world.rina, refused_by=world.rina2, refused_at=times.now(), refusal="mismatch")
    refused(world, case, verb, "Belum ada atau tidak berlaku")
    add_paper(case, paper, world.rina, verified_by=world.rina2)
    attempt(world, case, verb)


def test_a_scheme_asks_only_for_its_own_documents(world: World) -> None:
    case = at(world, "document_processing", scheme="crew_merchant")
    for kind in set(PAPERS) - {"DOC_VISA"}:
        add_paper(case, kind, world.rina, verified_by=world.rina2)
    assert attempt(world, case, "complete_documents").state == "pre_departure_orientation"


def test_nobody_approves_a_departure_on_papers_he_verified_himself(world: World) -> None:
    case = at(world, "departure_verification")
    add_papers(case, world, verified_by=world.budi)
    add_paper(case, "DOC_PASSPORT", world.rina2, verified_by=world.rina)
    refused(world, case, "approve_departure", "Anda ikut memverifikasi")
    assert attempt(world, case, "approve_departure", "rina2").state == "ready_to_depart"


def test_a_departure_needs_verified_papers(world: World) -> None:
    case = at(world, "departure_verification")
    add_papers(case, world)
    add_paper(case, "DOC_VISA", world.rina)
    refused(world, case, "approve_departure", "Belum diverifikasi: Visa kerja")


def test_papers_must_last_until_the_day_of_departure(world: World) -> None:
    case = at(world, "departure_verification")
    add_papers(case, world, besides="DOC_VISA")
    add_paper(case, "DOC_VISA", world.rina, verified_by=world.rina2, expires_on=today() + timedelta(days=5))
    refused(world, case, "approve_departure", "Visa kerja", departure_date=days(6))
    assert attempt(world, case, "approve_departure", departure_date=days(5)).departure_date.isoformat() == days(5)


def test_a_departure_needs_a_scheme(world: World) -> None:
    case = at(world, "departure_verification", scheme="")
    refused(world, case, "approve_departure", "Skema penempatan belum tercatat")


def test_nobody_departs_to_a_closed_country(world: World) -> None:
    close(world, "MY", "Malaysia")
    case = at(world, "departure_verification")
    add_papers(case, world)
    refused(world, case, "approve_departure", "Malaysia sedang ditutup")
    case = at_registration(world)
    refused(world, case, "begin_selection", "Malaysia sedang ditutup")
    assert attempt(world, case, "begin_selection", destination="TW").state == "selection"


def close(world: World, code: str, name: str) -> None:
    RulebookEntry.objects.create(
        list="closed_countries", code=code, label=name, label_en=name, mark="P", valid_from=date(2024, 1, 1)
    )
    reference_changed()


def at_registration(world: World, scheme: str = "") -> PmiJourney:
    return teleport(a_journey(world, person=world.worker("Dedi")), "district_registration", scheme=scheme)


@pytest.mark.parametrize(
    ("verb", "scheme", "words"),
    [
        ("begin_selection", "individual", "tidak melalui tahap ini"),
        ("begin_training", "p3mi", "bukan Perseorangan"),
        ("begin_medical_re_entry", "g2g", "bukan Re-entry"),
    ],
)
def test_each_scheme_has_its_own_way_from_the_registration(world: World, verb: str, scheme: str, words: str) -> None:
    case = at_registration(world, scheme)
    add_papers(case, world)
    refused(world, case, verb, words)


@pytest.mark.parametrize(
    ("verb", "state", "scheme", "words"),
    [
        ("pass_medical", "medical_check", "re_entry", "tidak melalui tahap ini"),
        ("pass_medical", "medical_check", "", "Skema penempatan belum tercatat"),
        ("pass_medical_without_agreement", "medical_check", "g2p", "melalui tahap Perjanjian penempatan"),
        ("pass_medical_without_agreement", "medical_check", "", "Skema penempatan belum tercatat"),
        ("complete_documents", "document_processing", "re_entry", "tidak melalui OPP"),
        ("complete_documents", "document_processing", "", "Skema penempatan belum tercatat"),
        ("complete_documents_without_orientation", "document_processing", "ukps", "wajib melalui OPP"),
        ("complete_documents_without_orientation", "document_processing", "", "Skema penempatan belum tercatat"),
    ],
)
def test_a_scheme_skips_only_its_own_stages(world: World, verb: str, state: str, scheme: str, words: str) -> None:
    case = at(world, state, scheme=scheme)
    add_papers(case, world)
    refused(world, case, verb, words)


def test_an_individual_may_take_the_orientation(world: World) -> None:
    case = at(world, "document_processing", scheme="individual")
    add_papers(case, world)
    assert attempt(world, case, "complete_documents").state == "pre_departure_orientation"


def a_minor(world: World, born: date | None, **more: Any) -> Any:
    return world.worker("Sari", birth_date=born, **more)


def test_nobody_under_eighteen_is_trained_to_leave_before_his_birthday(world: World) -> None:
    turns_adult = today() + timedelta(days=60)
    person = a_minor(world, turns_adult.replace(year=turns_adult.year - 18))
    case = teleport(a_journey(world, person=person), "competence_preparation", scheme="p3mi")
    add_papers(case, world)
    refused(world, case, "pass_training", "Belum berusia 18 tahun")
    refused(world, case, "pass_training", "Belum berusia 18 tahun", departure_date=days(59))
    assert attempt(world, case, "pass_training", departure_date=days(60)).state == "medical_check"


def test_an_age_must_be_known(world: World) -> None:
    case = teleport(a_journey(world, person=a_minor(world, None)), "district_registration", scheme="re_entry")
    refused(world, case, "begin_medical_re_entry", "Tanggal lahir belum tercatat")


def test_of_a_birth_year_only_its_end_is_sure(world: World) -> None:
    person = a_minor(world, None, birth_year=today().year - 18)
    case = teleport(a_journey(world, person=person), "district_registration", scheme="re_entry")
    refused(world, case, "begin_medical_re_entry", "Belum berusia 18 tahun")


def test_what_was_asked_for_must_have_come(world: World) -> None:
    case = at(world, "district_registration")
    add_paper(case, "DOC_MARITAL", world.siti)
    case = move(
        case, "return_for_completion", world.budi, documents=["DOC_MARITAL"], items="Alamat", **why("invalid_document")
    )
    assert (case.missing_documents, case.missing_items) == (["DOC_MARITAL"], ["Alamat"])
    refused(world, case, "resubmit", "status perkawinan", "budi", item_0=True)
    add_paper(case, "DOC_MARITAL", world.siti)
    back = attempt(world, case, "resubmit", "budi", item_0=True)
    assert (back.state, back.missing_documents, back.missing_items) == ("district_registration", [], [])


def test_a_file_lapses_only_after_its_time(world: World, clock: Any) -> None:
    case = at(world, "returned_for_completion", via="village_verification")
    refused(world, case, "lapse", "Tenggat melengkapi berkas belum lewat")


def test_a_valid_health_certificate_is_not_called_expired(world: World) -> None:
    case = at(world, "document_processing")
    add_paper(case, "DOC_HEALTH", world.rina)
    refused(world, case, "repeat_medical", "masih berlaku", why="expired")
    assert attempt(world, case, "repeat_medical", why="doubtful").state == "medical_check"


@pytest.mark.parametrize("verb", ["retry_documents", "retry_registration"])
def test_after_a_failed_departure_the_costs_come_first(world: World, verb: str) -> None:
    refused(world, at(world, "failed_departure"), verb, "Rincian biaya belum ada")


def test_documents_are_not_taken_up_again_without_a_scheme(world: World) -> None:
    case = at(world, "failed_departure", scheme="", cost_statement_on=today())
    refused(world, case, "retry_documents", "Skema penempatan belum tercatat")


def test_nobody_goes_back_to_work_on_expired_papers(world: World) -> None:
    case = at(world, "home_leave")
    attempt(world, teleport(case, "home_leave"), "return_from_leave")
    case = teleport(fresh(case), "home_leave")
    add_paper(case, "DOC_PASSPORT", world.rina, expires_on=today() - timedelta(days=1))
    refused(world, case, "return_from_leave", "Tidak berlaku lagi: Paspor")


@pytest.mark.parametrize(("verb", "state"), [("restore_contact", "contact_lost"), ("stay_on", "in_distress")])
def test_who_works_without_papers_is_not_in_placement(world: World, verb: str, state: str) -> None:
    case = at(world, state, works_without_papers=True)
    refused(world, case, verb, "tanpa dokumen resmi")


@pytest.mark.parametrize("verb", ["stay_on", "stay_on_nonprocedural"])
def test_nobody_stays_on_while_a_grave_complaint_is_open(world: World, verb: str) -> None:
    refused(world, in_distress_over(world, "document_retention"), verb, "masih terbuka")


def test_staying_on_is_possible_beside_an_ordinary_complaint(world: World) -> None:
    assert attempt(world, in_distress_over(world, "unpaid_wages"), "stay_on").state == "in_placement"


def test_a_suspicion_is_not_cleared_while_its_emergency_is_open(world: World) -> None:
    case = at(world, "selection")
    case = attempt(world, case, "flag_suspicion", leaving_now=True)
    refused(world, case, "clear_suspicion", "masih terbuka")


def test_distress_needs_a_complaint_or_its_matter(world: World) -> None:
    case = at(world, "in_placement")
    refused(world, case, "report_distress", "Pilih pokok masalah", category="")
    linked_complaint(case, world, "unpaid_wages")
    assert attempt(world, case, "report_distress", category="").state == "in_distress"


@pytest.mark.parametrize(("verb", "state"), [("complete", "reintegration"), ("migrate_again", "arrived_home")])
def test_a_journey_is_not_completed_beside_a_grave_complaint(world: World, verb: str, state: str) -> None:
    case = at(world, state)
    linked_complaint(case, world, "illness")
    refused(world, case, verb, "masih terbuka")


@pytest.mark.parametrize(("verb", "state"), [("complete", "reintegration"), ("migrate_again", "arrived_home")])
def test_other_cases_go_on_only_with_the_workers_written_consent(world: World, verb: str, state: str) -> None:
    case = at(world, state)
    linked_complaint(case, world, "unpaid_wages")
    refused(world, case, verb, "persetujuan tertulis")
    assert attempt(world, case, verb, consent_to_open_cases=True).state == "completed"
    assert complaint_of(case).is_open


@pytest.mark.parametrize(("verb", "state"), [("void", "selection"), ("end_abroad", "in_placement")])
def test_no_journey_ends_under_an_open_complaint(world: World, verb: str, state: str) -> None:
    case = at(world, state)
    linked_complaint(case, world, "unpaid_wages")
    words = "masih terbuka"
    with pytest.raises(GuardFailed, match=words):
        move(case, verb, world.rina_head if verb == "end_abroad" else world.budi_sup, world.rina,
             **as_sent(SCENARIOS[verb].data))  # fmt: skip


def test_a_death_is_not_closed_before_the_family_knows(world: World) -> None:
    refused(world, at(world, "deceased"), "close_deceased", "Pemberitahuan kepada keluarga")


def test_a_death_is_not_closed_under_an_open_complaint(world: World) -> None:
    case = attempt(world, at(world, "in_placement"), "record_death")
    case = teleport(case, "deceased", family_told_on=today())
    refused(world, case, "close_deceased", "masih terbuka")


def untraced(world: World, **data: Any) -> dict[str, Any]:
    return {**why("untraced"), "family_heard_on": days(-5), "police_report": "LP/B/1/2026", **data}


def test_an_untraced_worker_is_given_up_after_two_years_only(world: World) -> None:
    case = at(world, "contact_lost")
    refused(world, case, "end_abroad", "kontak terakhir belum tercatat", **untraced(world))
    case = teleport(case, "contact_lost", last_contact_on=today() - timedelta(days=729))
    refused(world, case, "end_abroad", "belum dua tahun", **untraced(world))
    case = teleport(case, "contact_lost", last_contact_on=today() - timedelta(days=731))
    refused(world, case, "end_abroad", "nomor laporan polisi", **untraced(world, police_report=""))
    assert attempt(world, case, "end_abroad", **untraced(world)).state == "ended_abroad"


def test_an_objection_comes_within_fourteen_working_days(world: World, clock: Any) -> None:
    case = at(world, "rejected", via="selection")
    clock.advance(timedelta(days=40))
    refused(world, case, "uphold_objection", "Tenggat keberatan sudah lewat")
    assert attempt(world, case, "uphold_objection", **why("cause_cured")).state == "selection"


def test_a_withdrawal_is_taken_back_within_ninety_days(world: World, clock: Any) -> None:
    case = at(world, "withdrawn", via="village_cleared")
    clock.advance(timedelta(days=91))
    refused(world, case, "reopen_withdrawn", "Jangka waktu pembukaan kembali sudah lewat")


def test_empowerment_is_taken_up_within_a_year_of_the_return(world: World) -> None:
    case = at(world, "completed", via="reintegration", returned_on=today() - timedelta(days=366))
    refused(world, case, "reopen_completed", "lebih dari satu tahun")


def test_of_an_unknown_return_the_year_runs_from_completion(world: World, clock: Any) -> None:
    case = at(world, "completed", via="reintegration")
    attempt(world, case, "reopen_completed")
    case = at(world, "completed", via="reintegration", person=world.worker("Lain"))
    clock.advance(timedelta(days=366))
    refused(world, case, "reopen_completed", "lebih dari satu tahun")


REOPENINGS = [
    ("uphold_objection", "rejected", "selection", "rina_head"),
    ("reopen_completed", "completed", "reintegration", "siti_sup"),
    ("trace_again", "ended_abroad", "contact_lost", "rina_head"),
]


@pytest.mark.parametrize(("verb", "state", "via", "actor"), REOPENINGS)
def test_who_ended_a_journey_does_not_reopen_it(world: World, verb: str, state: str, via: str, actor: str) -> None:
    case = teleport(at(world, via), state)
    put(case, ended_by=getattr(world, actor))
    refused(world, case, verb, "pembukaan kembali diputuskan orang lain", actor)


def test_who_wrote_down_a_withdrawal_may_write_down_that_it_is_taken_back(world: World) -> None:
    case = attempt(world, at(world, "village_verification"), "withdraw")
    assert case.ended_by == world.siti
    assert attempt(world, case, "reopen_withdrawn").state == "interest_registered"


@pytest.mark.parametrize(
    ("verb", "state", "via", "actor"), [*REOPENINGS, ("reopen_withdrawn", "withdrawn", "selection", "siti")]
)
def test_nothing_is_reopened_beside_another_open_journey(
    world: World, verb: str, state: str, via: str, actor: str
) -> None:
    case = at(world, state, via=via)
    a_journey(world, person=case.person)
    refused(world, case, verb, "masih mempunyai perjalanan", actor)


def test_a_person_has_one_open_journey(world: World) -> None:
    case = a_journey(world)
    with pytest.raises(GuardFailed, match="masih mempunyai perjalanan"):
        a_journey(world, person=case.person)
    engine.advance(
        case, "withdraw", actor=world.siti, version=case.version, request_id=request_id(),
        data=as_sent(SCENARIOS["withdraw"].data),
    )  # fmt: skip
    assert a_journey(world, person=case.person).is_open


def test_one_open_journey_is_counted_under_every_row_of_a_person(world: World) -> None:
    """What another office typed about the person counts for whoever may see his record."""
    record = world.worker("Wati", nik="1606095205950001")
    a_journey(world, by=world.outsider, office=world.faraway, full_name="Wati", nik="1606095205950001")
    with pytest.raises(GuardFailed, match="masih mempunyai perjalanan"):
        a_journey(world, person=record)


def test_the_journey_of_a_merged_double_counts_for_the_record(world: World) -> None:
    double, record = world.worker("Wati W"), world.worker("Wati")
    a_journey(world, person=double)
    double.merged_into = record
    double.save()
    with pytest.raises(GuardFailed, match="masih mempunyai perjalanan"):
        a_journey(world, person=record)


@pytest.mark.parametrize("verb", ["suspend", "return_for_completion"])
def test_an_emergency_enters_no_stage_that_pauses(world: World, verb: str) -> None:
    case = do(at(world, SCENARIOS[verb].source), "set_severity", world.budi, severity="E", why="Diancam calo.")
    refused(world, case, verb, "Tidak untuk kasus darurat", "budi_head")
