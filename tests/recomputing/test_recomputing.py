"""A changed calendar moves exactly the running deadlines it touches, is shown first, and each move is an event."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from casework import clock as kawal_clock
from casework import engine
from casework.clock import record_closure
from casework.engine.recomputing import recompute_case
from casework.models import Deadline, Event, LocalClosure, Organisation
from casework.roles import Role
from tests.conftest import Clock
from tests.factories.cases import fresh, put
from tests.factories.parcels import a_parcel
from tests.factories.places import an_officer
from tests.handover.given import MONDAY
from tests.invariants import broken
from tests.screens.pages import signed_in, text_of
from tests.sweep.given import acts_of
from tests.toy.models import Parcel
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(world: World, clock: Clock) -> Parcel:
    """At the village, with a stage of five working days from Monday."""
    clock.set(MONDAY)
    return a_parcel(world)


def close(office: Organisation, day: date) -> None:
    record_closure(date=day, name="Banjir", decided_by="SK 1/2026", created_by=None, organisation=office)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("recompute_deadlines", *arguments, stdout=out)
    return out.getvalue()


def in_working_days(parcel: Parcel) -> list[Deadline]:
    return list(parcel.deadlines.filter(met_at=None, ended_at=None, unit="WD").order_by("pk"))


def test_it_is_shown_first_and_changes_nothing(world: World, parcel: Parcel) -> None:
    before = list(parcel.deadlines.values())
    close(world.village, date(2026, 11, 25))
    said = run()
    assert parcel.number in said
    assert "Belum ada yang diubah" in said
    assert list(parcel.deadlines.values()) == before
    assert acts_of(parcel) == ["open"]


def test_applied_it_moves_what_it_touches_as_if_it_had_been_known(world: World, parcel: Parcel) -> None:
    close(world.village, date(2026, 11, 25))
    before = {one.pk: one.due_at for one in in_working_days(parcel)}
    run("--apply")
    known = a_parcel(world)
    for one, anew in zip(in_working_days(parcel), in_working_days(known), strict=True):
        assert one.due_at == anew.due_at != before[one.pk]
    event = Event.objects.filter(case_uid=parcel.uid).latest("seq")
    assert event.act == "toy.deadlines_recomputed"
    assert len(event.content["x"]["before"]) == len(before)
    case = fresh(parcel)
    assert case.due_at == min(one.due_at for one in case.deadlines.filter(met_at=None, ended_at=None))
    assert broken() == []


def test_applied_twice_it_moves_once(world: World, parcel: Parcel) -> None:
    close(world.village, date(2026, 11, 25))
    run("--apply")
    assert "0 tenggat" in run("--apply")
    assert acts_of(parcel).count("deadlines_recomputed") == 1


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2027, 6, 1)])
def test_a_day_off_anyway_or_far_away_touches_nothing(world: World, parcel: Parcel, day: date) -> None:
    close(world.village, day)
    assert "0 tenggat" in run()


def test_another_offices_closure_touches_nothing(world: World, parcel: Parcel) -> None:
    close(world.district, date(2026, 11, 25))
    assert parcel.number not in run()


def test_what_is_missed_stays_missed(world: World, parcel: Parcel, clock: Clock) -> None:
    stage = in_working_days(parcel)[0]
    assert stage.due_at is not None
    clock.set(stage.due_at + timedelta(days=1))
    engine.sweep()
    close(world.village, date(2026, 11, 25))
    recompute_case(parcel.pk)
    assert Deadline.objects.get(pk=stage.pk).due_at == stage.due_at


def test_what_an_extension_gave_stays_given(world: World, parcel: Parcel) -> None:
    stage = in_working_days(parcel)[0]
    parcel = put(parcel, deadlines={stage.kind: {"extra": 2}})
    close(world.village, date(2026, 11, 25))
    recompute_case(parcel.pk)
    anew = Deadline.objects.get(pk=stage.pk)
    counted: Any = kawal_clock.due(
        anew.started_at,
        anew.amount,
        kawal_clock.Unit(anew.unit),
        kawal_clock.calendar_for(world.village, kawal_clock.reference_version()),
        extra=2,
    )
    assert anew.due_at == counted


def test_an_administrator_sees_what_a_day_off_moves_and_applies_it(world: World, parcel: Parcel) -> None:
    keeper = an_officer(world.ministry, "Pengelola", Role.ADMINISTRATOR)
    client = signed_in(keeper)
    sent = {"date": "2026-11-25", "name": "Banjir", "decided_by": "SK 1/2026", "request_id": str(uuid.uuid4())}
    answer = client.post(reverse("office_closure", args=[world.village.uid]), sent)
    closure = LocalClosure.objects.get(name="Banjir")
    assert answer["Location"] == reverse("closure_deadlines", args=[closure.pk])
    before = {one.pk: one.due_at for one in in_working_days(parcel)}
    page = text_of(client.get(answer["Location"]))
    assert parcel.number in page
    assert "Belum ada yang diubah" in page
    assert {one.pk: one.due_at for one in in_working_days(parcel)} == before
    client.post(answer["Location"])
    after = {one.pk: one.due_at for one in in_working_days(parcel)}
    assert all(after[pk] > before[pk] for pk in before)
    assert acts_of(parcel)[-1] == "deadlines_recomputed"
    assert Event.objects.filter(case_uid=world.village.uid, act="calendar.recomputed").count() == 1
    assert "Tidak ada tenggat" in text_of(client.get(answer["Location"]))


def test_nobody_else_sees_or_moves_them(world: World, parcel: Parcel) -> None:
    close(world.village, date(2026, 11, 25))
    address = reverse("closure_deadlines", args=[LocalClosure.objects.get(name="Banjir").pk])
    assert signed_in(world.budi_head).post(address).status_code in (403, 404)
    elsewhere = an_officer(world.faraway, "Pengelola Lain", Role.ADMINISTRATOR)
    assert signed_in(elsewhere).post(address).status_code == 404
    assert acts_of(parcel) == ["open"]
