"""The form of an act without a move: notes, papers, and what needs a second person."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework import clock
from casework.models import Document, Proposal
from tests.complaint import given
from tests.factories.cases import do, fresh, move
from tests.journey import cases as journeys
from tests.screens.pages import hidden, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Any) -> None:
    settings.KAWAL_MEDIA = tmp_path


def address(parcel: Parcel, name: str) -> str:
    return f"/kasus/{parcel.uid}/tindakan/{name}/"


def send(browser: Client, parcel: Parcel, name: str, **data: Any) -> Any:
    """Open the form, fill it in, send it."""
    form = hidden(browser.get(address(parcel, name)))
    return browser.post(address(parcel, name), {**form, **data})


def a_paper(**data: Any) -> dict[str, Any]:
    return {"kind": "OTHER", "title": "Surat jalan", **data}


def test_a_note_is_kept_and_shown(world: World, parcel: Parcel) -> None:
    browser = signed_in(world.siti)
    assert send(browser, parcel, "add_note", text="Ibunya menelepon").status_code == 302
    shown = text_of(browser.get(f"/kasus/{parcel.uid}/"))
    assert "Tambah catatan: sudah dicatat." in shown
    assert "Ibunya menelepon" in shown


def test_an_empty_note_is_refused_at_its_field(world: World, parcel: Parcel) -> None:
    response = send(signed_in(world.siti), parcel, "add_note", text="")
    assert response.context["form"].errors["text"]
    assert not parcel.notes.exists()


def test_a_file_is_uploaded_with_its_paper(world: World, parcel: Parcel) -> None:
    browser = signed_in(world.siti)
    assert 'enctype="multipart/form-data"' in browser.get(address(parcel, "add_document")).content.decode()
    file = SimpleUploadedFile("ktp siti.pdf", PDF, "application/pdf")
    assert send(browser, parcel, "add_document", **a_paper(file=file)).status_code == 302
    document = Document.objects.get(case_id=parcel.pk)
    assert (document.size, document.content_type) == (len(PDF), "application/pdf")
    shown = text_of(browser.get(f"/kasus/{parcel.uid}/"))
    assert "Surat jalan" in shown
    assert "Belum diperiksa" in shown


def test_a_file_of_another_sort_is_refused_in_words(world: World, parcel: Parcel) -> None:
    file = SimpleUploadedFile("virus.pdf", b"MZ not a pdf at all", "application/pdf")
    response = send(signed_in(world.siti), parcel, "add_document", **a_paper(file=file))
    assert "Hanya berkas PDF, JPEG dan PNG" in text_of(response)
    assert not parcel.documents.exists()


def test_a_second_person_checks_a_paper_from_its_row(world: World, parcel: Parcel) -> None:
    do(parcel, "add_document", world.siti, **a_paper())
    colleague = signed_in(world.siti2)
    document = parcel.documents.get()
    check = f"{address(parcel, 'verify_document')}?document={document.uid}"
    assert check in colleague.get(f"/kasus/{parcel.uid}/").content.decode()
    assert check not in signed_in(world.siti).get(f"/kasus/{parcel.uid}/").content.decode()
    assert f'value="{document.uid}" selected' in colleague.get(check).content.decode()
    assert send(colleague, parcel, "verify_document", document=document.uid).status_code == 302
    assert "Diverifikasi" in text_of(colleague.get(f"/kasus/{parcel.uid}/"))


def test_whoever_added_a_paper_is_told_that_another_checks_it(world: World, parcel: Parcel) -> None:
    do(parcel, "add_document", world.siti, **a_paper())
    response = send(signed_in(world.siti), parcel, "verify_document", document=parcel.documents.get().uid)
    assert "Dokumen diperiksa orang lain" in text_of(response)
    assert response.context["form"].is_bound


def test_lowering_the_severity_waits_for_a_second_person(world: World, parcel: Parcel) -> None:
    parcel = do(parcel, "set_severity", world.siti, severity="H", why="Diancam penagih")
    response = send(signed_in(world.siti_sup), parcel, "set_severity", severity="N", why="Sudah aman")
    assert response.status_code == 302
    assert fresh(parcel).severity == "H"
    assert Proposal.objects.get(case_id=parcel.pk).act == "set_severity"


def test_who_sees_the_status_only_may_add_a_note_and_nothing_else(world: World, parcel: Parcel) -> None:
    do(parcel, "add_document", world.siti, **a_paper())
    move(parcel, "alarm", world.siti)
    browser = signed_in(world.siti2)
    assert "Tambah catatan" in text_of(browser.get(f"/kasus/{parcel.uid}/"))
    assert send(browser, parcel, "add_note", text="Dilihat di pasar").status_code == 302
    assert browser.get(address(parcel, "verify_document")).status_code == 404


def test_an_unknown_act_a_move_and_a_strangers_act_are_not_found(world: World, parcel: Parcel) -> None:
    assert signed_in(world.siti).get(address(parcel, "fly")).status_code == 404
    assert signed_in(world.siti).get(address(parcel, "send")).status_code == 404
    assert signed_in(world.outsider).get(address(parcel, "add_note")).status_code == 404


def test_who_may_not_do_it_is_told_so(world: World, parcel: Parcel) -> None:
    response = signed_in(world.siti).get(address(parcel, "assign_officer"))
    assert response.status_code == 409
    assert "bukan wewenang Anda" in text_of(response)


def test_the_history_opens_what_was_said_by_the_labels_of_the_form(world: World, parcel: Parcel) -> None:
    day = clock.local(parcel.created, world.village.time_zone).date()
    called = {"on": day.isoformat(), "channel": "phone", "person": "Ibu Sumi", "reached": "no", "text": ""}
    do(parcel, "log_contact", world.siti, **called)
    shown = text_of(signed_in(world.siti).get(f"/kasus/{parcel.uid}/")).partition("Riwayat")[2]
    assert f"Tanggal: {clock.format_local_date(day)}" in shown
    assert "Siapa yang dihubungi: Ibu Sumi" in shown


def test_the_history_says_it_in_the_order_of_the_form(world: World, parcel: Parcel) -> None:
    day = clock.local(parcel.created, world.village.time_zone).date().isoformat()
    said = {"on": day, "channel": "phone", "person": "Ibu Sumi", "reached": "no", "text": "Tidak diangkat"}
    do(parcel, "log_contact", world.siti, **said)
    shown = text_of(signed_in(world.siti).get(f"/kasus/{parcel.uid}/")).partition("Riwayat")[2]
    labels = ["Tanggal:", "Saluran:", "Siapa yang dihubungi:", "Ringkasan:"]
    assert sorted(labels, key=shown.index) == labels


def test_the_history_says_what_changed_in_words(world: World, parcel: Parcel) -> None:
    do(parcel, "set_severity", world.siti, severity="H", why="Diancam penagih")
    shown = text_of(signed_in(world.siti).get(f"/kasus/{parcel.uid}/")).partition("Riwayat")[2]
    assert "Tingkat: Biasa → Tinggi" in shown
    assert "Tingkat: Tinggi" not in shown


def test_the_history_names_the_colleague_a_case_was_given_to(world: World, parcel: Parcel) -> None:
    do(parcel, "assign_officer", world.siti_sup, officer=str(world.siti2.uid), why="Cuti")
    shown = text_of(signed_in(world.siti2).get(f"/kasus/{parcel.uid}/")).partition("Riwayat")[2]
    assert "Petugas: Siti Kedua" in shown
    assert str(world.siti2.uid) not in shown


def acts_of(user: Any, case: Any) -> set[str]:
    groups = signed_in(user).get(f"/kasus/{case.uid}/").context["acts"]
    return {one["url"].rstrip("/").rpartition("/")[2] for group in groups for one in group["acts"]}


def test_a_case_offers_the_acts_of_its_stage_and_not_of_others(world: World) -> None:
    clarified = {"record_clarification", "record_fulfilment", "record_family_told"}
    assert not clarified & acts_of(world.budi, given.at_district(world, "triage"))
    assert clarified & acts_of(world.budi, given.at_district(world, "first_clarification")) == {"record_clarification"}
    assert clarified & acts_of(world.budi, given.at_district(world, "settlement_monitoring")) == {"record_fulfilment"}
    told = {"record_cost_statement", "record_kin_told"}
    assert not told & acts_of(world.siti, journeys.at(world, "interest_registered"))
    assert told & acts_of(world.budi, journeys.at(world, "failed_departure")) == {"record_cost_statement"}


def test_a_head_of_a_village_reads_why_he_cannot_withdraw_an_emergency(world: World) -> None:
    case = given.at_village(world, danger="yes")
    move(case, "recall_handover", world.siti, reason="other", reason_text="Ternyata belum jelas bahayanya")
    page = signed_in(world.siti_head).get(f"/kasus/{case.uid}/")
    assert "withdraw" not in [one["url"].rstrip("/").rpartition("/")[2] for one in page.context["moves"]]
    assert "Belum bisa: Cabut pengaduan Kasus darurat tidak ditutup oleh desa." in text_of(page)


def test_an_extension_on_the_page_says_its_unit(world: World) -> None:
    case = given.at_district(world, "triage")
    more = {"deadline": given.running(case)["D02"].pk, "amount": 5, "reason": "complexity", "reason_text": "Tebal."}
    do(case, "extend_deadline", world.budi_sup, **more)
    assert "+5 hari kerja, Budi Penyelia" in text_of(signed_in(world.budi).get(f"/kasus/{case.uid}/"))


def test_what_has_to_be_ticked_is_asked_for_as_such(world: World) -> None:
    case = given.at_district(world)
    address = f"/kasus/{case.uid}/langkah/begin_triage/"
    browser = signed_in(world.budi)
    sent = browser.post(address, {**hidden(browser.get(address)), "danger": "no"})
    assert sent.context["form"].errors["number_given"] == ["Centang pernyataan ini."]


def test_whoever_ends_a_case_reads_which_referral_goes_on(world: World) -> None:
    case = given.at_district(world, "triage")
    referral = given.referral(world, case, world.budi, world.legal_aid)
    shown = text_of(signed_in(world.budi).get(f"/kasus/{case.uid}/langkah/withdraw/"))
    assert f"Rujukan {referral.number} yang masih berjalan: Bantuan hukum, LBH Sekayu" in shown


def test_what_a_sealed_referral_asks_and_of_whom_is_not_said_to_whoever_ends_the_case(world: World) -> None:
    case = given.at_district(world, "triage")
    referral = given.referral(world, case, world.budi, world.legal_aid)
    move(referral, "accept_referral", world.maya)
    do(referral, "raise_seal", world.maya, reason="victim_safety", reason_text="Korban terancam.")
    shown = text_of(signed_in(world.budi).get(f"/kasus/{case.uid}/langkah/withdraw/"))
    assert f"Rujukan {referral.number} yang masih berjalan, disegel: {referral.kind_label}" in shown
    assert "Bantuan hukum" not in shown
    assert "LBH Sekayu" not in shown
