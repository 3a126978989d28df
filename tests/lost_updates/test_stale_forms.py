"""A page that was opened before somebody else acted: refused in words, nothing typed is lost, nothing overwritten."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casework.models import Absence, Membership, Organisation
from casework.roles import Role
from notifications.models import Preference
from tests.complaint.given import at_bp3mi, at_district, referral
from tests.factories.cases import do, fresh, move, teleport
from tests.factories.parcels import a_parcel
from tests.factories.places import an_officer
from tests.screens.pages import carried, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World
from workflows.referral.models import PoliceReport

FILED = {"status": "report_filed", "number": "LP/B/7/2026", "reported_on": "2026-01-05"}


def at_district_held(world: World) -> Parcel:
    return move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)


# --- A case --------------------------------------------------------------------------------------


def test_it_says_what_happened_who_did_it_when_and_where_the_case_is_now(world: World) -> None:
    parcel = at_district_held(world)
    browser = signed_in(world.budi)
    address = f"/kasus/{parcel.uid}/langkah/weigh/"
    old = carried(browser.get(address))
    move(parcel, "weigh", world.budi2, grams=7)

    shown = text_of(browser.post(address, {**old, "grams": "9"}))

    assert "Timbang · Budi Kedua · Disnakertrans Musi Banyuasin · " in shown
    assert "Sekarang: Diperiksa di Disnakertrans Musi Banyuasin, petugas Budi Petugas." in shown


def test_an_accepted_hand_over_is_told_too(world: World) -> None:
    parcel = move(a_parcel(world), "send", world.siti)
    browser = signed_in(world.siti)
    address = f"/kasus/{parcel.uid}/langkah/recall_handover/"
    old = carried(browser.get(address))
    move(parcel, "accept_handover", world.budi)

    response = browser.post(address, {**old, "reason": "sent_in_error", "reason_text": "Salah kirim, maaf."})

    assert "Terima serah terima · Budi Petugas" in text_of(response)
    assert "Salah kirim, maaf." in text_of(response)


def test_an_act_without_a_move_is_refused_alike_and_keeps_what_was_typed(world: World) -> None:
    parcel = at_district_held(world)
    browser = signed_in(world.budi)
    address = f"/kasus/{parcel.uid}/tindakan/add_note/"
    old = carried(browser.get(address))
    move(parcel, "weigh", world.budi2, grams=7)

    response = browser.post(address, {**old, "text": "Kotaknya basah sekali."})

    assert "Kasus sudah berubah" in text_of(response)
    assert "Kotaknya basah sekali." in response.content.decode()
    assert browser.post(address, {**carried(response), "text": "Kotaknya basah sekali."}).status_code == 302


def test_a_file_that_was_chosen_must_be_chosen_again_and_it_says_so(world: World) -> None:
    parcel = at_district_held(world)
    browser = signed_in(world.budi)
    address = f"/kasus/{parcel.uid}/tindakan/add_document/"
    old = carried(browser.get(address))
    move(parcel, "weigh", world.budi2, grams=7)
    file = SimpleUploadedFile("foto.pdf", b"%PDF-1.4 paket")

    shown = text_of(browser.post(address, {**old, "kind": "OTHER", "title": "Foto paket", "file": file}))

    assert "Berkas yang Anda pilih harus dipilih lagi." in shown


def test_a_value_that_the_form_showed_is_not_overwritten_by_an_older_page(world: World) -> None:
    case = at_district(world, "triage", severity="N")
    browser = signed_in(world.budi)
    address = f"/kasus/{case.uid}/tindakan/set_severity/"
    old = carried(browser.get(address))
    do(case, "set_severity", world.budi2, severity="H", why="Gajinya ditahan.")

    response = browser.post(address, {**old, "severity": "N", "why": "Sudah dibicarakan."})

    assert "Tingkat: sekarang Tinggi." in text_of(response)
    assert fresh(case).severity == "H"
    assert carried(response)["initial-severity"] == "H"


def test_a_value_that_was_empty_when_shown_is_not_overwritten_by_an_older_page(world: World) -> None:
    parent = teleport(at_bp3mi(world), "assigned", holder=world.bp3mi)
    case = move(referral(world, parent, world.rina, world.police, "police_report"), "accept_referral", world.agus)
    browser = signed_in(world.agus)
    address = f"/kasus/{case.uid}/tindakan/record_police_progress/"
    old = carried(browser.get(address))
    do(case, "record_police_progress", world.rina, **FILED)

    response = browser.post(address, {**old, "status": "report_filed", "number": "LP/A/999/2026"})

    assert "Nomor laporan polisi: sekarang LP/B/7/2026." in text_of(response)
    assert PoliceReport.objects.get(referral=case).number == "LP/B/7/2026"
    again = browser.post(address, {**carried(response), "status": "report_filed", "number": "LP/A/999/2026"})
    assert again.status_code == 302
    assert PoliceReport.objects.get(referral=case).number == "LP/A/999/2026"


def test_what_was_empty_when_shown_and_is_filled_in_by_now_comes_with_the_page_shown_again(world: World) -> None:
    parent = teleport(at_bp3mi(world), "assigned", holder=world.bp3mi)
    case = move(referral(world, parent, world.rina, world.police, "police_report"), "accept_referral", world.agus)
    browser = signed_in(world.agus)
    address = f"/kasus/{case.uid}/tindakan/record_police_progress/"
    old = carried(browser.get(address))
    do(case, "record_police_progress", world.rina, **FILED, unit="Unit PPA")

    response = browser.post(address, {**old, "status": "inquiry", "number": "LP/B/7/2026", "unit": ""})

    assert 'name="unit" value="Unit PPA"' in response.content.decode()


def test_a_value_that_somebody_else_set_alike_is_no_conflict(world: World) -> None:
    case = at_district(world, "triage", severity="N")
    browser = signed_in(world.budi)
    address = f"/kasus/{case.uid}/tindakan/set_severity/"
    old = carried(browser.get(address))
    do(case, "set_severity", world.budi2, severity="H", why="Gajinya ditahan.")

    assert browser.post(address, {**old, "severity": "H", "why": "Sudah dibicarakan."}).status_code == 302


# --- An office -----------------------------------------------------------------------------------


@pytest.fixture
def administrators(world: World) -> tuple[Client, Client]:
    """Two people who manage the offices."""
    names = ("Ani Pengelola", "Beni Pengelola")
    one, other = (an_officer(world.ministry, name, Role.ADMINISTRATOR) for name in names)
    return signed_in(one), signed_in(other)


def typed(office: Organisation, **more: str) -> dict[str, str]:
    names = ("name", "short_name", "phone", "email", "address")
    return {name: getattr(office, name) for name in names} | more


def test_an_offices_data_are_not_overwritten_by_an_older_page(
    world: World, administrators: tuple[Client, Client]
) -> None:
    one, other = administrators
    address = f"/pengaturan/kantor/{world.village.uid}/ubah/"
    old = carried(one.get(address))
    other.post(address, {**carried(other.get(address)), **typed(world.village, phone="+62711111")})

    response = one.post(address, {**old, **typed(world.village, phone="+62722222")})

    shown = text_of(response)
    assert "Data kantor ini sudah diubah sejak halaman Anda dibuka." in shown
    assert "Telepon: sekarang +62711111." in shown
    assert "Diubah oleh Beni Pengelola pada " in shown
    assert 'value="+62722222"' in response.content.decode()
    assert Organisation.objects.get(pk=world.village.pk).phone == "+62711111"
    again = one.post(address, {**carried(response), **typed(world.village, phone="+62722222")})
    assert again.status_code == 302
    assert Organisation.objects.get(pk=world.village.pk).phone == "+62722222"


def test_what_the_older_page_did_not_touch_stays_as_the_other_left_it(
    world: World, administrators: tuple[Client, Client]
) -> None:
    one, other = administrators
    address = f"/pengaturan/kantor/{world.village.uid}/ubah/"
    old = carried(one.get(address))
    other.post(address, {**carried(other.get(address)), **typed(world.village, phone="+62711111")})

    one.post(address, {**old, **typed(world.village, address="Jalan Desa 1")})

    after = Organisation.objects.get(pk=world.village.pk)
    assert (after.phone, after.address) == ("+62711111", "Jalan Desa 1")


# --- Who works and who is served -----------------------------------------------------------------


def test_the_end_of_a_role_is_not_set_anew_by_an_older_page(
    world: World, administrators: tuple[Client, Client]
) -> None:
    one, other = administrators
    membership = Membership.objects.get(user=world.budi2, organisation=world.district)
    address = f"/pengaturan/tugas/{membership.pk}/akhiri/"
    first, second = carried(one.get(address)), carried(other.get(address))
    one.post(address, {**first, "on": "2027-03-01"})

    response = other.post(address, {**second, "on": "2027-01-01"})

    shown = text_of(response)
    assert "Data ini sudah diubah sejak halaman Anda dibuka." in shown
    assert "Tanggal berakhir: sekarang 1 Maret 2027." in shown
    assert "Diubah oleh Ani Pengelola pada " in shown
    assert 'value="2027-01-01"' in response.content.decode()
    assert Membership.objects.get(pk=membership.pk).until == date(2027, 3, 1)
    other.post(address, {**carried(response), "on": "2027-01-01"})
    assert Membership.objects.get(pk=membership.pk).until == date(2027, 1, 1)


def test_the_end_of_a_service_is_not_set_anew_by_an_older_page(
    world: World, administrators: tuple[Client, Client]
) -> None:
    one, other = administrators
    served = world.village.served_regions.get()
    address = f"/pengaturan/kantor/{world.village.uid}/wilayah/{served.pk}/akhiri/"
    first, second = carried(one.get(address)), carried(other.get(address))
    one.post(address, {**first, "on": "2027-03-01"})

    shown = text_of(other.post(address, {**second, "on": "2027-01-01"}))

    assert "Tanggal berakhir: sekarang 1 Maret 2027." in shown
    assert "Diubah oleh Ani Pengelola pada " in shown
    served.refresh_from_db()
    assert served.period.upper == date(2027, 3, 1)


def test_an_absence_is_not_overwritten_but_refused_where_one_is_recorded_already(world: World) -> None:
    one, other = signed_in(world.budi_sup), signed_in(world.budi_head)
    address = f"/petugas/{world.district.uid}/{world.budi2.uid}/tidak-hadir/"
    first, second = carried(one.get(address)), carried(other.get(address))
    away = {"since": "2026-12-01", "until": "2026-12-10", "reason": "leave"}
    one.post(address, {**first, **away})

    assert "sudah ada catatan ketidakhadiran" in text_of(other.post(address, {**second, **away, "until": "2026-12-05"}))
    assert Absence.objects.get(user=world.budi2).until == date(2026, 12, 10)


def test_how_one_is_told_is_not_set_back_by_an_older_tab(world: World) -> None:
    browser = signed_in(world.budi)
    address = reverse("notice_preferences")
    said = {"rhythm": "daily", "quiet_from": "", "quiet_until": "", "phone": "", "channels_handover": ["email"]}
    browser.post(address, {**carried(browser.get(address)), **said})
    first, second = carried(browser.get(address)), carried(browser.get(address))
    browser.post(address, {**first, **said, "phone": "0812 3456 7890"})

    response = browser.post(address, {**second, **said, "rhythm": "at_once"})

    assert "sekarang +6281234567890." in text_of(response)
    assert Preference.objects.get(user=world.budi).phone == "+6281234567890"
    again = browser.post(address, {**carried(response), **said, "rhythm": "at_once", "phone": "0812 3456 7890"})
    assert again.status_code == 302
