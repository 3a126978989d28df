"""What acts owe reaches the people meant, once, whatever is killed or runs twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from casework import outbox
from casework.absences import record_absence
from casework.engine import sweep
from casework.models import Audience, Membership, Outbox, User
from casework.organisations import end_membership
from notifications.addressees import addressees
from notifications.models import Notice, Preference
from notifications.relaying import after_quiet, next_digest, relay
from tests.conftest import Clock
from tests.factories.cases import do, move
from tests.handover.given import MONDAY, at_district, running, sent
from tests.toy.models import Parcel
from tests.world import World

WIB = ZoneInfo("Asia/Jakarta")


def told(world: World) -> set[tuple[str, str]]:
    return set(Notice.objects.values_list("user__username", "kind"))


def test_everybody_who_works_in_the_receiving_office_is_told_once(world: World) -> None:
    parcel = sent(world)
    for _worker in range(3):
        relay()
    people = {user for user, kind in told(world) if kind == outbox.HANDED_OVER}
    assert world.budi.username in people
    assert world.budi_head.username in people
    assert world.siti.username not in people
    assert Notice.objects.count() == len(people)
    assert Notice.objects.filter(case_id=parcel.pk).count() == Notice.objects.count()


def test_what_is_passed_on_is_marked_with_it_or_not_at_all(world: World) -> None:
    sent(world)
    with transaction.atomic():
        relay()
        transaction.set_rollback(True)
    assert (Notice.objects.count(), Outbox.objects.filter(relayed_at=None).count()) == (0, 1)
    relay()
    assert not Outbox.objects.filter(relayed_at=None).exists()


def test_whom_a_case_is_about_hears_nothing_of_it(world: World) -> None:
    parcel = sent(world)
    parcel.parties.create(role="respondent", sort="officer", user=world.budi, since=parcel.created)
    relay()
    assert world.budi.username not in {user for user, _kind in told(world)}


def test_an_account_that_ended_gets_nothing(world: World) -> None:
    parcel = sent(world)
    move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))
    type(world.budi).objects.filter(pk=world.budi.pk).update(is_active=False)
    relay()
    assert (world.budi.username, outbox.ASSIGNED) not in told(world)


def test_the_officers_notice_goes_to_his_colleagues_when_he_works_there_no_more(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = at_district(world)
    end_membership(Membership.objects.get(user=world.budi), MONDAY.date(), None)
    half = running(parcel).started_at + (running(parcel).due_at - running(parcel).started_at) / 2
    clock.set(half + timedelta(seconds=1))
    sweep()
    relay()
    people = {user for user, kind in told(world) if kind == outbox.REMINDER_HALF}
    assert world.budi2.username in people
    assert world.budi.username not in people


def away(world: World, until: date) -> None:
    """Budi is away from today, and Budi Kedua stands in for him."""
    record_absence(
        world.budi, world.district, since=MONDAY.date(), until=until, stand_in=world.budi2, reason="illness",
        actor=world.budi_sup,
    )  # fmt: skip


def news(world: World, case: Parcel) -> list[User]:
    """Who hears now what is meant for the officer of a case."""
    row = Outbox(case_id=case.pk, organisation=world.district, audience=Audience.OFFICER, kind=outbox.CAME_BACK)
    return addressees(row)


def test_what_is_meant_for_who_is_away_reaches_his_stand_in_too(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = at_district(world)
    assert news(world, parcel) == [world.budi]
    away(world, MONDAY.date() + timedelta(days=2))
    assert set(news(world, parcel)) == {world.budi, world.budi2}
    clock.advance(timedelta(days=2))
    assert news(world, parcel) == [world.budi]


def test_not_of_a_sealed_case_that_he_may_not_open_nor_of_one_about_himself(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel, about_him = at_district(world), at_district(world)
    away(world, MONDAY.date() + timedelta(days=2))
    about_him.parties.create(role="respondent", sort="officer", user=world.budi2, since=about_him.created)
    assert news(world, about_him) == [world.budi]
    do(parcel, "raise_seal", world.budi, reason="victim_safety", reason_text="Korban terancam.")
    assert news(world, parcel) == [world.budi]


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


@given(moment=MOMENTS, begin=st.times(), end=st.times())
def test_quiet_hours_end_at_their_end_and_never_lie_in_themselves(moment: datetime, begin: time, end: time) -> None:
    preference = Preference(quiet_from=begin, quiet_until=end)
    leaves = after_quiet(moment, preference, WIB)
    assert moment <= leaves < moment + timedelta(days=1, seconds=1)
    assert after_quiet(leaves, preference, WIB) == leaves
    if leaves != moment:
        assert leaves.astimezone(WIB).time() == end


@given(moment=MOMENTS, rhythm=st.sampled_from(["daily", "weekly"]))
def test_a_digest_leaves_at_seven_within_its_rhythm(moment: datetime, rhythm: str) -> None:
    leaves = next_digest(moment, WIB, rhythm)
    assert moment < leaves <= moment + timedelta(days=7 if rhythm == "weekly" else 1)
    assert leaves.astimezone(WIB).time() == time(7)
    assert rhythm == "daily" or leaves.astimezone(WIB).weekday() == 0


@pytest.mark.parametrize("kind", [outbox.EMERGENCY, outbox.DUTY_GAP])
def test_emergencies_wait_for_no_digest(kind: str) -> None:
    from notifications.relaying import BREAKS_THROUGH

    assert kind in BREAKS_THROUGH
