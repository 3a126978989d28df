"""Trafficking: an emergency at BP3MI, the police's work, legal aid, recovery at home; sealed throughout."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.models import Case, Person
from config.demo.playing import Play, day, on_behalf_of, why

REPORT = {
    "number": "LP/B/1/PERAGAAN",
    "unit": "Unit PPA Satreskrim",
    "investigator": "Aiptu Contoh",
    "difficulty": "hard",
    "reported_on": "",
}
RESTITUTION = why("restitution", "Putusan memuat restitusi bagi korban.")


def walk(play: Play) -> Case:
    """A worker held on a plantation, until the judgment is final and she has begun anew at home."""
    person = play.worker("siti", "Nurhayati", "ulak_paceh", birth_date=date(2001, 1, 20), sex="F")
    journey = play.open("journey", "siti", person=person, state="nonprocedural_abroad", destination="MY")
    journey = play.move(journey, "accept_handover", "rina")
    case = _raised(play, person)
    police = _safe_and_at_the_police(play, case)
    _cared_for(play, case)
    aid, client = _legal_aid(play, case)
    _home_again(play, journey)
    case = play.move(case, "refer_and_wait", "rina", told="Kini ditangani polisi dan LBH.")
    _prosecuted(play, police)
    client = _restitution(play, client)
    aid = play.move(
        aid,
        "answer_referral",
        "maya",
        result_text="Restitusi dikabulkan.",
        external_number=client.number,
        **RESTITUTION,
    )
    play.move(aid, "take_over_result", "rina", outcome="Restitusi Rp60 juta dikabulkan.")
    case = play.move(case, "resolve", "rina", amount_recovered="60000000", evidence="Salinan putusan", **RESTITUTION)
    case = play.move(case, "close", "hendra", second="rina", basis="agreed", letter="B-9/PERAGAAN")
    _begun_anew(play, journey)
    return case


def _raised(play: Play, person: Person) -> Case:
    case = play.open(
        "complaint",
        "siti",
        person=person,
        danger="yes",
        matter="complaint",
        category="trafficking",
        complainant_kind="family",
        complainant_name="Ibu Nurhayati",
        channel="in_person",
        victim_is_abroad=True,
        country="MY",
        summary="Dijanjikan kerja restoran, ditahan di perkebunan, paspor diambil, tidak digaji.",
        home_consent="no",
    )
    case = play.move(case, "accept_handover", "hendra", officer=str(play.cast.users["rina"].uid))
    first = case.deadlines.get(rule__code="D14", met_at=None, ended_at=None)
    return play.do(case, "add_note", "rina", text="KJRI dan ibu korban sudah dihubungi.", fulfils=str(first.pk))


def _safe_and_at_the_police(play: Play, case: Case) -> Case:
    police = play.refer(
        case,
        "rina",
        "police",
        "police_report",
        "Laporan polisi atas perdagangan orang.",
        legal_basis="law_enforcement",
        share_identity=True,
    )
    agus = str(play.cast.users["agus"].uid)
    police = play.move(police, "accept_referral", "bambang", officer=agus, external_number=REPORT["number"])
    filed = {**REPORT, "reported_on": day(), "sp2hp_code": "A1", "sp2hp_on": day()}
    police = play.do(police, "record_police_progress", "agus", status="report_filed", **filed)
    play.move(
        case,
        "safeguard",
        "rina",
        safe_how="Rumah aman KJRI Johor Bahru",
        safety_plan="Pulang didampingi; alamat desa dirahasiakan.",
        legal_aid_offer="accepted",
        mission_told="yes",
    )
    return police


def _cared_for(play: Play, case: Case) -> None:
    for help_, whom in [("first_aid", "KJRI Johor Bahru"), ("lpsk", "BP3MI"), ("rehabilitation", "Dinsos")]:
        play.do(case, "record_victim_help", "rina", help=help_, given_on=day(), by_whom=whom)
    social = play.refer(
        case, "rina", "social", "social", "Rehabilitasi sosial.", legal_basis="vital_interest", share_identity=True
    )
    social = play.move(social, "accept_referral", "yuni")
    given = why("service_given", "Asesmen dan konseling sudah diberikan.")
    social = play.move(social, "answer_referral", "yuni", result_text="Konseling berjalan.", **given)
    play.move(social, "take_over_result", "rina", outcome="Konseling setiap minggu.")


def _legal_aid(play: Play, case: Case) -> tuple[Case, Case]:
    """The referral to the body, and the body's own case, which begins with accompanying her."""
    aid = play.refer(
        case,
        "rina",
        "legal_aid",
        "legal_aid",
        "Pendampingan korban dan restitusi.",
        legal_basis="consent",
        consent_note="Korban, tertulis",
        share_identity=True,
    )
    aid = play.move(aid, "accept_referral", "irwan", officer=str(play.cast.users["maya"].uid))
    client = play.open(
        "legal_aid",
        "maya",
        beside=aid,
        applicant="referral",
        applied_as="written",
        attested="signature",
        applied_on=day(),
        category="trafficking",
        topic="Pendampingan korban, restitusi",
        account="Korban perdagangan orang, dirujuk BP3MI.",
    )
    client = play.move(client, "begin_accompaniment", "maya", ground="trafficking", companion="Adv. Contoh Pratama")
    counsel = {"counsel": "Adv. Contoh Pratama", "counsel_kind": "advocate"}
    client = play.move(client, "accept_accompanied", "irwan", papers_to_follow="KTP dan surat miskin", **counsel)
    client = play.papers(client, "maya", "DOC_MANDATE")
    return aid, play.move(
        client,
        "sign_mandate",
        "maya",
        signed_on=day(),
        signed_by="client",
        help_given="Desa diminta menerbitkan surat keterangan.",
        **on_behalf_of("client"),
    )


def _home_again(play: Play, journey: Case) -> None:
    play.do(journey, "record_trafficking_help", "rina", help="first_aid_on", given_on=day(), text="Di rumah aman.")
    play.move(journey, "start_return", "rina", return_reason="abuse_or_violence")
    play.do(journey, "record_trafficking_help", "rina", help="recovery_on", given_on=day(), text="Pulang didampingi.")
    play.move(
        journey,
        "begin_rehabilitation",
        "rina",
        need="Konseling trauma dan pemeriksaan kesehatan",
        consent_given=True,
        consent_by="Nurhayati",
    )


def _prosecuted(play: Play, police: Case) -> None:
    def progress(status: str, **more: Any) -> Case:
        return play.do(police, "record_police_progress", "agus", status=status, number=REPORT["number"], **more)

    progress("inquiry", sp2hp_code="A3", sp2hp_on=day())
    progress("investigation", investigation_ordered_on=day(), sp2hp_code="A4", sp2hp_on=day())
    progress("suspect_named", spdp_on=day())
    for status in ("file_to_prosecutor", "file_complete", "handed_over", "trial", "judgment", "final"):
        progress(status)
    police = play.move(
        police, "answer_referral", "agus", result_text="Perekrut dipidana; putusan inkracht.", **RESTITUTION
    )
    play.move(police, "take_over_result", "rina", outcome="Putusan inkracht dengan restitusi.")


def _restitution(play: Play, client: Case) -> Case:
    court = {"court_stage": "first_instance", "court": "PN Sekayu"}
    client = play.move(client, "begin_litigation", "maya", advocate="Adv. Contoh Pratama", **court)
    client = play.do(
        client,
        "record_service",
        "maya",
        kind="litigation",
        performed_on=day(),
        provider="Adv. Contoh Pratama",
        minutes=180,
        result="Mendampingi korban memberi keterangan.",
    )
    client = play.move(
        client,
        "record_outcome",
        "maya",
        outcome="final_judgment",
        result="Restitusi dikabulkan dan dibayar.",
        restitution="60000000",
        execution="done",
        **RESTITUTION,
    )
    return play.move(
        client, "close", "irwan", letter="12/PERAGAAN", file_returned=True, report_item="Butir 2", **RESTITUTION
    )


def _begun_anew(play: Play, journey: Case) -> None:
    play.move(
        journey,
        "begin_reintegration",
        "rina",
        plan="Usaha kue bersama ibunya.",
        services=["reintegration", "business_mentoring"],
        starts_on=day(),
    )
    play.move(journey, "accept_handover", "siti")
    summary = {"closing_summary": "Usaha berjalan, konseling selesai.", "signed_on": day()}
    play.move(journey, "complete", "yusuf", **summary, **why("goals_met", "Nurhayati menyatakan tujuannya tercapai."))
