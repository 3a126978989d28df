"""A role that ends by its date: until then its owner is given work, and on that day what he still holds moves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from casework import engine, outbox
from casework.models import Event, Membership, Outbox, Party, User
from casework.organisations import appoint, end_membership
from casework.roles import Role
from notifications.tasks import pass_on_work
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.factories.places import a_user, an_officer
from tests.handover.given import MONDAY, WIB
from tests.screens.pages import signed_in
from tests.staff.handing import hand_over
from tests.toy.models import Parcel
from tests.world import World

LAST_DAY, LEFT = date(2026, 11, 30), date(2026, 12, 1)


@pytest.fixture
def parcels(world: World, clock: Clock) -> list[Parcel]:
    """Two parcels that siti works on, on a Monday of November."""
    clock.set(MONDAY)
    return [a_parcel(world) for _each in range(2)]


def to_the_day(clock: Clock, day: date) -> None:
    """Let it be the first minute of a day in Sekayu, and the task run that looks who has left."""
    clock.set(datetime(day.year, day.month, day.day, 0, 1, tzinfo=WIB))
    pass_on_work()


def ended(person: User, successor: User | None = None, on: date = LEFT) -> None:
    """Let a person's only role end on a day."""
    end_membership(Membership.objects.get(user=person), on, None, successor)


def officers(parcels: list[Parcel]) -> list[User | None]:
    return [fresh(one).officer for one in parcels]


def last_event(parcel: Parcel) -> Any:
    return Event.objects.filter(case_uid=parcel.uid).order_by("-seq")[0].content


def test_what_is_held_on_the_day_goes_to_the_successor_named_when_the_end_was_recorded(
    world: World, clock: Clock, parcels: list[Parcel]
) -> None:
    admin = signed_in(an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR))
    address = reverse("membership_end", args=[Membership.objects.get(user=world.siti).pk])
    named = {f"successor_{world.village.pk}": world.siti2.uid, f"shown_{world.village.pk}": 2}

    said = admin.post(address, {"on": LEFT.isoformat(), **named}, follow=True).content.decode()
    parcels.append(a_parcel(world))
    to_the_day(clock, LAST_DAY)

    assert "1 Desember 2026 berpindah hari itu kepada Siti Kedua" in said
    assert officers(parcels) == [world.siti] * 3
    to_the_day(clock, LEFT)
    assert officers(parcels) == [world.siti2] * 3


def test_the_move_is_an_act_with_a_reason_and_the_new_officer_is_told(
    world: World, clock: Clock, parcels: list[Parcel]
) -> None:
    ended(world.siti, world.siti2)

    to_the_day(clock, LEFT)

    events = [last_event(one) for one in parcels]
    assert {(one["act"], one["actor"]["role"], one["reason"]) for one in events} == {
        ("toy.work_moved", "system", "departure")
    }
    (batch,) = {one["x"]["batch"] for one in events}
    assert set(Outbox.objects.filter(kind=outbox.ASSIGNED, user=world.siti2).values_list("case", flat=True)) == {
        one.pk for one in parcels
    }
    said = Event.objects.filter(case_uid=world.village.uid, act="office.work_moved").get().content["x"]
    assert said == {"user": str(world.siti.uid), "cases": 2, "batch": batch}
    assert fresh(parcels[0]).opened_by == world.siti


def test_without_a_successor_the_head_has_it(world: World, clock: Clock, parcels: list[Parcel]) -> None:
    ended(world.siti)

    to_the_day(clock, LEFT)

    assert officers(parcels) == [world.siti_head] * 2


def test_so_it_is_when_somebody_was_appointed_for_a_time_only(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    guest = a_user("Tamu Magang")
    appoint(guest, world.village, Role.OFFICER, date(2026, 1, 1), LEFT, None)
    parcel = do(a_parcel(world), "assign_officer", world.siti_head, officer=str(guest.uid), why="Magang")

    to_the_day(clock, LEFT)

    assert fresh(parcel).officer == world.siti_head


def test_a_successor_who_has_left_too_gets_nothing(world: World, clock: Clock, parcels: list[Parcel]) -> None:
    ended(world.siti, world.siti2)
    ended(world.siti2)

    to_the_day(clock, LEFT)

    assert officers(parcels) == [world.siti_head] * 2


def test_a_case_about_the_head_goes_to_the_supervisor(world: World, clock: Clock, parcels: list[Parcel]) -> None:
    Party.objects.create(case_id=parcels[0].pk, role="respondent", user=world.siti_head, since=parcels[0].created)
    ended(world.siti)

    to_the_day(clock, LEFT)

    assert officers(parcels) == [world.siti_sup, world.siti_head]


def test_where_nobody_may_follow_the_case_is_the_offices_and_all_are_told(
    world: World, clock: Clock, parcels: list[Parcel]
) -> None:
    for one in (world.siti, world.siti_sup, world.siti_head):
        ended(one)

    to_the_day(clock, LEFT)

    assert officers(parcels) == [None, None]
    told = Outbox.objects.filter(kind=outbox.CASE_NEWS, organisation=world.village, audience="officers")
    assert set(told.values_list("case", flat=True)) == {one.pk for one in parcels}


def test_a_sealed_case_goes_to_the_head_if_the_successor_is_not_named_in_it(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    move(parcel, "alarm", world.siti)
    move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))
    ended(world.budi, world.budi2)

    to_the_day(clock, LEFT)

    assert fresh(parcel).officer == world.budi_head
    named = {row.user for row in parcel.named.select_related("user")}
    assert world.budi_head in named
    assert not {world.budi, world.budi2} & named
    assert last_event(parcel)["x"]["unnamed"] == [str(world.budi.uid)]


def test_who_goes_on_in_another_role_or_comes_back_in_time_keeps_his_work(
    world: World, clock: Clock, parcels: list[Parcel]
) -> None:
    ended(world.siti)
    appoint(world.siti, world.village, Role.SUPERVISOR, LEFT, None, None)

    to_the_day(clock, LEFT)

    assert officers(parcels) == [world.siti] * 2


def test_who_only_looks_at_the_office_from_then_on_keeps_none(
    world: World, clock: Clock, parcels: list[Parcel]
) -> None:
    ended(world.siti, world.siti2)
    appoint(world.siti, world.village, Role.AUDITOR, LEFT, None, None)

    to_the_day(clock, LEFT)

    assert officers(parcels) == [world.siti2] * 2


def test_it_is_done_once_and_what_was_handed_over_before_is_left_alone(
    world: World, clock: Clock, parcels: list[Parcel]
) -> None:
    ended(world.siti)
    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)

    to_the_day(clock, LEFT)

    assert officers(parcels) == [world.siti2] * 2
    to_the_day(clock, LEFT + timedelta(days=1))
    assert not Event.objects.filter(case_uid=world.village.uid, act="office.work_moved").exists()
    assert engine.pass_on_work() == 0
