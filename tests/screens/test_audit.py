"""Auditors read what happened in their remit; whom it happened to stays out of sight."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework import clock as kawal_clock
from casework import rulebook
from casework.models import Event, User
from casework.roles import Role
from tests.conftest import Clock
from tests.factories.cases import do, move
from tests.factories.parcels import a_parcel
from tests.factories.places import an_officer
from tests.staff.handing import hand_over
from tests.sweep.given import CLOSED_WITHOUT_PAPERS, never_completed
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def auditor(world: World) -> User:
    """Audits the district, and with it the villages it oversees."""
    return an_officer(world.district, "Auditor Kabupaten", Role.AUDITOR)


@pytest.fixture
def reader(client: Client, auditor: User) -> Client:
    client.force_login(auditor)
    return client


def page_of(client: Client, **questions: str) -> str:
    return client.get(reverse("audit"), questions).content.decode()


def rows_in(page: str) -> list[str]:
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    return re.findall(r"<tr>.*?</tr>", body, re.S)


def test_an_auditor_reads_what_offices_overseen_did_the_newest_first(reader: Client, world: World) -> None:
    parcel = move(a_parcel(world), "send", world.siti)
    move(parcel, "accept_handover", world.budi)
    rows = rows_in(page_of(reader))
    assert ["Terima serah terima" in rows[0], "Kirim" in rows[1], "Kasus dibuka" in rows[2]] == [True] * 3
    assert "Siti Petugas" in rows[2]
    assert "Desa Ulak Paceh" in rows[2]
    assert "Tahap: Dilaporkan → Diperiksa" in rows[1]
    assert f"Tenggat “{rulebook.rule('D02', kawal_clock.now().date()).label}”:" in rows[1]
    assert parcel.number in rows[0]


def test_an_auditor_reads_why_work_was_moved_in_words(reader: Client, world: World) -> None:
    a_parcel(world)
    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)
    reason = rulebook.label("work_reasons", "away")
    assert f"Alasan: {reason}" in rows_in(page_of(reader))[0]
    assert reason != "away"


def test_an_auditor_reads_what_deadlines_are_about_and_none_that_passed_as_kept(
    reader: Client, world: World, clock: Clock
) -> None:
    case = never_completed(world, clock)
    assert "Tenggat “Keputusan kepala atas usul penutupan”:" in page_of(reader)

    case = move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS)
    ending = rows_in(page_of(reader))[0]
    period = rulebook.rule("D03", case.finished.date()).label
    assert f"Tenggat “{period}” berakhir sesudah lewat" in ending
    assert f"Tenggat “{period}” terpenuhi" not in ending
    assert "Tenggat D03" not in page_of(reader)


def test_nobody_but_auditors_has_the_page(client: Client, world: World) -> None:
    parcel = a_parcel(world)
    for user in (world.siti, world.siti_head, world.outsider):
        client.force_login(user)
        assert client.get(reverse("audit")).status_code == 404
        assert client.get(reverse("audit_case", args=[parcel.uid])).status_code == 404


def test_an_auditor_of_another_office_reads_nothing_of_it(client: Client, world: World) -> None:
    parcel = a_parcel(world)
    client.force_login(an_officer(world.police, "Auditor Polisi", Role.AUDITOR))
    assert parcel.number not in page_of(client)
    assert client.get(reverse("audit_case", args=[parcel.uid])).status_code == 404


def test_an_auditor_sees_neither_the_case_itself_nor_people(reader: Client, world: World) -> None:
    parcel = a_parcel(world)
    person = world.worker()
    assert reader.get(reverse("case", args=[parcel.uid])).status_code == 404
    assert reader.get(reverse("person", args=[person.uid])).status_code == 404
    assert reader.get(reverse("search")).status_code == 404


def test_no_free_text_and_no_name_is_shown(reader: Client, world: World) -> None:
    parcel = a_parcel(world, content="Milik Sumiati")
    parcel = move(parcel, "drop", world.siti, reason="duplicate_entry", reason_text="Sumiati sudah melapor kemarin")
    for page in (page_of(reader), reader.get(reverse("audit_case", args=[parcel.uid])).content.decode()):
        assert "Sumiati" not in page
        assert "Alasan: " in page


def test_events_are_filtered_by_office_officer_act_and_day(reader: Client, world: World) -> None:
    parcel = move(a_parcel(world), "send", world.siti)
    move(parcel, "accept_handover", world.budi)
    today = kawal_clock.now().date()
    assert len(rows_in(page_of(reader, kantor=str(world.district.uid)))) == 1
    assert len(rows_in(page_of(reader, petugas=str(world.siti.uid)))) == 2
    assert len(rows_in(page_of(reader, tindakan="toy.send"))) == 1
    assert len(rows_in(page_of(reader, dari=(today - timedelta(days=1)).isoformat()))) == 3
    assert rows_in(page_of(reader, sampai=(today - timedelta(days=2)).isoformat())) == []


def test_a_wrong_day_is_said_and_nothing_is_shown(reader: Client, world: World) -> None:
    a_parcel(world)
    page = page_of(reader, dari="besok")
    assert rows_in(page) == []
    assert "govuk-error-message" in page


def test_a_day_beyond_every_calendar_is_wrong_too(reader: Client, world: World) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        response = reader.get("/riwayat/", {"dari": day, "sampai": day})
        assert response.status_code == 200
        assert set(response.context["form"].errors) == {"dari", "sampai"}


def test_only_officers_and_offices_of_the_remit_can_be_asked_for(reader: Client, world: World) -> None:
    page = page_of(reader)
    assert str(world.village.uid) in page
    assert str(world.siti.uid) in page
    assert str(world.police.uid) not in page
    assert str(world.agus.uid) not in page


def test_pages_go_on_from_the_last_event_without_gap_or_repetition(
    reader: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.screens.audit.PAGE", 2)
    parcels = [a_parcel(world) for _number in range(5)]
    seen: list[str] = []
    address = reverse("audit")
    while address:
        page = reader.get(address).content.decode()
        seen += [re.search(r"KW-[0-9-]+", row)[0] for row in rows_in(page)]  # type: ignore[index]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = reverse("audit") + following[1].replace("&amp;", "&") if following else ""
    assert seen == [parcel.number for parcel in reversed(parcels)]


def test_a_broken_place_in_the_list_is_not_found(reader: Client, world: World) -> None:
    assert reader.get(reverse("audit"), {"sebelum": "x~y~z"}).status_code == 404


def test_a_sealed_case_shows_its_history_without_whom_it_is_about(reader: Client, world: World) -> None:
    parcel = move(a_parcel(world), "alarm", world.siti)
    page = reader.get(reverse("audit_case", args=[parcel.uid])).content.decode()
    assert "Disegel" in page
    assert "Bahaya" in page


def test_a_case_history_shows_stages_holders_due_dates_and_fingerprints(reader: Client, world: World) -> None:
    parcel: Parcel = move(a_parcel(world), "send", world.siti)
    parcel = move(parcel, "accept_handover", world.budi)
    parcel = do(parcel, "add_note", world.budi, text="Sumiati menelepon")
    page = reader.get(reverse("audit_case", args=[parcel.uid])).content.decode()
    assert "1. Dilaporkan" in page
    assert "2. Diperiksa" in page
    assert "Budi Petugas" in page
    assert "Tambah catatan" in page
    assert "Sumiati" not in page
    for event in Event.objects.filter(case_uid=parcel.uid):
        assert bytes(event.hash).hex()[:12] in page


def test_a_page_costs_few_statements_however_many_events_it_shows(
    reader: Client, world: World, django_assert_max_num_queries: object
) -> None:
    for _number in range(4):
        a_parcel(world)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page_of(reader)
