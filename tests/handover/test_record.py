"""The hand-over record (berita acara serah terima): who gave what to whom, when, provable, for paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from casework import clock as kawal_clock
from casework.levels import Level
from casework.models import Event
from casework.screens.handovers import handovers_shown, steps_of
from tests.complaint.given import FILLED, at_village
from tests.complaint.given import at_district as at_office
from tests.factories.cases import do, move, put
from tests.factories.parcels import a_parcel
from tests.factories.places import an_office, an_officer
from tests.handover.given import MONDAY, WIB, returned, sent, transferred
from tests.journey.cases import a_journey
from tests.screens.pages import signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World
from workflows.complaint.models import ComplaintCase
from workflows.journey.models import PmiJourney

HASH = "a" * 64
FOUND_HOME = {"seen_in_person": True, "returned_on": "2026-11-20", "return_reason": "contract_ended"}


@pytest.fixture
def parcel(world: World, clock: Any) -> Parcel:
    """Handed over on Monday with one paper in the file; a second paper came later."""
    clock.set(MONDAY)
    parcel = a_parcel(world)
    _paper(parcel, world, "Surat jalan", HASH)
    parcel = sent(world, parcel)
    _paper(parcel, world, "Surat susulan", "b" * 64)
    return parcel


def _paper(parcel: Parcel, world: World, title: str, digest: str) -> None:
    parcel.documents.create(
        kind="OTHER", title=title, sha256=digest, by=world.siti, office=world.village, at=kawal_clock.now()
    )


def record(parcel: Parcel, user: Any, seq: int = 2) -> Any:
    return signed_in(user).get(f"/kasus/{parcel.uid}/serah-terima/{seq}/")


def hash_of(parcel: Parcel, act: str) -> str:
    return bytes(Event.objects.filter(case_uid=parcel.uid, act=act)[0].hash).hex()


def test_it_names_both_parties_the_case_its_stage_and_the_time(world: World, parcel: Parcel) -> None:
    said = text_of(record(parcel, world.budi))
    for words in (
        "Berita acara serah terima",
        parcel.number,
        "Yang menyerahkan Desa Ulak Paceh, Siti Petugas",
        "Yang menerima Disnakertrans Musi Banyuasin (belum menerima)",
        "Tahap Diperiksa",
        "Diserahkan 23 November 2026, 09.00 WIB",
    ):
        assert words in said


def test_it_lists_the_documents_that_were_in_the_file_then(world: World, parcel: Parcel) -> None:
    said = text_of(record(parcel, world.budi))
    assert f"Surat jalan, 23 November 2026, belum diperiksa SHA-256 {HASH}" in said
    assert "Surat susulan" not in said


def test_it_carries_the_head_hash_of_the_case_at_the_hand_over(world: World, parcel: Parcel) -> None:
    before = hash_of(parcel, "toy.send")
    parcel = do(parcel, "add_note", world.budi, text="Sesudahnya")
    assert before in text_of(record(parcel, world.budi))


def test_once_accepted_it_says_by_whom_and_when(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 24, 10, 0, tzinfo=WIB))
    parcel = move(parcel, "accept_handover", world.budi)
    said = text_of(record(parcel, world.siti))
    assert "Yang menerima Disnakertrans Musi Banyuasin, Budi Petugas" in said
    assert "Diterima 24 November 2026, 10.00 WIB" in said
    assert hash_of(parcel, "toy.accept_handover") in said


def test_an_emergency_is_accepted_by_the_receivers_first_move(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    case = move(at_office(world), "raise_emergency", world.budi, **FILLED["raise_emergency"])
    clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=WIB))
    case = move(case, "safeguard", world.rina_head, **FILLED["safeguard"])
    said = text_of(record(case, world.rina_head))
    assert "Yang menerima BP3MI Sumatera Selatan, Rina Kepala" in said
    assert "Diterima 23 November 2026, 10.00 WIB" in said
    assert hash_of(case, "complaint.safeguard") in said


def test_what_an_office_takes_to_itself_is_accepted_by_that_move(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    case = put(at_office(world), parts={world.bp3mi: "monitor"})
    case = move(case, "raise_emergency", world.rina, **FILLED["raise_emergency"])
    clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=WIB))
    case = move(case, "safeguard", world.rina_head, **FILLED["safeguard"])
    said = text_of(record(case, world.rina_head))
    assert "Yang menerima BP3MI Sumatera Selatan, Rina Petugas" in said
    assert said.count(hash_of(case, "complaint.raise_emergency")) == 2


@pytest.fixture
def found_home(world: World, clock: Any) -> PmiJourney:
    """Opened by the village at BP3MI, which accepts; Siti of the village then finds the worker at home."""
    clock.set(MONDAY)
    case = a_journey(world, "nonprocedural_abroad")
    case = move(case, "accept_handover", world.rina)
    clock.advance(timedelta(hours=1))
    return move(case, "record_found_home", world.siti, **FOUND_HOME)


def test_so_is_what_it_takes_back_to_itself(world: World, found_home: PmiJourney) -> None:
    said = text_of(record(found_home, world.siti))
    assert "Yang menerima Desa Ulak Paceh, Siti Petugas" in said
    assert "Diterima 23 November 2026, 10.00 WIB" in said
    assert said.count(hash_of(found_home, "journey.record_found_home")) == 2
    assert answers(found_home)[0] == "diterima 23 November 2026, 10.00 WIB"


def test_who_acts_for_another_office_did_not_hand_it_over(world: World, found_home: PmiJourney) -> None:
    said = text_of(record(found_home, world.siti))
    assert "Yang menyerahkan BP3MI Sumatera Selatan Yang menerima" in said


def test_a_returned_hand_over_says_when_it_was_returned(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 24, 10, 0, tzinfo=WIB))
    parcel = returned(parcel, world.budi)
    said = text_of(record(parcel, world.siti))
    assert "Dikembalikan 24 November 2026, 10.00 WIB" in said
    assert "(tidak menerima)" in said
    assert hash_of(parcel, "toy.return_handover") in said
    assert record(parcel, world.siti, seq=3).status_code == 404


@pytest.fixture
def alarmed(world: World, clock: Any) -> ComplaintCase:
    """Sent by the village to BP3MI at 9 o'clock; at 14 o'clock, while it waits, the village declares an emergency."""
    clock.set(MONDAY)
    case = at_village(world, victim_is_abroad="on")
    said = "Telepon ibu setelah magrib."
    case = move(case, "begin_triage", world.siti, for_receiver=said, **FILLED["begin_triage"])
    clock.advance(timedelta(hours=5))
    return move(case, "raise_emergency", world.siti, **FILLED["raise_emergency"])


def answers(case: Any) -> list[str]:
    """How each hand-over ended, newest first, as the case's page lists them."""
    return [shown["answer"] for shown in handovers_shown(case, steps_of(case), "Asia/Jakarta")]


def test_what_happens_while_it_waits_makes_no_other_hand_over_of_it(world: World, alarmed, clock: Any) -> None:
    assert "(belum menerima)" in text_of(record(alarmed, world.rina_head))
    assert answers(alarmed) == ["menunggu diterima"]
    clock.advance(timedelta(minutes=20))
    case = move(alarmed, "accept_handover", world.rina_head)
    said = text_of(record(case, world.rina_head))
    for words in (
        "Yang menerima BP3MI Sumatera Selatan, Rina Kepala",
        "Diserahkan 23 November 2026, 09.00 WIB",
        "Diterima 23 November 2026, 14.20 WIB",
        "Ringkasan Telepon ibu setelah magrib.",
        hash_of(case, "complaint.begin_triage"),
        hash_of(case, "complaint.accept_handover"),
    ):
        assert words in said
    assert answers(case) == ["diterima 23 November 2026, 14.20 WIB"]


def test_nor_does_it_when_it_is_then_returned(world: World, alarmed, clock: Any) -> None:
    clock.advance(timedelta(hours=1))
    case = returned(alarmed, world.rina_head)
    assert "Dikembalikan 23 November 2026, 15.00 WIB" in text_of(record(case, world.siti))
    assert hash_of(case, "complaint.return_handover") in text_of(record(case, world.siti))
    assert answers(case) == ["dikembalikan 23 November 2026, 15.00 WIB, setelah 6 jam di kantor itu"]


def test_what_was_given_on_and_came_back_is_accepted_then(world: World, parcel: Parcel, clock: Any) -> None:
    clock.advance(timedelta(hours=1))
    other = an_office(Level.DISTRICT, "16.03", name="Disnaker Muara Enim")
    eni = an_officer(other, "Eni Petugas")
    parcel = transferred(parcel, world.budi_sup, other)
    clock.advance(timedelta(hours=1))
    parcel = returned(parcel, eni)
    assert answers(parcel)[1] == "menunggu diterima"
    clock.advance(timedelta(hours=1))
    parcel = move(parcel, "accept_handover", world.budi)
    assert "Diterima 23 November 2026, 12.00 WIB" in text_of(record(parcel, world.budi))
    assert answers(parcel) == [
        "dikembalikan 23 November 2026, 11.00 WIB, setelah 1 jam di kantor itu",
        "diterima 23 November 2026, 12.00 WIB",
    ]


def test_what_was_passed_on_instead_of_accepted_was_not_received(world: World, parcel: Parcel) -> None:
    other = an_office(Level.DISTRICT, "16.03", name="Disnaker Muara Enim")
    an_officer(other, "Eni Petugas")
    parcel = transferred(parcel, world.budi_sup, other)
    said = text_of(record(parcel, world.siti))
    assert "Yang menerima Disnakertrans Musi Banyuasin (tidak menerima)" in said
    assert "Diterima" not in said


def test_a_transfer_has_one_with_its_summary(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = transferred(a_parcel(world), world.siti_sup, world.other_village, summary="Korban di rumah bibinya")
    said = text_of(record(parcel, world.tono))
    assert "Langkah Limpahkan" in said
    assert "Ringkasan Korban di rumah bibinya" in said


def test_case_page_leads_there_from_history_and_list(world: World, parcel: Parcel) -> None:
    page = signed_in(world.budi).get(f"/kasus/{parcel.uid}/").content.decode()
    assert page.count(f"/kasus/{parcel.uid}/serah-terima/2/") == 2


def test_a_step_that_was_no_hand_over_has_none(world: World, parcel: Parcel) -> None:
    assert record(parcel, world.budi, seq=1).status_code == 404
    assert record(parcel, world.budi, seq=9).status_code == 404


def test_strangers_find_nothing(world: World, parcel: Parcel) -> None:
    assert record(parcel, world.outsider).status_code == 404


def test_of_a_sealed_case_only_persons_named_read_documents_and_names(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    _paper(parcel, world, "Surat jalan", HASH)
    parcel = move(parcel, "alarm", world.siti)
    unnamed = text_of(record(parcel, world.siti2))
    assert "Disnakertrans Musi Banyuasin" in unnamed
    for secret in ("Surat jalan", HASH, "Siti Petugas"):
        assert secret not in unnamed
    assert "Surat jalan" in text_of(record(parcel, world.budi_head))
    assert record(parcel, world.outsider).status_code == 404


def test_it_is_there_in_english(world: World, parcel: Parcel) -> None:
    world.budi.language = "en"
    world.budi.save()
    said = text_of(record(parcel, world.budi))
    assert "Hand-over record" in said
    assert "Handed over 23 November 2026, 09:00 WIB" in said


def test_what_the_sender_lets_the_receiver_know_is_read_while_it_waits_and_in_the_record(world: World) -> None:
    parcel = move(a_parcel(world), "send", world.siti, for_receiver="Ibunya hanya dapat ditelepon malam hari")
    assert "Pesan untuk kantor penerima: Ibunya hanya" in text_of(signed_in(world.budi).get(f"/kasus/{parcel.uid}/"))
    assert "Ibunya hanya dapat ditelepon malam hari" in text_of(record(parcel, world.budi))


def test_a_message_is_asked_for_where_another_office_has_to_accept(world: World) -> None:
    page = signed_in(world.siti).get(f"/kasus/{a_parcel(world).uid}/langkah/send/")
    assert "Pesan untuk kantor penerima" in text_of(page)
    parcel = sent(world)
    page = signed_in(world.budi).get(f"/kasus/{parcel.uid}/langkah/accept_handover/")
    assert page.status_code == 200
    assert "Pesan untuk kantor penerima" not in text_of(page)
