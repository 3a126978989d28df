"""A worker's journey on real pages, from the first interest to the workshop at home."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework import rulebook
from tests.browser.driving import ENDED, Desk, Office, day, on_behalf_of
from tests.world import World

pytestmark = pytest.mark.browser

VILLAGE, DISTRICT, BP3MI = "Desa Ulak Paceh", "Disnakertrans Musi Banyuasin", "BP3MI Sumatera Selatan"


def papers(case: str, by: Desk, checked_by: Desk, *kinds: str, **more: Any) -> None:
    """Put papers on file, and let a colleague check them."""
    for kind in kinds:
        by.record(case, "add_document", kind=kind, **more)
    checked_by.verify(case, *(rulebook.label("documents", kind) for kind in kinds))


def test_a_journey_goes_from_the_first_interest_to_the_workshop_at_home(office: Office, world: World) -> None:
    world.worker("Rudi Hartono", birth_date=date(1998, 5, 17))
    siti = office.empty_desk()
    siti.log_in(*office.password_of(world.siti))

    case = siti.open_case("Perjalanan PMI", "Rudi Hartono", state="interest_registered", destination="MY")
    assert siti.shown().titles == ["Kasus dibuka"]
    assert siti.shown().place == ("Minat tercatat", VILLAGE, "23 Desember 2026")

    prepared_at_the_village(case, siti, office.desk(world.siti_head))
    placed_by_the_district(case, office.desk(world.budi), office.desk(world.budi2))
    sent_off_by_bp3mi(case, office.desk(world.rina), office.desk(world.rina2))
    abroad_and_home_again(case, siti, office.desk(world.rina))
    begun_anew(case, siti, office.desk(world.siti_head))


def prepared_at_the_village(case: str, siti: Desk, head: Desk) -> None:
    siti.step(
        case,
        "submit_for_verification",
        ("Verifikasi desa", VILLAGE, "26 November 2026"),
        consent_notice_shown=True,
        **on_behalf_of("cpmi"),
    )
    papers(case, siti, head, "DOC_ID", "DOC_MARITAL", "DOC_FAMILY_PERMIT")
    head.step(
        case,
        "clear_at_village",
        ("Lolos verifikasi desa", VILLAGE, "28 November 2026"),
        identity_matched=True,
        family_heard_on=day(),
        family_heard="Istri dan orang tua",
        job_source="Papan pengumuman Disnakertrans",
    )
    siti.step(case, "forward_to_district", ("Pendaftaran Disnaker", DISTRICT, "25 November 2026"))


def placed_by_the_district(case: str, budi: Desk, colleague: Desk) -> None:
    budi.step(case, "accept_handover", ("Pendaftaran Disnaker", DISTRICT, "26 November 2026"))
    budi.step(
        case,
        "begin_selection",
        ("Seleksi", DISTRICT, "23 Desember 2026"),
        siapkerja_account="SK-01",
        destination="MY",
        scheme="p3mi",
        job_order="SIP2MI-1",
        p3mi="PT Contoh Bahari",
        p3mi_is_active=True,
    )
    budi.step(
        case,
        "pass_selection",
        ("Pelatihan dan uji kompetensi", DISTRICT, "22 Mei 2027"),
        selected_on=day(),
        result="Lulus wawancara",
    )
    papers(case, budi, colleague, "DOC_COMPETENCE")
    budi.step(
        case,
        "pass_training",
        ("Pemeriksaan kesehatan dan psikologi", DISTRICT, "7 Desember 2026"),
        certified_by="LSP Contoh",
    )
    papers(case, budi, colleague, "DOC_HEALTH", expires_on=day(365))
    budi.step(
        case,
        "pass_medical",
        ("Perjanjian penempatan", DISTRICT, "2 Desember 2026"),
        is_fit=True,
        examined_on=day(),
        facility="RSUD Sekayu",
    )
    papers(case, budi, colleague, "DOC_PLACEMENT")
    budi.step(
        case,
        "endorse_agreement",
        ("Pengurusan dokumen", BP3MI, "25 November 2026"),
        endorsed_on=day(),
        endorsement_number="560/1",
        signed_by_both=True,
        copy_given=True,
    )


def sent_off_by_bp3mi(case: str, rina: Desk, colleague: Desk) -> None:
    rina.step(case, "accept_handover", ("Pengurusan dokumen", BP3MI, "21 Februari 2027"))
    papers(case, rina, colleague, "DOC_PASSPORT", "DOC_CONTRACT", "DOC_VISA", "DOC_BPJS_TK", expires_on=day(1800))
    rina.step(
        case,
        "complete_documents",
        ("Orientasi pra-pemberangkatan (OPP)", BP3MI, "7 Desember 2026"),
        **on_behalf_of("cpmi"),
    )
    papers(case, rina, colleague, "DOC_OPP")
    rina.step(case, "complete_orientation", ("Verifikasi keberangkatan", BP3MI, "26 November 2026"), attended_on=day())
    rina.step(
        case,
        "approve_departure",
        ("Siap berangkat", BP3MI, "3 Desember 2026"),
        epmi_number="EPMI-1",
        departure_date=day(7),
        ticket="Tiket 1",
    )


def abroad_and_home_again(case: str, siti: Desk, rina: Desk) -> None:
    siti.step(
        case,
        "record_departure",
        ("Berangkat", BP3MI, "23 Desember 2026"),
        departure_date=day(),
        port="Palembang",
        flight="Penerbangan pagi",
    )
    siti.step(
        case,
        "confirm_arrival",
        ("Sedang bekerja", BP3MI, "23 Desember 2026"),
        arrived_on=day(),
        contact="Istri, lewat telepon",
        employer="Contoh Manufacturing Sdn Bhd",
        work_address="Johor Bahru",
        contract_start=day(),
        contract_end=day(730),
        **on_behalf_of("family"),
    )
    siti.record(
        case, "log_contact", on=day(), channel="whatsapp", person="Rudi", reached="yes", text="Sehat, gaji utuh."
    )
    rina.step(case, "start_return", ("Proses kepulangan", BP3MI, "23 Desember 2026"), return_reason="contract_ended")
    siti.step(
        case,
        "receive_home",
        ("Tiba di daerah asal", VILLAGE, "30 November 2026"),
        returned_on=day(),
        handed_to="family",
        receiver_name="Istri Rudi",
        report_number="BA-1",
        witness="Kepala Dusun 1",
    )


def begun_anew(case: str, siti: Desk, head: Desk) -> None:
    siti.step(
        case,
        "begin_reintegration",
        ("Reintegrasi dan pemberdayaan", VILLAGE, "23 Desember 2026"),
        plan="Bengkel las di rumah dengan tabungan dari Johor.",
        services=["business_mentoring", "integrated_information"],
        starts_on=day(),
    )
    head.step(
        case,
        "complete",
        ("Selesai (purna)", *ENDED),
        closing_summary="Bengkel berjalan.",
        signed_on=day(),
        reason="goals_met",
        reason_text="Rudi menyatakan tujuannya tercapai.",
    )
