"""What the head sees of a closing that is proposed to him, and how he answers."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from casework.clock import format_local_date
from casework.models import Proposal
from casework.models.participation import Part
from tests.complaint.given import WIB
from tests.conftest import Clock
from tests.factories.cases import fresh, move, put
from tests.screens.pages import carried, hidden, signed_in, text_of
from tests.sweep.given import CLOSED_WITHOUT_PAPERS, never_completed, proposal_of
from tests.world import World
from workflows.complaint.models import ComplaintCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World, clock: Clock) -> ComplaintCase:
    return never_completed(world, clock)


def address(proposal: Proposal) -> str:
    return f"/kasus/{proposal.case.uid}/usulan/{proposal.pk}/"


def test_the_head_finds_it_in_his_work_and_an_officer_does_not_decide(world: World, case: ComplaintCase) -> None:
    assert "Putuskan usul penutupan" in text_of(signed_in(world.budi_head).get("/kerja/"))
    assert "Putuskan usul penutupan" not in text_of(signed_in(world.budi).get("/kerja/"))


def test_the_page_of_the_case_leads_to_it(world: World, case: ComplaintCase) -> None:
    page = signed_in(world.budi_head).get(f"/kasus/{case.uid}/")
    assert "Menunggu keputusan kepala" in text_of(page)
    assert address(proposal_of(case)) in page.content.decode()


def test_it_shows_the_period_with_its_basis_and_the_draft_letter(world: World, case: ComplaintCase) -> None:
    shown = text_of(signed_in(world.budi_head).get(address(proposal_of(case))))
    assert "Peraturan 6/2024 Pasal 30(1)a" in shown
    assert f"Nomor kasus: {case.number}" in shown
    assert "Tolak usul penutupan" in shown
    assert "Tolak usul penutupan" not in text_of(signed_in(world.budi).get(address(proposal_of(case))))


def test_the_letter_says_what_was_missing_and_how_to_come_back_and_names_nobody(
    world: World, case: ComplaintCase
) -> None:
    letter = proposal_of(case).letter
    assert "- Kontrak" in letter
    assert "Buka kembali: 90 hari kalender sejak penutupan." in letter
    assert "30 hari kalender" in letter
    assert "Dasar: Peraturan 6/2024 Pasal 30(1)a." in letter
    assert "terkonfirmasi" not in letter
    for private in ("Sumiati", "Rudi", "Gaji", "0812"):
        assert private not in letter.replace(case.number, "")


def test_the_form_of_the_move_begins_with_the_reason_and_the_letter(world: World, case: ComplaintCase) -> None:
    page = signed_in(world.budi_head).get(f"/kasus/{case.uid}/langkah/close_administratively/")
    form = page.context["form"]
    assert form["reason"].value() == "incomplete"
    assert form["letter_text"].value() == proposal_of(case).letter


def test_sent_with_an_edited_letter_it_closes_the_case(world: World, case: ComplaintCase) -> None:
    browser, url = signed_in(world.budi_head), f"/kasus/{case.uid}/langkah/close_administratively/"
    browser.post(url, {**hidden(browser.get(url)), **CLOSED_WITHOUT_PAPERS})
    assert fresh(case).state == "closed_administratively"
    assert "Pengaduan Bapak/Ibu kami tutup." in text_of(browser.get(address(case.proposals.get())))


def as_a_browser_sends(fields: dict[str, str]) -> dict[str, str]:
    """Browsers send every end of a line as CRLF, those of hidden inputs too."""
    return {name: value.replace("\r\n", "\n").replace("\n", "\r\n") for name, value in fields.items()}


def test_sent_with_the_line_ends_of_a_browser_it_closes_the_case(world: World, case: ComplaintCase) -> None:
    browser, url = signed_in(world.budi_head), f"/kasus/{case.uid}/langkah/close_administratively/"
    shown = carried(browser.get(url))
    sent = {**shown, **CLOSED_WITHOUT_PAPERS, "letter_text": proposal_of(case).letter + "\nSalam.\n"}

    answer = browser.post(url, as_a_browser_sends(sent))

    assert "\n" in shown["initial-letter_text"]
    assert answer.status_code == 302, text_of(answer)
    assert fresh(case).state == "closed_administratively"


def test_a_letter_changed_meanwhile_is_not_quoted_whole(world: World, case: ComplaintCase) -> None:
    browser, url = signed_in(world.budi_head), f"/kasus/{case.uid}/langkah/close_administratively/"
    sent = {**carried(browser.get(url)), **CLOSED_WITHOUT_PAPERS, "initial-letter_text": "Naskah lama"}

    refused = browser.post(url, as_a_browser_sends(sent | {"letter_text": "Naskah lama, diubah"}))

    said = next(str(one) for one in refused.context["answer"].changed if str(one).startswith("Isi surat: sekarang"))
    assert len(said) < 110
    assert said.endswith("….")


def test_refused_with_a_reason_the_case_stays_open(world: World, case: ComplaintCase) -> None:
    browser, proposal = signed_in(world.budi_head), proposal_of(case)
    assert browser.post(address(proposal), {"request_id": str(uuid.uuid4()), "reason_text": ""}).status_code == 200
    answer = browser.post(address(proposal), {"request_id": str(uuid.uuid4()), "reason_text": "Ia datang besok."})
    assert answer.status_code == 302
    page = text_of(browser.get(f"/kasus/{case.uid}/"))
    assert "Kepala kantor menolak usul penutupan" in page
    assert "Ia datang besok." in page
    assert "Menunggu keputusan kepala" not in page


def test_a_refusal_that_comes_too_late_loses_nothing_and_the_page_says_the_reason_that_counted(
    world: World, case: ComplaintCase
) -> None:
    browser, url = signed_in(world.budi_head), address(proposal_of(case))
    for reason in ("Ia datang besok.", "Suratnya masih di pos."):
        answer = browser.post(url, {"request_id": str(uuid.uuid4()), "reason_text": reason})
    assert "Usulan ini sudah diselesaikan." in text_of(answer)
    assert "Suratnya masih di pos." in text_of(answer).partition("Isian Anda, untuk disalin")[2]
    assert "Alasan kepala: Ia datang besok." in text_of(browser.get(url))


def test_the_letter_that_went_out_is_found_from_the_case_and_printed_with_the_day_of_the_closing(
    world: World, case: ComplaintCase, clock: Clock
) -> None:
    clock.advance(timedelta(days=2))
    closed = move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS)
    browser, url = signed_in(world.budi), f"{address(case.proposals.get())}surat/"
    assert url in browser.get(f"/kasus/{case.uid}/").content.decode()
    letter = text_of(browser.get(url))
    day = format_local_date(closed.finished.astimezone(WIB).date())
    assert f"{day} Pengaduan Bapak/Ibu kami tutup." in letter


def test_who_does_not_read_the_case_finds_no_letter_and_of_a_draft_there_is_none(
    world: World, case: ComplaintCase
) -> None:
    url = f"{address(proposal_of(case))}surat/"
    assert signed_in(world.budi).get(url).status_code == 404
    case = move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS)
    put(case, parts={world.police: Part.STATUS})
    for stranger in (world.outsider, world.agus):
        assert signed_in(stranger).get(url).status_code == 404
    assert signed_in(world.budi).get(url).status_code == 200


def test_the_page_names_no_rule_where_the_period_has_no_number(world: World, case: ComplaintCase) -> None:
    bases = [one["basis"] for one in signed_in(world.budi_head).get(address(proposal_of(case))).context["decide_by"]]
    assert bases == ["jangka waktu tahap ini"]


def test_strangers_find_nothing(world: World, case: ComplaintCase) -> None:
    assert signed_in(world.outsider).get(address(proposal_of(case))).status_code == 404


def test_a_pause_says_from_when_why_and_by_whom(world: World, case: ComplaintCase) -> None:
    page = text_of(signed_in(world.budi_head).get(f"/kasus/{case.uid}/"))
    assert "sekarang · Dokumen kurang · Budi Petugas" in page
