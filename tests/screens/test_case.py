"""The page of a case: who sees how much of it, where it is, what can be done and what is missing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework import clock
from casework.acts import act_kind
from casework.models import CaseLink, Party
from casework.models.participation import Part
from casework.roles import Role
from tests.complaint import given as complaints
from tests.factories.cases import do, move, put
from tests.factories.parcels import a_parcel
from tests.factories.places import MUARA_ENIM, an_office, an_officer
from tests.handover.given import at_district, transferred
from tests.journey import cases as journeys
from tests.journey.scenarios import SCENARIOS
from tests.screens.pages import signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


def page(user: Any, parcel: Parcel, **query: Any) -> str:
    return text_of(signed_in(user).get(f"/kasus/{parcel.uid}/", query))


def test_it_asks_strangers_to_log_in(world: World, parcel: Parcel) -> None:
    assert Client().get(f"/kasus/{parcel.uid}/").status_code == 302


def test_an_office_that_takes_no_part_gets_no_page(world: World, parcel: Parcel) -> None:
    assert signed_in(world.outsider).get(f"/kasus/{parcel.uid}/").status_code == 404


def test_a_party_gets_no_page(world: World, parcel: Parcel) -> None:
    Party.objects.create(case_id=parcel.pk, role="respondent", user=world.siti2, since=parcel.created)
    assert signed_in(world.siti2).get(f"/kasus/{parcel.uid}/").status_code == 404


def test_it_says_number_stage_holder_officer_and_due(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    shown = page(world.siti, parcel)
    for said in (parcel.number, "Dilaporkan", "Desa Ulak Paceh · Siti Petugas", "26 November 2026, Sisa 3 hari kerja"):
        assert said in shown


def test_it_says_who_holds_it_and_since_when(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    clock.advance(timedelta(days=1))
    held = "Dilaporkan · di Desa Ulak Paceh sejak 23 November 2026, petugas Siti Petugas"
    assert held in page(world.siti, parcel)
    move(parcel, "send", world.siti)
    clock.advance(timedelta(days=1))
    assert "sejak 24 November 2026" in page(world.budi, parcel)
    move(parcel, "accept_handover", world.budi)
    held = "Diperiksa · di Disnakertrans Musi Banyuasin sejak 24 November 2026, petugas Budi Petugas"
    assert held in page(world.budi, parcel)
    assert held in page(world.siti, parcel)
    put(parcel, parts={world.village: Part.STATUS})
    assert "Disnakertrans Musi Banyuasin, sejak 24 November 2026" in page(world.siti, parcel)


def test_of_an_emergency_the_hour_is_said_too(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = move(a_parcel(world), "alarm", world.siti)
    move(parcel, "accept_handover", world.budi_head)
    held = "di Disnakertrans Musi Banyuasin sejak 23 November 2026, 09.00 WIB, petugas"
    assert held in page(world.budi_head, parcel)


def test_a_case_that_came_back_says_near_its_top_by_whom_when_and_why(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    move(parcel, "send", world.siti)
    clock.advance(timedelta(hours=2))
    move(parcel, "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami")
    shown = page(world.siti, parcel)
    top = shown.partition("Yang dapat Anda lakukan")[0]
    back = "Dikembalikan oleh Disnakertrans Musi Banyuasin · Budi Petugas, 23 November 2026, 11.00 WIB. Alasan:"
    assert back in top
    assert "Bukan wilayah kami" in top


def test_what_was_written_when_a_sealed_case_came_back_is_for_who_works_on_it(world: World, parcel: Parcel) -> None:
    move(parcel, "alarm", world.siti)
    move(parcel, "return_handover", world.budi_head, reason="wrong_region", reason_text="Rumahnya di Sekayu")
    assert "Alasan: Salah wilayah. Rumahnya di Sekayu" in page(world.siti, parcel)
    follows = page(world.budi_head, parcel)
    assert "Alasan: Salah wilayah." in follows
    assert "Rumahnya di Sekayu" not in follows


def test_what_a_case_lacks_is_said_where_it_has_to_be_completed(world: World) -> None:
    case = journeys.at(world, "district_registration")
    move(case, "return_for_completion", world.budi, **SCENARIOS["return_for_completion"].data)
    shown = page(world.siti, case)
    assert "Dokumen yang kurang: Surat keterangan status perkawinan (+ fotokopi buku nikah)" in shown
    assert "Hal lain yang kurang: Alamat" in shown


def test_a_case_that_stays_with_who_asked_for_more_says_that_it_was_asked(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    case = complaints.at_district(world, "triage")
    move(case, "ask_for_completion", world.budi, **complaints.FILLED["ask_for_completion"])
    shown = page(world.budi, case)
    assert "Diminta dilengkapi oleh Disnakertrans Musi Banyuasin · Budi Petugas, 23 November 2026, 09.00" in shown
    assert "Yang masih kurang: Kontrak" in shown


def test_no_head_is_told_to_ask_himself_about_a_sealed_case(world: World, parcel: Parcel) -> None:
    put(parcel, sealed=True)
    new_head = an_officer(world.village, "Kepala Baru", Role.HEAD)
    assert "tanyakan kepada kepala Desa Ulak Paceh" in page(world.siti2, parcel)
    assert "tanyakan kepada kepala" not in page(new_head, parcel)
    assert "isinya hanya untuk orang yang disebut namanya" in page(new_head, parcel)


def test_the_bar_says_hours_where_hours_are_left(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    short = lambda: signed_in(world.siti).get(f"/kasus/{parcel.uid}/").context["bar"]["due_short"]  # noqa: E731
    assert short() == "26 Nov"
    clock.set(MONDAY + timedelta(days=3))
    assert short() == "Hari ini, 23.59 WIB"
    clock.set(MONDAY + timedelta(days=4))
    assert short() == "Terlambat"
    move(parcel, "alarm", world.siti)
    clock.advance(timedelta(minutes=30))
    bar = signed_in(world.budi_head).get(f"/kasus/{parcel.uid}/").context["bar"]
    assert bar["due_short"] == "Sisa 1 jam 29 menit"


def test_ready_moves_are_buttons_the_usual_first(world: World, parcel: Parcel) -> None:
    response = signed_in(world.siti).get(f"/kasus/{parcel.uid}/")
    moves = response.context["moves"]
    assert [str(one["label"]) for one in moves] == ["Kirim", "Bahaya", "Gugur"]
    assert [one["danger"] for one in moves] == [False, False, True]
    assert moves[0]["url"] == f"/kasus/{parcel.uid}/langkah/send/"


def test_what_cannot_be_done_says_what_is_missing(world: World, parcel: Parcel) -> None:
    put(parcel, content="")
    shown = page(world.siti, parcel)
    assert "Belum bisa: Kirim Label dulu paketnya." in shown


def test_accepting_comes_first_while_a_handover_waits(world: World, parcel: Parcel) -> None:
    move(parcel, "send", world.siti)
    response = signed_in(world.budi).get(f"/kasus/{parcel.uid}/")
    assert [str(one["label"]) for one in response.context["moves"]][:2] == [
        "Terima serah terima",
        "Kembalikan serah terima",
    ]


def test_the_sender_goes_on_seeing_and_may_take_it_back(world: World, parcel: Parcel) -> None:
    move(parcel, "send", world.siti)
    shown = page(world.siti, parcel)
    assert "Tarik kembali serah terima" in shown
    assert "Terima serah terima" not in shown
    assert "Desa Ulak Paceh · Memantau" in shown


def test_while_a_handover_waits_the_sender_finds_recall_first_and_nothing_grave_stands_out(
    world: World, parcel: Parcel
) -> None:
    move(parcel, "send", world.siti)
    shown = signed_in(world.siti).get(f"/kasus/{parcel.uid}/").content.decode()
    buttons = re.findall(r'<a class="(govuk-button[^"]*)" href="[^"]*/langkah/(\w+)/"', shown)
    assert buttons[0][1] == "recall_handover"
    assert "alarm" in [verb for _style, verb in buttons]
    assert all("govuk-button--secondary" in style for style, _verb in buttons)


def test_the_drawing_shows_the_path_the_present_and_what_may_come(world: World, parcel: Parcel) -> None:
    move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    drawing = signed_in(world.budi).get(f"/kasus/{parcel.uid}/").context["drawing"]
    assert [(one["label"], one["lane"], one["kind"]) for one in drawing["points"]] == [
        ("Dilaporkan", "Desa", "done"),
        ("Diperiksa", "Kabupaten/kota", "now"),
        ("Menunggu", "Kabupaten/kota", "next"),
        ("Selesai", "Kabupaten/kota", "next"),
    ]
    assert [one["name"] for one in drawing["lanes"]] == ["Desa", "Kabupaten/kota"]
    assert [one["kind"] for one in drawing["edges"]] == ["done", "next", "next"]


def test_a_way_back_is_drawn_as_one_and_what_may_be_gone_back_to_is_ahead(world: World, parcel: Parcel) -> None:
    parcel = move(parcel, "send", world.siti)
    parcel = move(parcel, "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami")
    drawing = signed_in(world.siti).get(f"/kasus/{parcel.uid}/").context["drawing"]
    assert [one["kind"] for one in drawing["edges"]] == ["done", "back", "next"]
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    parcel = move(parcel, "put_off", world.budi_sup, reason="other", reason_text="Menunggu penimbangan ulang")
    points = signed_in(world.budi).get(f"/kasus/{parcel.uid}/").context["drawing"]["points"]
    assert [one["label"] for one in points if one["kind"] == "next"] == ["Diperiksa"]


def test_a_long_path_is_folded_at_its_beginning(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    for _each in range(8):
        parcel = move(parcel, "weigh", world.budi, grams=5)
    points = signed_in(world.budi).get(f"/kasus/{parcel.uid}/").context["drawing"]["points"]
    assert points[0]["label"] == "4 tahap sebelumnya"
    assert len([one for one in points if one["kind"] == "done"]) == 6
    assert all(one["x"] < 1140 for one in points)


def test_every_deadline_explains_itself(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    shown = page(world.siti, parcel)
    assert "Tenggat 26 November 2026: 3 hari kerja dari 23 November 2026." in shown
    assert "Dasar: D29" in shown
    assert "(kebijakan, bukan ketentuan hukum)" in shown


def test_a_sealed_case_shows_its_status_to_whoever_is_not_named(world: World, parcel: Parcel) -> None:
    do(parcel, "add_note", world.siti, text="Rahasia di gudang")
    move(parcel, "alarm", world.siti)
    shown = page(world.budi, parcel)
    assert "Kasus ini disegel" in shown
    assert "Terima serah terima" not in shown
    for hidden in ("Rahasia di gudang", "Riwayat", "Siti", "Rice"):
        assert hidden not in shown
    assert "Rahasia di gudang" in page(world.siti, parcel)
    assert "Terima serah terima" in page(world.budi_head, parcel)


def test_an_office_with_status_sees_status_only(world: World, parcel: Parcel) -> None:
    put(parcel, parts={world.police: Part.STATUS})
    shown = page(world.agus, parcel)
    assert "Kantor Anda melihat letak kasus ini, tidak isinya." in shown
    assert "Rice" not in shown


def test_what_follows_of_a_sealed_case_hides_contacts_and_safety_notes(world: World, parcel: Parcel) -> None:
    Party.objects.create(
        case_id=parcel.pk, role="complainant", name="Sumiati", contact="0812 9999", since=parcel.created
    )
    move(parcel, "alarm", world.siti)
    do(parcel, "add_note", world.siti, text="Jangan telepon rumah")
    follower = page(world.siti, parcel)
    assert "Sumiati" in follower
    assert "0812 9999" not in follower
    assert "Jangan telepon rumah" not in follower
    holder = page(world.budi_head, parcel)
    assert "0812 9999" in holder
    assert "Jangan telepon rumah" in holder


def test_linked_cases_are_listed_only_to_whoever_may_see_them(world: World, parcel: Parcel) -> None:
    other = a_parcel(world)
    CaseLink.objects.create(one=parcel, other=other, kind="same_employer", since=parcel.created)
    put(parcel, parts={world.district: Part.MONITOR})
    assert other.number in page(world.siti, parcel)
    assert other.number not in page(world.budi, parcel)


def test_the_history_says_what_who_when_and_why_newest_first(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = move(a_parcel(world), "send", world.siti)
    clock.advance(timedelta(hours=1))
    move(parcel, "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami")
    shown = page(world.siti, parcel).partition("Riwayat")[2]
    assert shown.index("Kembalikan serah terima") < shown.index("Kirim") < shown.index("Kasus dibuka")
    assert "23 November 2026, 10.00 WIB · Budi Petugas, Disnakertrans Musi Banyuasin" in shown
    assert "Penjelasan: Bukan wilayah kami" in shown
    assert "Alasan: Salah wilayah." in shown


def test_the_history_is_told_in_parts(world: World, parcel: Parcel) -> None:
    for place in range(45):
        do(parcel, "add_note", world.siti, text=f"Catatan ke-{place}")
    first = signed_in(world.siti).get(f"/kasus/{parcel.uid}/")
    assert len(first.context["history"].entries) == 40
    second = signed_in(world.siti).get(f"/kasus/{parcel.uid}/{first.context['older_url']}")
    assert str(second.context["history"].entries[-1].title) == "Kasus dibuka"
    assert second.context["older_url"] == ""


def test_an_undone_move_is_shown_as_undone(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    parcel = move(parcel, "put_off", world.budi_sup, reason="other", reason_text="Menunggu penimbangan ulang")
    move(parcel, "undo", world.budi, reason="wrong_move", reason_text="Salah tekan")
    entries = signed_in(world.budi).get(f"/kasus/{parcel.uid}/").context["history"].entries
    assert {str(one.title): bool(one.corrected) for one in entries}["Tunda"]
    assert [str(one.title) for one in entries if one.corrected] == ["Tunda"]


def test_a_long_silence_is_said(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    clock.advance(timedelta(days=12))
    do(parcel, "add_note", world.siti, text="Masih dicari")
    assert "12 hari tanpa kegiatan" in page(world.siti, parcel)


def test_an_ended_case_has_no_deadline_and_says_until_when_it_may_be_reopened(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = move(a_parcel(world), "drop", world.siti, reason="duplicate_entry", reason_text="ganda")
    shown = page(world.siti, parcel)
    assert "tidak ada tenggat yang berjalan" in shown
    assert parcel.windows.get().rule.name in shown


def test_acts_lead_to_their_forms(world: World, parcel: Parcel) -> None:
    response = signed_in(world.siti).get(f"/kasus/{parcel.uid}/")
    urls = [act["url"] for group in response.context["acts"] for act in group["acts"]]
    assert f"/kasus/{parcel.uid}/tindakan/{act_kind('add_note').name}/" in urls


def test_a_full_file_costs_no_more_statements_than_a_thin_one(world: World, parcel: Parcel) -> None:
    browser = signed_in(world.siti)
    do(parcel, "add_note", world.siti, text="Pertama")
    do(parcel, "add_document", world.siti, kind="OTHER", title="Surat jalan")
    browser.get(f"/kasus/{parcel.uid}/")
    with CaptureQueriesContext(connection) as thin:
        browser.get(f"/kasus/{parcel.uid}/")
    opened_on = clock.local(parcel.created, world.village.time_zone).date().isoformat()
    for place in range(10):
        do(parcel, "add_note", world.siti, text=f"Catatan ke-{place}")
        do(parcel, "add_document", world.siti, kind="OTHER", title=f"Surat ke-{place}")
        do(parcel, "log_contact", world.siti, on=opened_on, channel="phone", person="Ibu", reached="no")
    with CaptureQueriesContext(connection) as full:
        browser.get(f"/kasus/{parcel.uid}/")
    assert len(full) == len(thin) <= 32


def test_an_office_that_follows_is_read_once_for_all_that_its_officer_may_do(world: World) -> None:
    elsewhere = an_office("district", MUARA_ENIM, name="Disnaker Lain")
    an_officer(elsewhere, "Lain Petugas")
    parcel = transferred(at_district(world), world.budi_sup, elsewhere)
    with CaptureQueriesContext(connection) as captured:
        signed_in(world.budi).get(f"/kasus/{parcel.uid}/")
    by_id = f'WHERE "casework_organisation"."id" = {world.district.pk} '
    assert len([one for one in captured if by_id in one["sql"]]) == 1


@pytest.mark.parametrize("place", ["x", "-1", "9" * 30])
def test_a_place_in_the_history_that_is_nonsense_is_its_end(world: World, parcel: Parcel, place: str) -> None:
    assert "Kasus dibuka" in page(world.siti, parcel, riwayat=place)
