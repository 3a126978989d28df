"""The board lists items, the latest first, of the offices a person answers for, and counts what it lists."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from casework import clock as kawal_clock
from casework import engine
from casework.board import BANDS, Filters, Item, When, every_item, figures, offices_answered_for, page_of, workbook
from casework.board.counting import band_of
from casework.models import CaseUserObjectPermission, Event, User
from casework.organisations import oversee
from notifications.reporting import counts_for
from tests.conftest import Clock
from tests.factories.cases import put
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY, sent
from tests.screens.pages import signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def parcels(world: World, clock: Clock) -> list[Parcel]:
    """Three at the village that are late, one hand-over that the district did not answer; swept."""
    clock.set(MONDAY)
    oversee(world.district, world.village, 1)
    oversee(world.bp3mi, world.village, 2)
    found = [a_parcel(world) for _number in range(3)] + [sent(world)]
    clock.advance(timedelta(days=20))
    engine.sweep()
    return found


def offices(user: User) -> list[int]:
    return list(offices_answered_for(user).values_list("pk", flat=True))


def listed(user: User, **wanted: str) -> list[Item]:
    return list(every_item(user, offices(user), Filters(**wanted), kawal_clock.now()))


def test_who_supervises_an_office_answers_for_it_and_for_those_it_oversees(world: World, parcels: list[Parcel]) -> None:
    assert set(offices_answered_for(world.budi_head)) >= {world.district, world.village}
    assert world.bp3mi not in offices_answered_for(world.budi_head)
    assert set(offices_answered_for(world.siti_head)) == {world.village}
    assert set(offices_answered_for(world.siti)) == set()


def test_items_of_all_kinds_stand_in_one_list_the_latest_first(world: World, parcels: list[Parcel]) -> None:
    found = listed(world.budi_head)
    assert {item.kind for item in found} >= {"stage", "acceptance", "escalation"}
    assert [item.moment for item in found] == sorted(item.moment for item in found)
    assert {item.case.pk for item in found} == {one.pk for one in parcels}


def test_pages_hold_every_item_once(world: World, parcels: list[Parcel], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [(item.kind, item.pk) for item in listed(world.budi_head)]
    monkeypatch.setattr("casework.board.items.PAGE", 2)
    assert [(item.kind, item.pk) for item in listed(world.budi_head)] == whole
    assert len(whole) == len(set(whole)) > 4


def test_every_number_is_the_length_of_the_list_it_opens(world: World, parcels: list[Parcel]) -> None:
    now, mine = kawal_clock.now(), offices(world.budi_head)
    for part in When:
        counted = figures(world.budi_head, mine, Filters(when=part), now)
        for other in When:
            assert counted.parts[other] == len(listed(world.budi_head, when=other))
        for kind, count in counted.kinds.items():
            assert count == len(listed(world.budi_head, when=part, item=kind))
        for band, count in counted.bands.items():
            assert count == len(listed(world.budi_head, when=part, band=band))
        for office, count in counted.offices.items():
            uid = str(offices_answered_for(world.budi_head).get(pk=office).uid)
            assert count == len(listed(world.budi_head, when=part, office=uid))


def test_the_questions_narrow_it(world: World, parcels: list[Parcel]) -> None:
    put(parcels[0], severity="H")
    assert {item.case.pk for item in listed(world.budi_head, severity="H")} == {parcels[0].pk}
    assert listed(world.budi_head, kind="complaint") == []
    state = parcels[0].state
    assert {item.case.state for item in listed(world.budi_head, stage=state)} == {state}
    assert listed(world.budi_head, region="99") == []
    assert listed(world.budi_head, region="16.06") != []


def test_what_is_near_and_what_stands_still_are_listed_apart(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    due = parcel.due_at
    assert due is not None
    clock.set(due - timedelta(days=2))
    assert {item.case.pk for item in listed(world.siti_head, when="soon")} == {parcel.pk}
    assert listed(world.siti_head) == []


def test_a_sealed_case_of_an_office_one_only_oversees_is_not_there(world: World, clock: Clock) -> None:
    oversee(world.bp3mi, world.village, 1)
    parcel = a_parcel(world)
    clock.advance(timedelta(days=20))
    assert {item.case.pk for item in listed(world.rina_head)} == {parcel.pk}
    put(parcel, sealed=True, severity="E")
    assert listed(world.rina_head) == []
    assert next(item.case.pk for item in listed(world.siti_head)) == parcel.pk


def test_of_a_sealed_case_who_is_not_named_sees_number_stage_office_and_dates(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    put(parcel, sealed=True, severity="E")
    clock.advance(timedelta(days=20))
    assert not CaseUserObjectPermission.objects.filter(content_object=parcel.pk, user=world.siti_sup).exists()
    found = [item for item in listed(world.siti_sup) if item.case.pk == parcel.pk]
    assert [item.is_read for item in found] == [False] * len(found) != []
    said = text_of(signed_in(world.siti_sup).get(reverse("board")))
    assert parcel.number in said
    assert found[0].deadline.rule.name not in said
    for narrowed in ({"severity": "E"}, {"region": "16.06"}):
        assert parcel.pk not in {item.case.pk for item in listed(world.siti_sup, **narrowed)}
    book = workbook(found, kawal_clock.now(), "Asia/Jakarta")
    row = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()[1]
    assert (row[4], row[6], row[7]) == ("", "", "")


def test_the_number_of_statements_does_not_grow(world: World, parcels: list[Parcel]) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(world.budi_head, [world.village.pk, world.district.pk], Filters(), kawal_clock.now())
        return len(captured)

    before = statements()
    put(parcels[0], severity="H")
    assert statements() == before <= 4


def test_the_page_shows_it_and_its_numbers_lead_to_lists(world: World, parcels: list[Parcel]) -> None:
    client = signed_in(world.budi_head)
    said = text_of(client.get(reverse("board")))
    for parcel in parcels:
        assert parcel.number in said
    narrowed = client.get(reverse("board"), {"item": "acceptance"})
    assert parcels[3].number in text_of(narrowed)
    assert parcels[0].number not in text_of(narrowed)
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("board"))
    assert len(captured) <= 19


def test_where_not_all_is_counted_each_office_is_and_the_numbers_say_so(
    world: World, parcels: list[Parcel], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CAP", "CAP_OF_OFFICE"):
        monkeypatch.setattr(f"casework.board.counting.{name}", 1)
    counted = figures(world.budi_head, offices(world.budi_head), Filters(), kawal_clock.now())

    held = Counter((item.office.pk, item.asked is None) for item in listed(world.budi_head))
    assert set(counted.offices) == {office for office, _sort in held}
    assert counted.more_in == {office for (office, _sort), number in held.items() if number > 1} != set()
    assert counted.parts["late"] == len(held) < sum(held.values())
    said = text_of(signed_in(world.budi_head).get(reverse("board")))
    assert "Dihitung sampai 1 tenggat, 1 eskalasi dan 1 surat yang ditunggu per kantor" in said
    assert f"{counted.parts['late']}+ Terlambat" in said
    assert counts_for(world.budi_head, kawal_clock.now())["late"] == f"{counted.parts['late']}+"


@pytest.mark.parametrize(
    "nonsense", [{"sesudah": "x~y"}, {"office": "x"}, {"officer": "x"}, {"when": "never"}, {"region": "a\x00b"}]
)
def test_nonsense_in_the_address_harms_nothing(world: World, parcels: list[Parcel], nonsense: dict[str, str]) -> None:
    assert signed_in(world.budi_head).get(reverse("board"), nonsense).status_code == 200


def test_who_supervises_nobody_has_no_board(world: World, parcels: list[Parcel]) -> None:
    for name in ("board", "board_export"):
        assert signed_in(world.siti).get(reverse(name)).status_code == 403


def test_the_spreadsheet_holds_the_list_and_taking_it_is_an_event(world: World, parcels: list[Parcel]) -> None:
    response = signed_in(world.budi_head).get(reverse("board_export"), {"item": "stage"})
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == {item.case.number for item in listed(world.budi_head, item="stage")}
    assert isinstance(rows[1][8], datetime)
    event = Event.objects.filter(act="office.board_exported").latest("at")
    assert event.content["x"]["rows"] == len(rows) - 1


def test_a_name_that_looks_like_a_formula_stays_a_text(world: World, parcels: list[Parcel]) -> None:
    type(world.siti).objects.filter(pk=world.siti.pk).update(full_name='=HYPERLINK("http://evil")')
    book = workbook(listed(world.budi_head, item="stage"), kawal_clock.now(), "Asia/Jakarta")
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert '=HYPERLINK("http://evil")' in {row[6] for row in rows}


@given(st.integers(0, 400 * 24 * 3600))
def test_every_lateness_lies_in_one_band(seconds: int) -> None:
    late = timedelta(seconds=seconds)
    more, most = BANDS[band_of(late)]
    assert timedelta(days=more) < late or seconds == 0 or more == 0
    assert most is None or late <= timedelta(days=most)
