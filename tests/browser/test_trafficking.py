"""Trafficking on real pages: village, BP3MI, police and legal aid, sealed throughout, until the case is closed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.driving import ENDED, Desk, Office, day, on_behalf_of
from tests.world import World

pytestmark = pytest.mark.browser

BP3MI, POLICE, LEGAL_AID = "BP3MI Sumatera Selatan", "Polres Musi Banyuasin", "LBH Sekayu"
COUNSEL = "Adv. Contoh Pratama"
RESTITUTION = {"reason": "restitution", "reason_text": "Putusan memuat restitusi bagi korban."}


def test_a_trafficking_complaint_is_closed_after_police_and_legal_aid(office: Office, world: World) -> None:
    rina, agus, maya = office.desk(world.rina), office.desk(world.agus), office.desk(world.maya)
    heads = {level: office.desk(head) for level, head in (("police", world.agus_head), ("body", world.maya_head))}
    case = reported_at_the_village(office.desk(world.siti))
    taken_over(case, office.desk(world.rina_head), rina, world)
    report = investigated(case, rina, heads["police"], agus, world)
    made_safe(case, rina)
    aid = rina.refer(
        case,
        receiving_office=str(world.legal_aid.uid),
        purpose="legal_aid",
        asked="Pendampingan korban dan restitusi.",
        package="Korban perdagangan orang, kini di rumah aman.",
        legal_basis="consent",
        consent_note="Korban, tertulis",
        share_identity=True,
    )
    client = accompanied(aid, maya, heads["body"], world)
    rina.step(
        case,
        "refer_and_wait",
        ("Menunggu instansi rujukan", BP3MI, "23 Desember 2026"),
        told="Kini ditangani polisi dan LBH.",
    )
    convicted(report, agus, rina)
    compensated(client, aid, maya, heads["body"], rina)
    closed(case, office.desk(world.rina_head), rina)


def test_police_and_body_see_what_was_shared_with_them_and_not_the_complaint(office: Office, world: World) -> None:
    case, rina = reported_at_the_village(office.desk(world.siti)), office.desk(world.rina)
    office.desk(world.rina_head).move(case, "accept_handover", officer=str(world.rina.uid))
    report = asked_of_the_police(case, rina, world)
    head = office.desk(world.agus_head)
    assert head.read(report).place == ("Diminta", POLICE, "23 November 2026")
    assert [desk.go(case) for desk in (head, office.desk(world.maya), office.desk(world.outsider))] == [404] * 3
    assert [office.desk(world.maya).go(report), office.desk(world.agus).go(report)] == [404, 200]
    assert "Nurhayati" not in office.desk(world.agus).page.locator("main").inner_text()


def reported_at_the_village(siti: Desk) -> str:
    case = siti.open_case_of_new_person(
        "Pengaduan",
        {"full_name": "Nurhayati", "sex": "F", "birth_date": "2001-01-20"},
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
    assert siti.shown().titles == ["Nyatakan darurat", "Kasus dibuka"]
    assert siti.shown().place == ("Penanganan darurat", BP3MI, "23 November 2026")
    assert "Kasus disegel." in siti.page.locator("main").inner_text()
    return case


def taken_over(case: str, head: Desk, rina: Desk, world: World) -> None:
    head.step(
        case,
        "accept_handover",
        ("Penanganan darurat", BP3MI, "23 November 2026"),
        officer=str(world.rina.uid),
    )
    rina.record(
        case,
        "add_note",
        text="KJRI dan ibu korban sudah dihubungi.",
        fulfils="Darurat: kontak pertama dan catatan keadaan",
    )


def made_safe(case: str, rina: Desk) -> None:
    rina.step(
        case,
        "safeguard",
        ("Korban diamankan", BP3MI, "26 November 2026"),
        safe_how="Rumah aman KJRI Johor Bahru",
        safety_plan="Pulang didampingi; alamat desa dirahasiakan.",
        legal_aid_offer="accepted",
        mission_told="yes",
    )
    for help_, whom in [("first_aid", "KJRI Johor Bahru"), ("lpsk", "BP3MI"), ("rehabilitation", "Dinsos")]:
        rina.record(case, "record_victim_help", help=help_, given_on=day(), by_whom=whom)


def asked_of_the_police(case: str, rina: Desk, world: World) -> str:
    return rina.refer(
        case,
        receiving_office=str(world.police.uid),
        purpose="police_report",
        asked="Laporan polisi atas perdagangan orang.",
        package="Korban ditahan majikan; paspor diambil perekrut.",
        legal_basis="law_enforcement",
    )


def investigated(case: str, rina: Desk, head: Desk, agus: Desk, world: World) -> str:
    report = asked_of_the_police(case, rina, world)
    head.step(
        report,
        "accept_referral",
        ("Dikerjakan", POLICE, "23 Desember 2026"),
        officer=str(world.agus.uid),
        external_number="LP/B/1",
    )
    progress(
        agus,
        report,
        "report_filed",
        unit="Unit PPA Satreskrim",
        investigator="Aiptu Contoh",
        difficulty="hard",
        reported_on=day(),
        sp2hp_code="A1",
        sp2hp_on=day(),
    )
    return report


def progress(agus: Desk, report: str, status: str, **more: Any) -> None:
    agus.record(report, "record_police_progress", status=status, number="LP/B/1", **more)


def accompanied(aid: str, maya: Desk, head: Desk, world: World) -> str:
    """The body accepts the referral and opens its own case beside it, which begins with accompanying her."""
    head.step(aid, "accept_referral", ("Dikerjakan", LEGAL_AID, "23 Desember 2026"), officer=str(world.maya.uid))
    maya.go(aid)
    maya.follow("Buka kasus terkait")
    maya.follow("Bantuan hukum")
    client = maya.opened(
        {
            "applicant": "referral",
            "applied_as": "written",
            "attested": "signature",
            "applied_on": day(),
            "category": "trafficking",
            "topic": "Pendampingan korban, restitusi",
            "account": "Korban perdagangan orang, dirujuk BP3MI.",
        }
    )
    assert maya.shown().place == ("Penerimaan permohonan", LEGAL_AID, "24 November 2026")
    maya.step(
        client,
        "begin_accompaniment",
        ("Pendampingan darurat", LEGAL_AID, "23 November 2026"),
        ground="trafficking",
        companion=COUNSEL,
    )
    head.step(
        client,
        "accept_accompanied",
        ("Diterima", LEGAL_AID, "30 November 2026"),
        papers_to_follow="KTP dan surat miskin",
        counsel=COUNSEL,
        counsel_kind="advocate",
    )
    maya.record(client, "add_document", kind="DOC_MANDATE")
    maya.step(
        client,
        "sign_mandate",
        ("Surat kuasa ditandatangani", LEGAL_AID, "2 Desember 2026"),
        signed_on=day(),
        signed_by="client",
        help_given="Desa diminta menerbitkan surat keterangan.",
        **on_behalf_of("client"),
    )
    return client


def convicted(report: str, agus: Desk, rina: Desk) -> None:
    progress(agus, report, "investigation", investigation_ordered_on=day(), sp2hp_code="A4", sp2hp_on=day())
    progress(agus, report, "final")
    agus.step(
        report,
        "answer_referral",
        ("Dijawab", BP3MI, "26 November 2026"),
        result_text="Perekrut dipidana; putusan inkracht.",
        **RESTITUTION,
    )
    rina.step(report, "take_over_result", ("Selesai", *ENDED), outcome="Putusan inkracht dengan restitusi.")


def compensated(client: str, aid: str, maya: Desk, head: Desk, rina: Desk) -> None:
    maya.step(
        client,
        "begin_litigation",
        ("Layanan litigasi", LEGAL_AID, "23 Desember 2026"),
        advocate=COUNSEL,
        court_stage="first_instance",
        court="PN Sekayu",
    )
    maya.record(
        client,
        "record_service",
        kind="litigation",
        performed_on=day(),
        provider=COUNSEL,
        minutes=180,
        result="Mendampingi korban memberi keterangan.",
    )
    maya.step(
        client,
        "record_outcome",
        ("Hasil dicatat", LEGAL_AID, "2 Desember 2026"),
        outcome="final_judgment",
        result="Restitusi dikabulkan dan dibayar.",
        restitution="60000000",
        execution="done",
        **RESTITUTION,
    )
    head.step(
        client,
        "close",
        ("Dilaporkan dan ditutup", *ENDED),
        letter="12/LBH/2026",
        file_returned=True,
        report_item="Butir 2",
        **RESTITUTION,
    )
    maya.step(
        aid,
        "answer_referral",
        ("Dijawab", BP3MI, "26 November 2026"),
        result_text="Restitusi dikabulkan dan dibayar.",
        **RESTITUTION,
    )
    rina.step(aid, "take_over_result", ("Selesai", *ENDED), outcome="Restitusi Rp60 juta dibayar.")


def closed(case: str, head: Desk, rina: Desk) -> None:
    """The head proposes to close; nothing changes until a second person has confirmed."""
    handled = ("Selesai ditangani", BP3MI, "7 Desember 2026")
    rina.step(case, "resolve", handled, amount_recovered="60000000", evidence="Salinan putusan", **RESTITUTION)
    head.move(case, "close", basis="agreed", letter="B-9/2026")
    assert head.shown().titles[0] == "Langkah diusulkan, menunggu orang kedua"
    assert head.shown().place == handled
    rina.confirm(case, "Tutup")
    assert rina.shown().titles[0] == "Tutup"
    assert rina.shown().place == ("Ditutup", *ENDED)
