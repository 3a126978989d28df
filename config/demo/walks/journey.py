"""A journey: village, district, BP3MI, abroad, home village."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.models import Case
from config.demo.playing import Play, day, on_behalf_of, why

FIRST_PAPERS = ("DOC_ID", "DOC_MARITAL", "DOC_FAMILY_PERMIT")
TRAVEL_PAPERS = ("DOC_PASSPORT", "DOC_CONTRACT", "DOC_VISA", "DOC_BPJS_TK")
REGISTERED: dict[str, Any] = {
    "siapkerja_account": "SK-PERAGAAN-01",
    "destination": "MY",
    "scheme": "p3mi",
    "job_order": "SIP2MI-PERAGAAN-1",
    "p3mi": "PT Contoh Bahari",
    "p3mi_is_active": True,
}


def walk(play: Play) -> Case:
    """From the first interest to the workshop at home."""
    person = play.worker("siti", "Rudi Hartono", "ulak_paceh", birth_date=date(1998, 5, 17), sex="M")
    case = play.open("journey", "siti", person=person, state="interest_registered", destination="MY")
    case = play.move(case, "submit_for_verification", "siti", consent_notice_shown=True, **on_behalf_of("cpmi"))
    case = play.papers(case, "siti", *FIRST_PAPERS, verified_by="yusuf")
    case = play.move(
        case,
        "clear_at_village",
        "yusuf",
        identity_matched=True,
        family_heard_on=day(),
        family_heard="Istri dan orang tua",
        job_source="Papan pengumuman Disnakertrans",
    )
    case = play.move(case, "forward_to_district", "siti")
    case = through_district(play, case)
    case = through_bp3mi(play, case)
    case = play.move(
        case, "record_departure", "siti", departure_date=day(), port="Palembang", flight="Penerbangan pagi"
    )
    case = play.move(
        case,
        "confirm_arrival",
        "siti",
        arrived_on=day(),
        contact="Istri, lewat telepon",
        employer="Contoh Manufacturing Sdn Bhd",
        work_address="Johor Bahru",
        contract_start=day(),
        contract_end=day(730),
        **on_behalf_of("family"),
    )
    case = play.do(
        case,
        "log_contact",
        "siti",
        on=day(),
        channel="whatsapp",
        person="Rudi",
        reached="yes",
        text="Sehat, gaji utuh.",
    )
    case = play.move(case, "begin_extension", "rina", proposed_end=day(1095), terms="Gaji naik", **on_behalf_of("pmi"))
    case = play.move(case, "decline_extension", "rina", **why("pmi_declined", "Rudi ingin pulang pada akhir kontrak."))
    case = play.move(case, "start_return", "rina", return_reason="contract_ended")
    case = play.move(
        case,
        "receive_home",
        "siti",
        returned_on=day(),
        handed_to="family",
        receiver_name="Istri Rudi",
        report_number="BA-1/PERAGAAN",
        witness="Kepala Dusun 1",
    )
    case = play.move(
        case,
        "begin_reintegration",
        "siti",
        plan="Bengkel las di rumah dengan tabungan dari Johor.",
        services=["business_mentoring", "integrated_information"],
        starts_on=day(),
    )
    return play.move(
        case, "complete", "yusuf", closing_summary="Bengkel berjalan.", signed_on=day(), **why("goals_met")
    )


def through_district(play: Play, case: Case) -> Case:
    case = play.move(case, "accept_handover", "budi")
    case = play.move(case, "begin_selection", "budi", **REGISTERED)
    case = play.move(case, "pass_selection", "budi", selected_on=day(), result="Lulus wawancara")
    case = play.papers(case, "budi", "DOC_COMPETENCE", verified_by="wulan")
    case = play.move(case, "pass_training", "budi", certified_by="LSP Contoh")
    case = play.papers(case, "budi", "DOC_HEALTH", verified_by="wulan", expires_on=day(365))
    case = play.move(case, "pass_medical", "budi", is_fit=True, examined_on=day(), facility="RSUD Sekayu")
    case = play.papers(case, "budi", "DOC_PLACEMENT", verified_by="wulan")
    return play.move(
        case,
        "endorse_agreement",
        "budi",
        endorsed_on=day(),
        endorsement_number="560/1/PERAGAAN",
        signed_by_both=True,
        copy_given=True,
    )


def through_bp3mi(play: Play, case: Case) -> Case:
    case = play.move(case, "accept_handover", "rina")
    case = play.papers(case, "rina", *TRAVEL_PAPERS, verified_by="agung", expires_on=day(1800))
    case = play.move(case, "complete_documents", "rina", **on_behalf_of("cpmi"))
    case = play.papers(case, "rina", "DOC_OPP", verified_by="agung")
    case = play.move(case, "complete_orientation", "rina", attended_on=day())
    number = f"EPMI-PERAGAAN-{case.number}"
    return play.move(case, "approve_departure", "rina", epmi_number=number, departure_date=day(7), ticket="Tiket 1")
