"""My work: what is due, the most urgent first, each row with what to do, for whom, why and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.models import Party
from casework.models.participation import Part
from casework.screens import worklist
from tests.complaint import given as complaints
from tests.factories.cases import do, move, put, teleport
from tests.factories.parcels import a_parcel
from tests.factories.places import a_user
from tests.screens.pages import rows_of, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


def test_it_asks_strangers_to_log_in(world: World) -> None:
    response = Client().get("/kerja/")
    assert (response.status_code, response.headers["Location"]) == (302, "/masuk/?next=/kerja/")


def test_the_first_page_leads_to_my_work(world: World) -> None:
    assert signed_in(world.siti).get("/").headers["Location"] == "/kerja/"


def test_a_row_says_what_to_do_which_case_why_and_until_when(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    page = text_of(signed_in(world.siti).get("/kerja/"))
    assert f"Kirim , {parcel.number}" in page
    assert "Paket · Dilaporkan" in page
    assert "Sejak 23 November 2026: kasus dibuka." in page
    assert "Sisa 3 hari kerja" in page
    assert "3 hari kerja (D29)" in page


def test_what_was_handed_over_is_new_and_waits_to_be_accepted(world: World, parcel: Parcel) -> None:
    move(parcel, "send", world.siti)
    page = text_of(signed_in(world.budi).get("/kerja/"))
    assert f"Terima serah terima , {parcel.number}" in page
    assert "dari Desa Ulak Paceh: Kirim." in page
    assert "Baru" in page


def test_what_came_back_is_marked_returned(world: World, parcel: Parcel) -> None:
    move(parcel, "send", world.siti)
    move(parcel, "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami")
    assert "Dikembalikan" in text_of(signed_in(world.siti).get("/kerja/"))


def test_cases_are_grouped_by_urgency(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    a_parcel(world)
    browser = signed_in(world.siti)
    assert "Belum jatuh tempo" in text_of(browser.get("/kerja/"))
    clock.set(MONDAY + timedelta(days=2, hours=1))
    assert "Segera jatuh tempo" in text_of(browser.get("/kerja/"))
    clock.set(MONDAY + timedelta(days=5))
    assert "Terlambat 1 hari kerja" in text_of(browser.get("/kerja/"))
    clock.set(MONDAY + timedelta(days=20))
    assert "Sangat terlambat" in text_of(browser.get("/kerja/"))


def test_emergencies_and_what_others_wait_for_stand_first_in_groups_of_their_own(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = move(a_parcel(world), "alarm", world.siti)
    move(a_parcel(world), "send", world.siti)
    clock.set(MONDAY + timedelta(hours=3))
    answer = signed_in(world.budi_head).get("/kerja/?daftar=kantor")
    titles = [group["title"] for group in answer.context["groups"]]
    assert titles[:2] == ["Darurat", "Serah terima menunggu jawaban Anda"]
    assert answer.context["groups"][0]["rows"][0]["due_class"] == "very-late", "a late emergency is so at once"
    assert [row["number"] for row in answer.context["groups"][0]["rows"]] == [parcel.number]


def test_mine_is_what_is_assigned_to_me_or_to_nobody(world: World, parcel: Parcel) -> None:
    colleague = signed_in(world.siti2)
    assert parcel.number not in text_of(colleague.get("/kerja/"))
    assert parcel.number in text_of(colleague.get("/kerja/?daftar=kantor"))
    move(parcel, "send", world.siti)
    assert parcel.number in text_of(signed_in(world.budi2).get("/kerja/"))


def test_another_offices_work_is_not_there(world: World, parcel: Parcel) -> None:
    for address in ("/kerja/", "/kerja/?daftar=kantor", "/kerja/?daftar=menunggu"):
        assert parcel.number not in text_of(signed_in(world.outsider).get(address))


def test_a_sealed_case_shows_no_name_to_whoever_is_not_named(world: World, parcel: Parcel) -> None:
    put(parcel, person=world.worker("Rudi Hartono"))
    move(parcel, "alarm", world.siti)
    unnamed = text_of(signed_in(world.budi).get("/kerja/"))
    assert parcel.number in unnamed
    assert "Identitas disegel" in unnamed
    assert "Rudi Hartono" not in unnamed
    assert "Rudi Hartono" in text_of(signed_in(world.budi_head).get("/kerja/"))


def test_a_sealed_case_urges_nothing_on_whoever_may_not_open_it(world: World, parcel: Parcel) -> None:
    move(parcel, "alarm", world.siti)
    said = f"Disegel: hanya kepala kantor yang dapat menerima , {parcel.number}"
    assert said in text_of(signed_in(world.budi).get("/kerja/"))
    assert f"Terima serah terima , {parcel.number}" in text_of(signed_in(world.budi_head).get("/kerja/"))
    move(parcel, "accept_handover", world.budi_head)
    shown = text_of(signed_in(world.budi).get("/kerja/?daftar=kantor"))
    assert f"Disegel: dikerjakan orang yang disebut namanya , {parcel.number}" in shown
    assert f"Selesai , {parcel.number}" in text_of(signed_in(world.budi_head).get("/kerja/?daftar=kantor"))


def test_a_case_about_the_office_itself_is_to_be_passed_on(world: World, parcel: Parcel) -> None:
    Party.objects.create(case_id=parcel.pk, role="respondent", organisation=world.village, since=parcel.created)
    assert f"Limpahkan , {parcel.number}" in text_of(signed_in(world.siti_sup).get("/kerja/?daftar=kantor"))
    assert f"Buka kasus , {parcel.number}" in text_of(signed_in(world.siti).get("/kerja/"))


def test_what_was_handed_over_stays_in_view_as_waiting_for_others(world: World, parcel: Parcel) -> None:
    move(parcel, "send", world.siti)
    page = text_of(signed_in(world.siti).get("/kerja/"))
    assert "Menunggu diterima Disnakertrans Musi Banyuasin" in page
    assert "Belum diterima" in page
    assert rows_of(signed_in(world.budi).get("/kerja/?daftar=menunggu")) == []


def test_what_was_handed_on_stays_in_view_of_whoever_handed_it_on_though_he_did_not_open_it(
    world: World, parcel: Parcel
) -> None:
    move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    teleport(parcel, "checked", holder=world.bp3mi)
    assert rows_of(signed_in(world.budi).get("/kerja/?daftar=menunggu")) == [parcel.number]


def test_who_sees_the_status_only_follows_a_case_without_its_name(world: World, parcel: Parcel) -> None:
    put(parcel, person=world.worker("Rudi Hartono"))
    move(parcel, "send", world.siti)
    browser = signed_in(world.siti)
    assert "Rudi Hartono" in text_of(browser.get("/kerja/?daftar=menunggu"))
    put(parcel, parts={world.village: Part.STATUS})
    shown = text_of(browser.get("/kerja/?daftar=menunggu"))
    assert parcel.number in shown
    assert "Identitas tidak dibagikan" in shown
    assert "Rudi Hartono" not in shown


def test_a_party_does_not_find_the_case_in_his_offices_list(world: World, parcel: Parcel) -> None:
    Party.objects.create(case_id=parcel.pk, role="respondent", user=world.siti2, since=parcel.created)
    assert rows_of(signed_in(world.siti2).get("/kerja/?daftar=kantor")) == []
    assert rows_of(signed_in(world.siti).get("/kerja/?daftar=kantor")) == [parcel.number]


def test_a_person_without_an_office_is_told_what_to_do(world: World) -> None:
    assert "belum bertugas di kantor" in text_of(signed_in(a_user("Nobody")).get("/kerja/"))


def test_paging_by_due_date_meets_every_case_once_and_leads_back(
    world: World, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(MONDAY)
    numbers = []
    for _each in range(5):
        numbers.append(a_parcel(world).number)
        clock.advance(timedelta(days=1))
    monkeypatch.setattr(worklist.page_of, "__defaults__", ("", "", 2))
    browser = signed_in(world.siti)
    first = browser.get("/kerja/")
    second = browser.get(f"/kerja/{first.context['next_url'].removeprefix('/kerja/')}")
    third = browser.get(f"/kerja/{second.context['next_url'].removeprefix('/kerja/')}")
    assert rows_of(first) + rows_of(second) + rows_of(third) == numbers
    assert third.context["next_url"] == ""
    assert rows_of(browser.get(third.context["previous_url"])) == numbers[2:4]
    assert rows_of(browser.get(second.context["previous_url"])) == numbers[:2]


@pytest.mark.parametrize("place", ["x", "2026-11-23~1", "2026-99-99T00:00:00Z~1", "~", "2026-11-23T00:00:00Z~x"])
def test_a_place_that_is_nonsense_is_the_beginning(world: World, parcel: Parcel, place: str) -> None:
    assert rows_of(signed_in(world.siti).get("/kerja/", {"sesudah": place})) == [parcel.number]


def test_fifty_cases_cost_as_many_statements_as_one(world: World) -> None:
    a_parcel(world)
    browser = signed_in(world.siti)
    browser.get("/kerja/")
    with _statements() as of_one:
        browser.get("/kerja/")
    for _each in range(49):
        a_parcel(world)
    with _statements() as of_fifty:
        page = browser.get("/kerja/")
    assert len(rows_of(page)) == 50
    assert len(of_fifty) == len(of_one) <= 8
    texts = [query["sql"] or "" for query in of_fifty]  # Django knows no text of session and account, which are kept
    assert [text for text in texts if "COUNT(" in text] == []


def test_what_lists_look_up_by_kind_is_looked_up_for_all_cases_at_once(world: World) -> None:
    complaints.referral(world, complaints.at_district(world, "triage"), world.budi, world.mission, "mission")
    browser = signed_in(world.budi)
    browser.get("/kerja/")
    with _statements() as of_one:
        browser.get("/kerja/")
    for _each in range(9):
        complaints.referral(world, complaints.at_district(world, "triage"), world.budi, world.mission, "mission")
    with _statements() as of_ten:
        page = browser.get("/kerja/")
    assert len(rows_of(page)) == 20
    assert len(of_ten) == len(of_one) <= 9


def test_a_contact_does_not_change_whose_work_it_is(world: World, parcel: Parcel) -> None:
    do(parcel, "add_note", world.siti2, text="Ditelepon tetangga")
    assert rows_of(signed_in(world.siti).get("/kerja/")) == [parcel.number]


def _statements() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)
