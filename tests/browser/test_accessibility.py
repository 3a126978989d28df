"""Every kind of page on a phone and on a desk: no serious axe fault, nothing to scroll sideways, no need of scripts."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from casework.roles import Role
from tests.browser.driving import Desk, Office, day
from tests.factories.places import an_officer
from tests.legal_aid.cases import under_mandate
from tests.world import World

pytestmark = pytest.mark.browser

PHONE, DESK = 360, 1280
GRAVE = ("serious", "critical")
COMPLAINT: dict[str, Any] = {
    "danger": "no",
    "matter": "complaint",
    "complainant_kind": "family",
    "complainant_name": "Suami Sumiati",
    "channel": "in_person",
    "summary": "P3MI memungut Rp9 juta di luar ketentuan dan tidak mengembalikannya.",
    "respondent_name": "PT Contoh Bahari",
    "respondent_sort": "p3mi",
    "home_consent": "yes",
}


def faults(desk: Desk, address: str) -> list[str]:
    """What is wrong with a page on a phone and on a desk: grave axe faults, and a page wider than the phone."""
    assert desk.go(address) == 200
    return faults_here(desk)


def faults_here(desk: Desk) -> list[str]:
    """The same of the page on the screen."""
    found = []
    for width in (PHONE, DESK):
        desk.page.set_viewport_size({"width": width, "height": 800})
        wide = desk.page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width} px: the page is {wide} px wide"] if wide > width else []
        for fault in Axe().run(desk.page).response["violations"]:
            where = [" ".join(node["target"]) for node in fault["nodes"][:3]]
            found += [f"{width} px: {fault['id']} at {where}"] if fault["impact"] in GRAVE else []
    return found


def complaint(desk: Desk, world: World) -> str:
    """A complaint of an overcharged worker, as somebody opened it on screen."""
    world.worker("Sumiati")
    return desk.open_case("Pengaduan", "Sumiati", **COMPLAINT)


def test_login_has_no_grave_faults(office: Office) -> None:
    assert faults(office.empty_desk(), "/masuk/") == []


def test_a_refused_login_has_no_grave_faults(office: Office) -> None:
    desk = office.empty_desk()
    desk.log_in("siapa", "salah")
    assert "Galat" in desk.page.title()
    assert faults_here(desk) == []


def test_the_pages_of_a_case_have_no_grave_faults(office: Office, world: World) -> None:
    siti = office.desk(world.siti)
    case = complaint(siti, world)
    assert faults(siti, case) == []
    assert faults(siti, f"{case}langkah/begin_triage/") == []
    assert faults(siti, f"{case}tindakan/add_document/") == []
    assert faults(siti, "/kerja/") == []


def test_opening_a_case_has_no_grave_faults(office: Office, world: World) -> None:
    siti = office.desk(world.siti)
    assert faults(siti, "/baru/") == []
    assert faults(siti, "/baru/complaint/") == []
    assert faults(siti, "/baru/complaint/?tanpa_orang=1") == []


def test_people_and_search_have_no_grave_faults(office: Office, world: World) -> None:
    siti, person = office.desk(world.siti), world.worker("Sumiati")
    assert faults(siti, f"/orang/{person.uid}/") == []
    assert faults(siti, "/orang/baru/") == []
    assert faults(siti, "/cari/") == []


def test_the_histories_have_no_grave_faults(office: Office, world: World) -> None:
    case = complaint(office.desk(world.siti), world)
    auditor = office.desk(an_officer(world.village, "Ani", Role.AUDITOR))
    assert faults(auditor, "/riwayat/") == []
    assert faults(auditor, case.replace("/kasus/", "/riwayat/")) == []


def test_administration_has_no_grave_faults(office: Office, world: World) -> None:
    assert faults(office.desk(an_officer(world.bp3mi, "Ani", Role.ADMINISTRATOR)), "/pengaturan/") == []


def test_a_bodys_calendar_and_lists_have_no_grave_faults(office: Office, world: World) -> None:
    case = f"/kasus/{under_mandate(world, 'litigation', court_stage='first_instance').uid}/"
    maya = office.desk(world.maya)
    maya.record(case, "set_hearing", held_on=day(2), held_at="09:30", agenda="Pembuktian", court="PN Sekayu")
    maya.record(
        case, "record_service", kind="litigation", performed_on=day(), provider="Adv. Dewi", minutes=90, result="Hadir."
    )
    for page in ("/sidang/", "/sidang/?view=month", "/layanan/", f"{case}layanan/"):
        assert faults(maya, page) == []


def test_kawal_works_without_scripts(office: Office, world: World) -> None:
    siti = office.empty_desk(java_script_enabled=False)
    siti.log_in(*office.password_of(world.siti))
    case = complaint(siti, world)
    siti.step(
        case,
        "begin_triage",
        ("Telaah awal", "Disnakertrans Musi Banyuasin", "25 November 2026"),
        number_given=True,
        danger="no",
    )
