"""Complaints, legal-aid cases and referrals of the demonstration, in many states."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.models import Case
from config.demo.playing import Play, day, on_behalf_of, why

COMPANY: dict[str, Any] = {"respondent_name": "PT Contoh Bahari", "respondent_sort": "p3mi"}


def complaints(play: Play, journeys: dict[str, Case]) -> None:
    """At the village, the district and BP3MI; one sealed, one paused, one closed."""
    _call(play, "siti", "Ahmad Fauzan", journeys, "Potongan gaji melebihi perjanjian.", "excess_deduction")
    _waiting_for_papers(play, journeys)
    _under_commitment(play, journeys)
    _information(play)
    _mediated(play, journeys)
    _paid_back(play, journeys)
    _victim(play)


def legal_aid_cases(play: Play, journeys: dict[str, Case]) -> None:
    """At the village's post, unaccepted at the body, waiting for a decision, in mediation, in court, closed."""
    _applied(play, "siti", "Indra Wijaya", journeys, "Upah lembur tidak dibayar")
    case = _forwarded(play, _applied(play, "siti", "Ferdi Irawan", journeys, "Ganti rugi kecelakaan kerja"), "siti")
    case = _forwarded(play, _applied(play, "tono", "Citra Amelia", journeys, "Pemutusan kontrak sepihak"), "tono")
    _complete(play, play.move(case, "accept_handover", "maya"))
    _long_in_mediation(play, journeys)
    _in_court(play, journeys)
    case = _applied(play, "siti", "Oki Setiawan", journeys, "Pertanyaan tentang kontrak")
    case = play.move(case, "give_consultation", "siti", topic="Isi kontrak kerja")
    given: dict[str, Any] = {"advice": "Lembur wajib dibayar menurut kontrak.", "needs_no_more": True}
    play.move(case, "close_consultation", "siti", **given, **why("information_given"))


def referrals(play: Play, journeys: dict[str, Case]) -> None:
    """Asked and not answered yet, and one at the police that has heard nothing for weeks."""
    play.refer(journeys["Nopriansyah"], "rina", "health", "health", "Pemeriksaan kesehatan setelah tiba.")
    case = _call(play, "rina", "Beni Saputra", journeys, "Lowongan palsu, uang muka diambil.", "job_fraud")
    case = play.move(case, "begin_triage", "rina", number_given=True, danger="no")
    police = play.refer(case, "rina", "police", "police_report", "Laporan penipuan.", legal_basis="law_enforcement")
    police = play.move(police, "accept_referral", "agus", external_number="LP/B/7/PERAGAAN")
    filed = {"number": "LP/B/7/PERAGAAN", "unit": "Unit Pidum", "reported_on": day(-24)}
    play.do(police, "record_police_progress", "agus", status="report_filed", **filed)
    play.move(case, "refer_and_wait", "rina", told="Kini ditangani Polres Musi Banyuasin.")


def _call(play: Play, by: str, name: str, journeys: dict[str, Case], summary: str, category: str, **more: Any) -> Case:
    """A complaint of the family about somebody on a journey."""
    data: dict[str, Any] = {
        "danger": "no",
        "matter": "complaint",
        "complainant_kind": "family",
        "complainant_name": f"Keluarga {name}",
        "channel": "in_person",
        "home_consent": "yes",
        **more,
    }
    return play.open("complaint", by, person=journeys[name].person, summary=summary, category=category, **data)


def _at_district(play: Play, case: Case) -> Case:
    """Triaged by the village and accepted by the district."""
    case = play.move(case, "begin_triage", "siti", number_given=True, danger="no")
    return play.move(case, "accept_handover", "budi")


def _waiting_for_papers(play: Play, journeys: dict[str, Case]) -> None:
    case = _at_district(play, _call(play, "siti", "Andi Kurniawan", journeys, "Biaya berlebih.", "overcharging"))
    asked = {"missing": "Kuitansi pembayaran", "sent_by": "letter"}
    play.move(case, "ask_for_completion", "budi", **asked, **why("missing_document"))


def _under_commitment(play: Play, journeys: dict[str, Case]) -> None:
    """The company promised to pay by today: overdue tomorrow unless somebody looks."""
    case = _clarified(play, _call(play, "siti", "Eka Lestari", journeys, "Biaya berlebih.", "overcharging", **COMPANY))
    promise = {"statement": "SP-4/PERAGAAN", "held_on": day(), "promised": "Mengembalikan Rp4 juta."}
    play.move(case, "record_commitment", "budi", **promise, next_due_date=day())


def _clarified(play: Play, case: Case) -> Case:
    case = play.move(_at_district(play, case), "begin_verification", "budi", plan="Periksa kuitansi.")
    case = play.move(case, "assign", "dewi", officer=str(play.cast.users["budi"].uid))
    session = {"session_on": day(1), "place": "Kantor Disnakertrans", "letter": "005/4/PERAGAAN"}
    return play.move(case, "invite_to_clarification", "budi", **session)


def _information(play: Play) -> None:
    case = play.open(
        "complaint",
        "budi",
        danger="no",
        matter="information",
        complainant_kind="public",
        complainant_name="Warga Sekayu",
        channel="phone",
        summary="Syarat bekerja di Hong Kong melalui jalur resmi.",
        home_consent="not_asked",
    )
    play.move(case, "begin_triage", "budi", number_given=True, danger="no")


def _mediated(play: Play, journeys: dict[str, Case]) -> None:
    case = _clarified(
        play, _call(play, "siti", "Robi Pratama", journeys, "PHK sepihak.", "early_termination", **COMPANY)
    )
    agreed: dict[str, Any] = {
        "complainant_agrees": True,
        "respondent_agrees": True,
        "invited_on": day(),
        "session_on": day(6),
    }
    play.move(case, "open_mediation", "budi", **agreed)


def _paid_back(play: Play, journeys: dict[str, Case]) -> None:
    """Facilitated, paid and closed."""
    case = _at_district(play, _call(play, "siti", "Lia Oktaviani", journeys, "Klaim BPJS.", "social_security"))
    case = play.move(case, "assign", "dewi", officer=str(play.cast.users["budi"].uid))
    case = play.move(case, "facilitate_directly", "budi", arranged="Klaim BPJS", next_due_date=day(10))
    paid = {"amount_recovered": "3500000", "evidence": "Bukti transfer BPJS"}
    case = play.move(case, "resolve", "budi", **paid, **why("paid_full", "Klaim dibayar penuh."))
    play.move(case, "close", "dewi", second="budi", basis="agreed", letter="005/8/PERAGAAN")


def _victim(play: Play) -> None:
    """Trafficking: sealed, at BP3MI, asked of the police; the village told it and sees no more of it."""
    person = play.worker("siti", "Mawar Handayani", "ulak_paceh", birth_date=date(2002, 3, 3), sex="F")
    case = play.open(
        "complaint",
        "siti",
        person=person,
        danger="yes",
        matter="complaint",
        category="trafficking",
        complainant_kind="family",
        channel="in_person",
        victim_is_abroad=True,
        summary="Ditahan di tempat kerja, paspor diambil perekrut.",
        home_consent="no",
    )
    case = play.move(case, "accept_handover", "hendra", officer=str(play.cast.users["rina"].uid))
    play.refer(case, "rina", "police", "police_report", "Laporan polisi.", legal_basis="law_enforcement")


def _applied(play: Play, by: str, name: str, journeys: dict[str, Case], topic: str) -> Case:
    data: dict[str, Any] = {"applicant": "person", "applied_as": "oral", "attested": "thumb_print", "applied_on": day()}
    account = f"{topic}; diceritakan di pos bantuan hukum desa."
    person = journeys[name].person
    return play.open("legal_aid", by, person=person, **data, category="early_termination", topic=topic, account=account)


def _forwarded(play: Play, case: Case, by: str) -> Case:
    body = str(play.cast.offices["legal_aid"].uid)
    return play.move(case, "forward_to_body", by, receiving_office=body, no_conflict=True, **on_behalf_of("client"))


def _complete(play: Play, case: Case) -> Case:
    """All papers there: the body's decision is due."""
    case = play.papers(case, "maya", "DOC_ID", "DOC_CASE_PAPER", "DOC_POVERTY_CARD")
    return play.move(case, "confirm_complete", "maya")


def _mandated(play: Play, case: Case) -> Case:
    """Accepted by the body, the power of attorney signed."""
    case = _complete(play, play.move(_forwarded(play, case, "tono"), "accept_handover", "maya"))
    counsel = {"counsel": "Adv. Contoh Pratama", "counsel_kind": "advocate", "letter": "2/PERAGAAN"}
    case = play.move(case, "accept_application", "fitri", **counsel, merit_note="Ada kontrak.", no_conflict=True)
    case = play.papers(case, "maya", "DOC_MANDATE")
    return play.move(case, "sign_mandate", "maya", signed_on=day(), signed_by="client", **on_behalf_of("client"))


def _in_court(play: Play, journeys: dict[str, Case]) -> None:
    """The next hearing is in a week."""
    case = _mandated(play, _applied(play, "tono", "Desi Ratnasari", journeys, "Denda kontrak"))
    court = {"court_stage": "first_instance", "court": "PN Sekayu", "docket": "2/Pdt.G/PERAGAAN"}
    case = play.move(case, "begin_litigation", "maya", advocate="Adv. Contoh Pratama", **court)
    play.do(case, "set_hearing", "maya", held_on=day(7), agenda="Pembuktian", court="PN Sekayu")


def _long_in_mediation(play: Play, journeys: dict[str, Case]) -> None:
    """Recorded late: the invitation went out two months ago."""
    case = _mandated(play, _applied(play, "tono", "Asep Ridwan", journeys, "Pesangon"))
    case = play.move(case, "begin_non_litigation", "maya", service_plan="Mediasi", services=["mediation"])
    play.do(
        case,
        "record_service",
        "maya",
        kind="mediation",
        mediation_step="invited",
        performed_on=day(-60),
        provider="Adv. Contoh Pratama",
        minutes=45,
        result="Undangan dikirim.",
    )
