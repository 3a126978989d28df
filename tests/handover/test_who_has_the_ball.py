"""Both offices see who has the ball and since when; the former holder reads, the receiver sees all at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from casework import clock as kawal_clock
from casework.engine.redefining import redefine
from casework.errors import NotAllowed
from tests.complaint.given import FILLED, at_village
from tests.conftest import Clock
from tests.factories.cases import do, move
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY, WIB, recalled, returned, sent, transferred
from tests.screens.pages import signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World, request_id
from workflows.complaint.models import ComplaintCase

WAITING = "Menunggu diterima Disnakertrans Musi Banyuasin sejak 23 November 2026, 09.00 WIB"
LIMIT = "batas 25 November 2026, 23.59 WIB"


@pytest.fixture
def parcel(world: World, clock: Any) -> Parcel:
    clock.set(MONDAY)
    return sent(world)


def page_of(parcel: Parcel, user: Any) -> str:
    return text_of(signed_in(user).get(f"/kasus/{parcel.uid}/"))


def test_sender_and_receiver_read_the_same_on_the_case(world: World, parcel: Parcel) -> None:
    for user in (world.siti, world.budi):
        assert WAITING in page_of(parcel, user)
        assert LIMIT in page_of(parcel, user)


def test_who_sees_the_status_only_reads_it_too(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = move(a_parcel(world), "alarm", world.siti)
    page = page_of(parcel, world.siti2)
    assert WAITING in page
    assert "batas 23 November 2026, 11.00 WIB" in page


def test_both_work_lists_say_until_when_it_has_to_be_answered(world: World, parcel: Parcel) -> None:
    assert "Menunggu diterima Disnakertrans Musi Banyuasin" in text_of(signed_in(world.siti).get("/kerja/"))
    for user in (world.siti, world.budi):
        assert "Batas menjawab: 25 November 2026, 23.59 WIB." in text_of(signed_in(user).get("/kerja/"))


def test_once_accepted_nothing_waits(world: World, parcel: Parcel) -> None:
    move(parcel, "accept_handover", world.budi)
    assert "Menunggu diterima" not in page_of(parcel, world.siti)
    assert "diterima 23 November 2026" in page_of(parcel, world.siti)
    assert "Batas menjawab" not in text_of(signed_in(world.budi).get("/kerja/"))


def test_the_receivers_first_acts_are_to_accept_or_to_return(world: World, parcel: Parcel) -> None:
    shown = signed_in(world.budi).get(f"/kasus/{parcel.uid}/").context["moves"]
    assert [str(one["label"]) for one in shown[:2]] == ["Terima serah terima", "Kembalikan serah terima"]


def test_the_sender_can_recall_and_nothing_else(world: World, parcel: Parcel) -> None:
    browser = signed_in(world.siti)
    shown = [str(one["label"]) for one in browser.get(f"/kasus/{parcel.uid}/").context["moves"]]
    assert "Tarik kembali serah terima" in shown
    for verb in ("send", "weigh", "drop", "transfer"):
        assert browser.get(f"/kasus/{parcel.uid}/langkah/{verb}/").status_code != 200
    with pytest.raises(NotAllowed):
        do(parcel, "set_severity", world.siti, severity="H", why="Mendesak")


def test_the_receiver_reads_the_summary_at_once(world: World) -> None:
    case = transferred(a_parcel(world), world.siti_sup, world.other_village, summary="Korban di rumah bibinya")
    assert "Korban di rumah bibinya" in page_of(case, world.tono)
    assert "Siti Penyelia, Desa Ulak Paceh" in page_of(case, world.tono)


def test_the_case_says_how_long_it_was_elsewhere(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(MONDAY + timedelta(days=4, hours=1, minutes=30))
    returned(parcel, world.budi)
    page = page_of(parcel, world.siti)
    assert "dikembalikan 27 November 2026, 10.30 WIB, setelah 4 hari 1 jam di kantor itu" in page
    assert "ditambah 2 hari kerja karena penerima serah terima terlambat menjawab" in page


SAID = "Telepon ibu setelah magrib."


def waiting_for_bp3mi(world: World) -> ComplaintCase:
    """Sent by the village with a message; what follows happens five hours later, while it waits."""
    case = at_village(world, victim_is_abroad="on")
    return move(case, "begin_triage", world.siti, for_receiver=SAID, **FILLED["begin_triage"])


def what_waits(case: ComplaintCase, user: Any) -> Any:
    return signed_in(user).get(f"/kasus/{case.uid}/").context["ball"]


def test_an_emergency_changes_neither_since_when_it_waits_nor_what_the_sender_said(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    case = waiting_for_bp3mi(world)
    clock.advance(timedelta(hours=5))
    case = move(case, "raise_emergency", world.siti, **FILLED["raise_emergency"])
    assert what_waits(case, world.rina_head)["since"] == "23 November 2026, 09.00 WIB"
    assert SAID in what_waits(case, world.rina_head)["sent"].details
    assert what_waits(case, world.siti2)["since"] == "23 November 2026, 09.00 WIB"


def test_nor_does_a_new_definition(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    case = waiting_for_bp3mi(world)
    clock.advance(timedelta(hours=5))
    redefine(case, "triage", version=case.version, request_id=request_id(), plan="2026-11", why="Alur baru")
    assert what_waits(case, world.rina)["since"] == "23 November 2026, 09.00 WIB"
    assert SAID in what_waits(case, world.rina)["sent"].details


def test_a_hand_over_in_dispute_stands_on_both_lists(world: World, parcel: Parcel) -> None:
    for _each in range(2):
        parcel = sent(world, returned(parcel, world.budi))
    returned(parcel, world.budi)
    said = "Serah terima berulang kali dikembalikan: kepala kedua kantor diberi tahu."
    assert said in text_of(signed_in(world.siti_head).get("/kerja/?daftar=kantor"))
    assert said in text_of(signed_in(world.budi_head).get("/kerja/?daftar=menunggu"))
    assert "Diberi tahu: kepala Desa Ulak Paceh, Disnakertrans Musi Banyuasin." in page_of(parcel, world.budi_head)


def test_a_dispute_is_over_when_the_case_moves_on(world: World, parcel: Parcel) -> None:
    for _each in range(3):
        parcel = sent(world, returned(parcel, world.budi))
    move(parcel, "accept_handover", world.budi)
    assert "berulang kali" not in text_of(signed_in(world.budi_head).get("/kerja/?daftar=kantor"))


def test_after_the_limit_the_waiting_is_shown_as_late(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 26, 8, 0, tzinfo=WIB))
    assert signed_in(world.siti).get(f"/kasus/{parcel.uid}/").context["ball"]["is_late"]


def test_a_recalled_case_is_work_again_and_waits_for_nobody(world: World, parcel: Parcel) -> None:
    recalled(parcel, world.siti)
    assert "Menunggu diterima" not in page_of(parcel, world.siti)
    assert "ditarik kembali" in page_of(parcel, world.siti)


def test_before_it_is_sent_the_form_says_until_when_the_receiver_has_to_answer(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    page = text_of(signed_in(world.siti).get(reverse("move", args=[parcel.uid, "send"])))
    assert "harus menjawab paling lambat 25 November 2026, 23.59 WIB" in page


def test_before_it_is_sent_back_the_form_says_which_due_date_the_sender_has_again(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    due = parcel.deadlines.get(kind="stage").due_at
    parcel = move(parcel, "send", world.siti)
    page = text_of(signed_in(world.budi).get(reverse("move", args=[parcel.uid, "return_handover"])))
    assert f"seperti semula: {kawal_clock.format_local(due, world.village.time_zone)}" in page
