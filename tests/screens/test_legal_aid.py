"""The screens of a legal-aid body: what is ahead in court, and what was done, as lists for paper."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from casework.organisations import appoint
from casework.roles import Role
from tests.conftest import Clock
from tests.factories.cases import do, move
from tests.factories.places import LONG_AGO, an_officer
from tests.legal_aid.cases import TODAY, WIB, at_body, open_at, under_mandate
from tests.screens.pages import signed_in, text_of
from tests.world import World, load
from workflows.legal_aid.models import LegalAidCase

NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def world(db: None, clock: Clock) -> World:
    """The known offices and people, on a Monday morning at nine."""
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))
    return load()


def heard(world: World, on: Any, **more: Any) -> LegalAidCase:
    case = under_mandate(world, "litigation", court_stage="first_instance", court="PN Sekayu", advocate="Adv. Dewi")
    return do(case, "set_hearing", world.maya, held_on=str(on), **more)


def served(world: World, case: LegalAidCase, minutes: int = 90, **more: Any) -> LegalAidCase:
    given = {"kind": "negotiation", "performed_on": TODAY.isoformat(), "provider": "Adv. Dewi", "result": "Ditolak."}
    return do(case, "record_service", world.maya, minutes=str(minutes), **given | more)


def labels(menu: Any) -> list[str]:
    return [str(item["label"]) for item in menu]


def test_a_body_has_its_hearings_and_services_in_the_menu(world: World) -> None:
    for person in (world.maya, world.maya_head):
        assert labels(signed_in(person).get("/kerja/").context["menu"])[-2:] == ["Sidang", "Layanan"]


def test_other_offices_have_neither_menu_nor_page(world: World) -> None:
    for person in (world.siti, world.rina, world.agus_sup, world.hadi_head):
        client = signed_in(person)
        assert "Sidang" not in labels(client.get("/kerja/").context["menu"])
        assert [client.get(page).status_code for page in ("/sidang/", "/layanan/")] == [404, 404]


def test_a_bodys_auditor_sees_neither_hearings_nor_services(world: World) -> None:
    client = signed_in(an_officer(world.legal_aid, "Ani", Role.AUDITOR))
    assert [client.get(page).status_code for page in ("/sidang/", "/layanan/")] == [404, 404]


def test_somebody_without_a_login_is_asked_to_log_in(client: Any, world: World) -> None:
    for page in ("/sidang/", "/layanan/", f"/kasus/{at_body(world).uid}/layanan/"):
        assert client.get(page).headers["Location"].startswith("/masuk/")


def test_the_list_begins_with_today_and_goes_on_by_day(world: World) -> None:
    heard(world, NEXT_WEEK, held_at="09:30", agenda="Pembuktian", room="Ruang 2")
    page = text_of(signed_in(world.maya).get("/sidang/"))
    assert "Hari ini, Senin, 23 November 2026 Tidak ada sidang. Senin, 30 November 2026 09.30 Pembuktian" in page
    assert "Sumiati Adv. Dewi PN Sekayu, Ruang 2 Pengadilan tingkat pertama" in page


def test_a_hearing_that_passed_without_a_report_stands_first(world: World, clock: Clock) -> None:
    heard(world, NEXT_WEEK, agenda="Putusan")
    clock.advance(timedelta(days=8))
    page = text_of(signed_in(world.maya).get("/sidang/"))
    assert page.index("Lewat dan belum dilaporkan Putusan") < page.index("Hari ini, Selasa, 1 Desember 2026")


def test_the_last_day_for_an_appeal_is_in_the_calendar(world: World) -> None:
    case = under_mandate(world, "litigation", court="PN Sekayu", appeal_date=NEXT_WEEK)
    client = signed_in(world.maya)
    in_list = text_of(client.get("/sidang/"))
    assert f"Senin, 30 November 2026 Hari terakhir upaya hukum , {case.number}" in in_list
    assert "30 November, Senin Sumiati Hari terakhir upaya hukum" in text_of(client.get("/sidang/?view=month"))


def test_an_appeal_that_was_lodged_leaves_the_calendar(world: World) -> None:
    case = under_mandate(world, "litigation", court="PN Sekayu", appeal_date=NEXT_WEEK)
    served(world, case, kind="litigation", appeal_filed="on")
    assert "upaya hukum ," not in text_of(signed_in(world.maya).get("/sidang/"))


def test_a_month_shows_whole_weeks_and_marks_today(world: World) -> None:
    heard(world, NEXT_WEEK, held_at="09:30")
    response = signed_in(world.maya).get("/sidang/?view=month")
    month = response.context["month"]
    assert [len(week) for week in month.weeks] == [7] * 6
    assert [day.on for day in month.days if day.is_today] == [TODAY]
    assert response.content.decode().count('aria-current="date"') == 1
    page = text_of(response)
    assert "November 2026 Senin Selasa Rabu" in page
    assert "30 November, Senin 09.30 Sumiati PN Sekayu" in page


def test_months_lead_to_the_ones_before_and_after(world: World) -> None:
    page = signed_in(world.maya).get("/sidang/?view=month&month=2026-12").content.decode()
    assert re.findall(r'rel="(?:prev|next)" href="([^"]+)"', page) == [
        "/sidang/?view=month&amp;month=2026-11",
        "/sidang/?view=month&amp;month=2027-01",
    ]


@pytest.mark.parametrize("asked", ["month=2026-13", "month=1800-01", "view=year", "office=not-an-office"])
def test_an_address_that_asks_for_nothing_there_is_answers_404(world: World, asked: str) -> None:
    assert signed_in(world.maya).get(f"/sidang/?{asked}").status_code == 404


def test_the_office_is_asked_only_of_people_who_work_in_several(world: World) -> None:
    heard(world, NEXT_WEEK)
    assert 'name="office"' not in signed_in(world.maya).get("/sidang/").content.decode()
    appoint(world.maya, world.other_legal_aid, Role.OFFICER, LONG_AGO, None, None)
    client = signed_in(world.maya)
    assert 'name="office"' in client.get("/sidang/").content.decode()
    assert "Sumiati" in text_of(client.get(f"/sidang/?office={world.legal_aid.uid}"))
    assert "Sumiati" not in text_of(client.get(f"/sidang/?office={world.other_legal_aid.uid}"))


def test_another_bodys_calendar_is_not_to_be_had(world: World) -> None:
    heard(world, NEXT_WEEK)
    client = signed_in(world.dewi)
    assert "Sumiati" not in text_of(client.get("/sidang/"))
    assert client.get(f"/sidang/?office={world.legal_aid.uid}").status_code == 404


def test_a_sealed_hearing_is_in_nobodys_calendar_but_of_those_named(world: World) -> None:
    case = heard(world, NEXT_WEEK)
    do(case, "raise_seal", world.maya, reason="victim_safety", reason_text="Korban takut.")
    assert case.number in text_of(signed_in(world.maya).get("/sidang/"))
    assert case.number not in text_of(signed_in(world.maya2).get("/sidang/"))


def test_the_calendar_costs_few_statements(world: World, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        heard(world, NEXT_WEEK)
    client = signed_in(world.maya)
    with django_assert_max_num_queries(11):
        client.get("/sidang/")


def test_the_page_of_a_legal_aid_case_leads_to_its_services(world: World) -> None:
    case = served(world, under_mandate(world, "non_litigation"))
    page = signed_in(world.maya).get(f"/kasus/{case.uid}/").content.decode()
    assert f'<a href="/kasus/{case.uid}/layanan/">Daftar layanan dan sidang</a>' in page


def test_a_cases_list_shows_services_totals_and_hearings(world: World) -> None:
    case = served(world, heard(world, NEXT_WEEK, agenda="Pembuktian"), 90)
    served(world, case, 30, participants="Klien", next_date=NEXT_WEEK.isoformat())
    page = text_of(signed_in(world.maya).get(f"/kasus/{case.uid}/layanan/"))
    assert f"LBH Sekayu Daftar layanan {case.number} · Sumiati" in page
    assert "Negosiasi 2 120 Seluruhnya 2 120" in page
    assert "23 November 2026 Negosiasi Adv. Dewi bersama Klien Ditolak. Berikutnya 30 November 2026. 30" in page
    assert "30 November 2026 Pembuktian PN Sekayu Dijadwalkan" in page
    assert "Keadaan pada 23 November 2026, 09.00 WIB." in page


def test_a_sealed_cases_list_says_on_paper_that_it_is_sealed(world: World) -> None:
    case = served(world, under_mandate(world, "non_litigation"))
    do(case, "raise_seal", world.maya, reason="victim_safety", reason_text="Korban takut.")
    assert "Disegel" in text_of(signed_in(world.maya).get(f"/kasus/{case.uid}/layanan/"))
    assert signed_in(world.maya2).get(f"/kasus/{case.uid}/layanan/").status_code == 404


def test_a_case_without_services_says_so(world: World) -> None:
    page = text_of(signed_in(world.maya).get(f"/kasus/{at_body(world).uid}/layanan/"))
    assert "Belum ada layanan yang dicatat." in page


def test_a_cases_services_are_for_its_body_alone(world: World) -> None:
    case = open_at(world, world.village, world.siti)
    case = move(case, "forward_to_body", world.siti, receiving_office=str(world.legal_aid.uid), **_given_by_client())
    page = f"/kasus/{case.uid}/layanan/"
    assert signed_in(world.siti).get(f"/kasus/{case.uid}/").status_code == 200
    strangers = (world.siti, world.dewi, world.rina, world.hadi_head, world.outsider)
    assert [signed_in(person).get(page).status_code for person in strangers] == [404] * 5
    assert signed_in(world.maya).get(page).status_code == 200


def test_cases_of_other_kinds_have_no_list_of_services(world: World, parcel: Any) -> None:
    assert signed_in(world.siti).get(f"/kasus/{parcel.uid}/layanan/").status_code == 404


def test_a_bodys_list_counts_this_month_unless_asked(world: World) -> None:
    case = served(world, under_mandate(world, "non_litigation"), 90)
    client = signed_in(world.maya)
    page = text_of(client.get("/layanan/"))
    assert "1 November 2026 sampai 23 November 2026" in page
    assert "Negosiasi 1 90 Seluruhnya, 1 kasus 1 90" in page
    assert f"23 November 2026 {case.number} Sumiati Negosiasi Adv. Dewi Ditolak. 90" in page
    assert "Belum ada layanan yang dicatat." in text_of(client.get("/layanan/?from=2026-10-01&until=2026-10-31"))


def test_a_bodys_list_counts_sealed_cases_without_showing_them(world: World) -> None:
    case = served(world, under_mandate(world, "non_litigation"))
    do(case, "raise_seal", world.maya, reason="victim_safety", reason_text="Korban takut.")
    page = text_of(signed_in(world.maya2).get("/layanan/"))
    assert "1 layanan dari kasus yang tidak Anda baca dihitung, tetapi tidak didaftar." in page
    assert case.number not in page


def test_days_in_the_wrong_order_are_pointed_out(world: World) -> None:
    page = text_of(signed_in(world.maya).get("/layanan/?from=2026-11-20&until=2026-11-01"))
    assert "Isi tanggal yang sama atau sesudah tanggal pertama." in page


def test_another_bodys_list_is_not_to_be_had(world: World) -> None:
    case = served(world, under_mandate(world, "non_litigation"))
    page = text_of(signed_in(world.dewi).get(f"/layanan/?office={world.legal_aid.uid}"))
    assert case.number not in page
    assert "Negosiasi" not in page


def _given_by_client() -> dict[str, Any]:
    given = {"behalf": "client", "behalf_how": "in_person", "behalf_paper": "Pernyataan 12/2026"}
    return {"attested": "thumb_print", "no_conflict": "on", **given}
