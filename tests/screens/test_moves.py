"""The form of a move: what it will do, and what happens to what was typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from casework.models import Event, Proposal
from tests.factories.cases import fresh, move, put
from tests.factories.parcels import a_parcel
from tests.handover.given import transferred
from tests.screens.pages import hidden, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


def address(parcel: Parcel, verb: str) -> str:
    return f"/kasus/{parcel.uid}/langkah/{verb}/"


def send(browser: Client, parcel: Parcel, verb: str, **data: Any) -> Any:
    """Open the form, fill it in, send it."""
    form = hidden(browser.get(address(parcel, verb)))
    return browser.post(address(parcel, verb), {**form, **data})


def at_district(world: World) -> Parcel:
    return move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)


def test_it_says_where_the_case_will_go_and_what_will_be_due(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    shown = text_of(signed_in(world.siti).get(address(a_parcel(world), "send")))
    assert "Dari Dilaporkan ke Diperiksa ." in shown
    assert "Kasus akan diserahkan ke Disnakertrans Musi Banyuasin." in shown
    assert "Telaah awal pengaduan 26 November 2026" in shown
    assert "3 hari kerja dari 23 November 2026" in shown


def test_it_says_that_a_handover_can_be_recalled_only_where_it_can(world: World, parcel: Parcel) -> None:
    said = "Anda masih dapat menariknya kembali"
    assert said in text_of(signed_in(world.siti).get(address(parcel, "send")))
    parcel = move(parcel, "drop", world.siti, reason="other", reason_text="Ternyata tidak jadi dikirim")
    reopening = text_of(signed_in(world.siti).get(address(parcel, "find_again")))
    assert "Kasus akan diserahkan ke Disnakertrans Musi Banyuasin." in reopening
    assert said not in reopening


def test_it_says_that_the_case_stays(world: World) -> None:
    shown = text_of(signed_in(world.budi).get(address(at_district(world), "weigh")))
    assert "Kasus tetap di Disnakertrans Musi Banyuasin." in shown


def test_it_says_that_the_clock_stands_still(world: World) -> None:
    shown = text_of(signed_in(world.budi_sup).get(address(at_district(world), "put_off")))
    assert "Tenggat seluruh kasus berhenti selama tahap ini." in shown


def test_it_says_that_the_case_ends_and_the_button_warns(world: World, parcel: Parcel) -> None:
    response = signed_in(world.siti).get(address(parcel, "drop"))
    assert "Kasus berakhir sebagai “Gugur”" in text_of(response)
    assert 'class="govuk-button govuk-button--warning"' in response.content.decode()


def test_it_says_where_a_case_goes_back_to(world: World) -> None:
    parcel = at_district(world)
    parcel = move(parcel, "put_off", world.budi_sup, reason="other", reason_text="Menunggu penimbangan ulang")
    shown = text_of(signed_in(world.budi).get(address(parcel, "carry_on")))
    assert "Dari Menunggu ke Diperiksa ." in shown
    assert "sisa waktunya" in shown


def test_a_move_made_leads_back_to_the_case_and_says_so(world: World, parcel: Parcel) -> None:
    browser = signed_in(world.siti)
    response = send(browser, parcel, "send")
    assert (response.status_code, response.headers["Location"]) == (302, f"/kasus/{parcel.uid}/")
    assert "Kirim: sudah dicatat." in text_of(browser.get(response.headers["Location"]))
    assert fresh(parcel).state == "checked"


def test_accepting_a_handover_is_a_move_like_any(world: World, parcel: Parcel) -> None:
    move(parcel, "send", world.siti)
    response = send(signed_in(world.budi), parcel, "accept_handover")
    assert response.status_code == 302
    assert fresh(parcel).officer == world.budi


def test_returning_recalling_transferring_and_undoing_have_their_forms(world: World) -> None:
    sent = move(a_parcel(world), "send", world.siti)
    held = at_district(world)
    for user, parcel, verb, said in [
        (world.budi, sent, "return_handover", "Kasus akan diserahkan ke Desa Ulak Paceh."),
        (world.siti, sent, "recall_handover", "Kasus akan diserahkan ke Desa Ulak Paceh."),
        (world.budi_sup, held, "transfer", "pindah seterusnya"),
    ]:
        assert said in text_of(signed_in(user).get(address(parcel, verb)))
    moved = move(held, "weigh", world.budi, grams=3)
    assert "seperti semula" in text_of(signed_in(world.budi).get(address(moved, "undo")))


def test_it_says_that_who_never_accepted_has_to_answer_when_the_case_comes_back(world: World) -> None:
    parcel = transferred(a_parcel(world), world.siti_sup, world.other_village)
    still = "Kantor itu belum menerimanya"
    assert still not in text_of(signed_in(world.tono).get(address(parcel, "return_handover")))
    parcel = transferred(parcel, world.tono_sup, world.faraway)
    assert still in text_of(signed_in(world.member(world.faraway)).get(address(parcel, "return_handover")))


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(world: World) -> None:
    parcel = at_district(world)
    response = send(signed_in(world.budi), parcel, "weigh", grams="berat")
    assert response.status_code == 200
    assert response.context["form"].errors["grams"]
    assert 'value="berat"' in response.content.decode()
    assert fresh(parcel).version == parcel.version


def test_a_reason_other_needs_its_words(world: World, parcel: Parcel) -> None:
    response = send(signed_in(world.siti), parcel, "drop", reason="other", reason_text="pendek")
    assert "sedikitnya 20 huruf" in text_of(response)
    assert "pendek" in response.content.decode()


def test_a_stale_page_is_refused_with_what_changed_and_can_be_sent_again(world: World) -> None:
    parcel = at_district(world)
    browser = signed_in(world.budi)
    old = hidden(browser.get(address(parcel, "weigh")))
    parcel = move(parcel, "weigh", world.budi2, grams=7)
    response = browser.post(address(parcel, "weigh"), {**old, "grams": "9"})
    shown = text_of(response)
    assert "Kasus sudah berubah" in shown
    assert "Timbang" in shown
    assert "Periksa keadaannya lalu ulangi. Isian Anda masih ada." in shown
    assert 'value="9"' in response.content.decode()
    again = browser.post(address(parcel, "weigh"), {**hidden(response), "grams": "9"})
    assert again.status_code == 302
    assert Parcel.objects.get(pk=parcel.pk).grams == 9


def test_what_was_typed_can_be_copied_when_the_move_is_gone(world: World, parcel: Parcel) -> None:
    browser = signed_in(world.siti)
    old = hidden(browser.get(address(parcel, "drop")))
    move(parcel, "send", world.siti)
    response = browser.post(address(parcel, "drop"), {**old, "reason": "other", "reason_text": "Ternyata paket orang"})
    assert response.status_code == 409
    assert "Isian Anda, untuk disalin" in text_of(response)
    assert "Ternyata paket orang" in text_of(response)
    copied = text_of(response).partition("Isian Anda, untuk disalin")[2]
    assert "other" not in copied
    assert "Lainnya" in copied


def test_short_answers_are_copied_too_each_with_what_was_asked(world: World) -> None:
    parcel = at_district(world)
    browser = signed_in(world.budi)
    old = hidden(browser.get(address(parcel, "weigh")))
    move(parcel, "put_off", world.budi_sup, reason="other", reason_text="Menunggu penimbangan ulang")
    gone = browser.post(address(parcel, "weigh"), {**old, "grams": "9"})
    assert gone.context["typed"] == ["Gram: 9"]


def test_a_page_whose_move_is_gone_does_not_ask_to_try_again(world: World, parcel: Parcel) -> None:
    browser = signed_in(world.siti)
    old = hidden(browser.get(address(parcel, "send")))
    move(parcel, "send", world.siti2)
    gone = text_of(browser.post(address(parcel, "send"), old))
    assert "lalu ulangi" not in gone
    assert "Isian Anda masih ada" not in gone
    assert "Langkah ini tidak dapat dilakukan lagi." in gone


def test_sending_twice_does_it_once(world: World) -> None:
    parcel = at_district(world)
    browser = signed_in(world.budi)
    data = {**hidden(browser.get(address(parcel, "weigh"))), "grams": "4"}
    events = Event.objects.filter(case_uid=parcel.uid)
    before = events.count()
    assert browser.post(address(parcel, "weigh"), data).status_code == 302
    assert browser.post(address(parcel, "weigh"), data).status_code == 302
    assert events.count() == before + 1


def test_what_a_guard_misses_is_said_instead_of_a_form(world: World, parcel: Parcel) -> None:
    put(parcel, content="")
    response = signed_in(world.siti).get(address(parcel, "send"))
    assert response.status_code == 409
    assert "Belum bisa: Kirim Label dulu paketnya." in text_of(response)
    assert "form" not in response.context


def test_who_may_not_make_it_is_told_who_may(world: World) -> None:
    response = signed_in(world.budi).get(address(at_district(world), "put_off"))
    assert response.status_code == 409
    assert "bukan wewenang Anda: penyelia kantor pemegang" in text_of(response)


def test_a_move_for_two_is_proposed_and_waits_on_the_case(world: World) -> None:
    parcel = at_district(world)
    browser = signed_in(world.budi)
    response = send(browser, parcel, "finish")
    assert response.status_code == 302
    assert fresh(parcel).state == "checked"
    proposal = Proposal.objects.get(case_id=parcel.pk)
    assert proposal.data == {}
    shown = text_of(browser.get(f"/kasus/{parcel.uid}/"))
    assert "Orang kedua perlu mengonfirmasinya" in shown
    assert "Menunggu orang kedua Selesai" in shown


def test_a_form_without_its_version_is_refused(world: World) -> None:
    parcel = at_district(world)
    response = signed_in(world.budi).post(address(parcel, "weigh"), {"grams": "4"})
    assert "Muat ulang halaman" in text_of(response)
    assert fresh(parcel).grams is None


def test_an_unknown_move_and_a_strangers_move_are_not_found(world: World, parcel: Parcel) -> None:
    assert signed_in(world.siti).get(address(parcel, "fly")).status_code == 404
    assert signed_in(world.outsider).get(address(parcel, "send")).status_code == 404
    assert signed_in(world.outsider).post(address(parcel, "send"), {}).status_code == 404
