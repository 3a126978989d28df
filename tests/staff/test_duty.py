"""The duty roster: emergencies find who is on duty, and gaps are seen by the head before they matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from casework import clock as kawal_clock
from casework import duty
from casework.errors import NotAllowed, Refused
from casework.models import Audience, CaseUserObjectPermission, DutyShift, Event, Organisation, Outbox, User
from casework.organisations import oversee
from notifications.addressees import addressees
from tests.conftest import Clock
from tests.factories.cases import move
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY, at_district
from tests.handover.test_conflict_of_interest import about_officer
from tests.screens.pages import signed_in, text_of
from tests.world import World


def on_duty(world: World, who: User, *, office: Organisation | None = None, hours: int = 12) -> DutyShift:
    now = kawal_clock.now()
    return duty.add_shift(
        office or world.district,
        who,
        phone="0711 123456",
        starts_at=now,
        ends_at=now + timedelta(hours=hours),
        actor=world.budi_head,
    )


def emergency(world: World) -> list[User]:
    """Who hears of an emergency that comes to the district."""
    case = move(a_parcel(world), "alarm", world.siti)
    (row,) = Outbox.objects.filter(case_id=case.pk, kind="emergency")
    return addressees(row)


def test_an_emergency_goes_to_who_is_on_duty(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    on_duty(world, world.budi2)
    assert emergency(world) == [world.budi2]


def test_an_emergency_that_meets_a_gap_goes_to_the_head_and_the_overseers_head_at_once(
    world: World, clock: Clock
) -> None:
    clock.set(MONDAY)
    oversee(world.bp3mi, world.district, 1)
    on_duty(world, world.budi2, hours=1)
    clock.advance(timedelta(hours=2))
    assert {world.budi_head, world.rina_head} <= set(emergency(world))
    assert world.budi2 not in emergency(world)


def test_who_is_on_duty_is_named_in_a_sealed_emergency_that_comes(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    on_duty(world, world.budi2)
    case = move(a_parcel(world), "alarm", world.siti)
    assert case.sealed
    assert CaseUserObjectPermission.objects.filter(content_object=case.pk, user=world.budi2).exists()


def test_whoever_left_the_office_is_on_duty_no_more(world: World, clock: Clock) -> None:
    on_duty(world, world.budi2)
    User.objects.filter(pk=world.budi2.pk).update(is_active=False)
    assert duty.on_duty(world.district, kawal_clock.now()) == []
    now = kawal_clock.now()
    (gap,) = duty.gaps_in_words(world.district, duty.upcoming(world.district, now), now)
    assert gap.startswith(kawal_clock.format_local(now, world.district.time_zone))


def test_where_who_is_on_duty_is_a_party_the_head_hears_of_the_emergency(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    on_duty(world, world.budi2)
    case = move(about_officer(a_parcel(world), world.siti, world.budi2), "alarm", world.siti)
    (row,) = Outbox.objects.filter(case_id=case.pk, kind="emergency")
    assert world.budi_head in addressees(row)
    assert world.budi2 not in addressees(row)


def test_where_the_only_head_is_a_party_his_colleagues_hear_what_was_meant_for_him(world: World) -> None:
    case = about_officer(at_district(world), world.budi, world.budi_head)
    row = Outbox(case_id=case.pk, organisation=world.district, audience=Audience.HEADS, kind="handover_unanswered")
    assert world.budi in addressees(row)
    assert world.budi_head not in addressees(row)


def test_only_a_supervisor_or_head_of_the_office_changes_it(world: World) -> None:
    shift = on_duty(world, world.budi2)
    for who in (world.budi, world.siti_head, world.outsider_head):
        with pytest.raises(NotAllowed):
            duty.withdraw_shift(shift, actor=who)
    with pytest.raises(Refused, match="bukan petugas aktif"):
        on_duty(world, world.siti)


@pytest.mark.parametrize("hours", [0, -3, 24 * 32])
def test_times_that_cannot_be_are_refused(world: World, hours: int) -> None:
    with pytest.raises(Refused):
        on_duty(world, world.budi2, hours=hours)


def test_adding_and_withdrawing_are_events_of_the_office_without_the_number(world: World) -> None:
    shift = on_duty(world, world.budi2)
    for _click in range(2):
        duty.withdraw_shift(shift, actor=world.budi_head)
    acts = [event.act for event in Event.objects.filter(case_uid=world.district.uid).order_by("seq")]
    assert acts[-2:] == ["office.shift_added", "office.shift_withdrawn"]
    assert "0711" not in str(Event.objects.filter(act="office.shift_added").latest("at").content)


def test_the_head_adds_on_the_screen_in_the_offices_time_and_sees_the_gaps(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    client, address = signed_in(world.budi_head), reverse("staff_duty", args=[world.district.uid])
    assert "Tanpa petugas piket" not in text_of(client.get(address))
    sent = {"officer": str(world.budi2.uid), "starts": "2026-11-24T07:00", "ends": "2026-11-25T07:00", "phone": "0711"}
    client.post(address, sent)
    shift = DutyShift.objects.get()
    assert shift.starts_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    said = text_of(client.get(address))
    assert "23 November 2026, 09.00 WIB sampai 24 November 2026, 07.00 WIB" in said
    assert "2 celah dalam 14 hari" in text_of(client.get(reverse("staff")))
    client.post(reverse("staff_duty_withdraw", args=[world.district.uid, shift.pk]))
    assert duty.upcoming(world.district, kawal_clock.now()) == []


def test_nobody_else_sees_the_roster(world: World) -> None:
    for who in (world.budi, world.siti_head):
        assert signed_in(who).get(reverse("staff_duty", args=[world.district.uid])).status_code == 404


HOURS = st.lists(st.tuples(st.integers(-50, 400), st.integers(1, 60)), max_size=12)


@given(HOURS)
def test_every_moment_is_either_covered_or_in_one_gap(hours: list[tuple[int, int]]) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    shifts = [
        DutyShift(starts_at=now + timedelta(hours=begin), ends_at=now + timedelta(hours=begin + length))
        for begin, length in hours
    ]
    until = now + timedelta(hours=336)
    found = duty.gaps(shifts, now, until)
    for hour in range(336):
        moment = now + timedelta(hours=hour, minutes=30)
        covered = any(shift.starts_at <= moment < shift.ends_at for shift in shifts)
        assert covered != any(begin <= moment < end for begin, end in found)
