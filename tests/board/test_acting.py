"""What a supervisor does from the board: give cases on together, give more time, ask for a report."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from casework import clock as kawal_clock
from casework import outbox
from casework.board.statistics import statistics, told
from casework.board.time_used import time_used
from casework.models import Audience, Note, Outbox
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY, at_district
from tests.screens.pages import signed_in, text_of
from tests.sweep.given import acts_of
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def late(world: World, clock: Clock) -> list[Parcel]:
    """Two at the village, one that came to the district; all late."""
    clock.set(MONDAY)
    found = [a_parcel(world), a_parcel(world), at_district(world)]
    clock.advance(timedelta(days=20))
    return found


def test_many_cases_are_given_to_one_officer_and_each_says_so(world: World, late: list[Parcel]) -> None:
    client, address = signed_in(world.siti_head), reverse("board_together", args=["assign_officer"])
    chosen = [str(one.uid) for one in late[:2]]
    page = client.get(address, {"kasus": chosen, "dari": "item=stage"})
    assert f'href="{reverse("board")}?item=stage"' in page.content.decode()
    assert all(one.number in text_of(page) for one in late[:2])
    sent = {
        "kasus": [f"{one.uid}:{one.version}" for one in late[:2]],
        "officer": str(world.siti2.uid),
        "why": "Beban kerja dibagi.",
        "request_id": str(uuid.uuid4()),
    }
    for _twice in range(2):
        answer = client.post(address, sent)
        assert text_of(answer).count("sudah dilakukan") == 2
    assert [fresh(one).officer for one in late[:2]] == [world.siti2] * 2
    assert acts_of(late[0]).count("assign_officer") == 1


def test_one_that_has_moved_on_is_named_with_the_reason_and_the_others_go(world: World, late: list[Parcel]) -> None:
    do(late[0], "assign_officer", world.siti_head, officer=str(world.siti2.uid), why="Lain")
    client, address = signed_in(world.siti_head), reverse("board_together", args=["assign_officer"])
    kept = [f"{one.uid}:{one.version}" for one in late[:2]]
    said = text_of(
        client.post(address, {"kasus": kept, "officer": str(world.siti.uid), "why": "x", "request_id": uuid.uuid4()})
    )
    assert f"{late[0].number} : tidak dilakukan" in said or f"{late[0].number}: tidak dilakukan" in said
    assert said.count("sudah dilakukan") == 1


def test_cases_of_several_offices_have_no_officer_in_common(world: World, late: list[Parcel]) -> None:
    client = signed_in(world.budi_head)
    page = client.get(
        reverse("board_together", args=["assign_officer"]), {"kasus": [str(late[0].uid), str(late[2].uid)]}
    )
    assert "beberapa kantor" in text_of(page)


def test_a_report_is_asked_of_offices_below_and_its_question_stands_in_the_case(
    world: World, late: list[Parcel]
) -> None:
    client, address = signed_in(world.budi_head), reverse("board_together", args=["ask_report"])
    sent = {"kasus": [str(late[0].uid)], "text": "Kapan dikunjungi?", "request_id": str(uuid.uuid4())}
    assert "sudah dilakukan" in text_of(client.post(address, sent))
    assert acts_of(late[0])[-1] == "ask_report"
    assert Note.objects.get(case_id=late[0].pk).text == "Kapan dikunjungi?"
    owed = Outbox.objects.filter(case_id=late[0].pk, kind=outbox.REPORT_ASKED)
    assert set(owed.values_list("organisation", "audience")) == {
        (world.village.pk, Audience.OFFICER),
        (world.village.pk, Audience.HEADS),
    }


def test_who_answers_for_no_office_and_strangers_do_nothing_here(world: World, late: list[Parcel]) -> None:
    address = reverse("board_together", args=["ask_report"])
    assert signed_in(world.siti).get(address).status_code == 403
    sent = {"kasus": [str(late[0].uid)], "text": "Kapan?", "request_id": str(uuid.uuid4())}
    assert "Belum ada kasus" in text_of(signed_in(world.outsider_head).post(address, sent))
    assert "ask_report" not in acts_of(late[0])


def test_the_board_says_whose_time_was_used_and_offers_what_can_be_done(world: World, late: list[Parcel]) -> None:
    now = kawal_clock.now()
    shares = time_used([late[2].pk], now)[late[2].pk]
    assert [share.office for share in shares] == [world.village.short_name, world.district.short_name]
    assert sum((share.time for share in shares), timedelta()) == now - fresh(late[2]).created
    page = signed_in(world.budi_head).get(reverse("board"))
    assert f"{world.district.short_name} 20 hari" in text_of(page)
    stage = late[2].deadlines.get(kind="stage", met_at=None, ended_at=None)
    assert f"{reverse('act', args=[late[2].uid, 'extend_deadline'])}?deadline={stage.pk}" in page.content.decode()
    assert reverse("act", args=[late[0].uid, "ask_report"]) in page.content.decode()


def test_the_figures_count_what_is_late_by_stage_and_how_promises_are_kept(
    world: World, late: list[Parcel], clock: Clock
) -> None:
    move(late[0], "send", world.siti)
    clock.advance(timedelta(minutes=1))
    found = statistics([world.village.pk, world.district.pk], kawal_clock.now())
    assert sum(one.value or 0 for one in found.by_stage) >= 2
    assert sum(one.cases or 0 for one in found.times) >= 2
    for several in (found.by_office, found.by_age):
        assert sum(one.value or 0 for one in several) == sum(one.value or 0 for one in found.by_stage)
    assert found.trend[-1][1] == sum(one.value or 0 for one in found.by_stage)
    assert found.trend[0][1] == 0
    page = text_of(signed_in(world.budi_head).get(reverse("board_statistics")))
    assert "Terlambat sekarang, menurut tahap" in page
    assert signed_in(world.siti).get(reverse("board_statistics")).status_code == 403


def test_small_numbers_with_a_sealed_case_in_them_are_not_told() -> None:
    assert [told(4, 1), told(4, 0), told(5, 1), told(0, 0)] == [None, 4, 5, 0]
