"""Return and recall reopen the sender's stage with its old due date; only a late receiver's time is given back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from casework import clock as kawal_clock
from casework.clock import Unit
from casework.errors import GuardFailed, NotPossible
from casework.models import Event, Membership, Outbox
from casework.organisations import appoint, end_membership
from casework.roles import Role
from casework.screens.deadlines import deadline_shown
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY, WIB, recalled, returned, running, sent, transferred
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def parcel(world: World, clock: Any) -> Parcel:
    """Opened and sent on Monday: the village's own stage is due on Thursday, the answer on Wednesday."""
    clock.set(MONDAY)
    return sent(world)


def end_of(day: int) -> datetime:
    return datetime(2026, 11, day, 23, 59, 59, tzinfo=WIB)


def test_a_return_in_time_adds_nothing(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(end_of(25) - timedelta(hours=1))
    returned(parcel, world.budi)
    assert running(parcel).due_at == end_of(26)
    assert running(parcel).pauses == []


def test_a_recall_in_time_adds_nothing(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(MONDAY + timedelta(days=1))
    recalled(parcel, world.siti)
    assert running(parcel).due_at == end_of(26)


def test_a_late_return_adds_the_working_days_after_the_answer_was_due(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 27, 10, 0, tzinfo=WIB))
    returned(parcel, world.budi)
    assert running(parcel).due_at == end_of(30)
    assert fresh(parcel).due_at == end_of(30)


def test_a_late_recall_adds_as_much_as_a_late_return(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 27, 10, 0, tzinfo=WIB))
    recalled(parcel, world.siti)
    assert running(parcel).due_at == end_of(30)


def test_a_weekend_in_which_the_receiver_was_late_adds_no_working_day(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 27, 10, 0, tzinfo=WIB))
    returned(parcel, world.budi)
    on_friday = running(parcel).due_at
    parcel = sent(world, parcel)
    clock.set(datetime(2026, 12, 1, 23, 0, tzinfo=WIB))
    returned(parcel, world.budi)
    assert running(parcel).due_at == on_friday


def test_what_ended_while_the_receiver_was_still_in_time_is_given_the_same(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    clock.set(datetime(2026, 11, 26, 9, 0, tzinfo=WIB))
    parcel = sent(world, parcel)
    clock.set(datetime(2026, 12, 2, 9, 0, tzinfo=WIB))
    returned(parcel, world.budi)
    assert running(parcel).due_at == end_of(30)


def test_the_deadline_says_that_the_receiver_was_late(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 27, 10, 0, tzinfo=WIB))
    returned(parcel, world.budi)
    said = deadline_shown(running(parcel), kawal_clock.now(), 1)["explanation"]
    assert "ditambah 2 hari kerja karena penerima serah terima terlambat menjawab" in said
    assert "jeda" not in said


def test_an_emergency_is_never_given_time(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = move(a_parcel(world), "alarm", world.siti)
    clock.set(MONDAY + timedelta(hours=9))
    returned(parcel, world.budi_head)
    assert running(parcel).due_at == end_of(26)
    assert running(parcel).pauses == []


def test_the_overall_deadline_runs_on_through_coming_and_going(world: World, parcel: Parcel, clock: Any) -> None:
    before = running(parcel, "overall")
    clock.set(datetime(2026, 11, 27, 10, 0, tzinfo=WIB))
    returned(parcel, world.budi)
    after = running(parcel, "overall")
    assert (after.rule, after.started_at, after.due_at) == (before.rule, before.started_at, before.due_at)


def test_the_second_lateness_adds_to_the_first(world: World, parcel: Parcel, clock: Any) -> None:
    clock.set(datetime(2026, 11, 27, 10, 0, tzinfo=WIB))
    parcel = sent(world, returned(parcel, world.budi))
    clock.set(datetime(2026, 12, 2, 10, 0, tzinfo=WIB))
    returned(parcel, world.budi)
    assert running(parcel).due_at == datetime(2026, 12, 1, 23, 59, 59, tzinfo=WIB)


@pytest.mark.parametrize(
    ("unit", "due"),
    [
        (Unit.WORKING_DAYS, datetime(2026, 12, 2, 23, 59, 59, tzinfo=WIB)),
        (Unit.CALENDAR_DAYS, datetime(2026, 12, 4, 23, 59, 59, tzinfo=WIB)),
        (Unit.MONTHS, datetime(2026, 12, 4, 23, 59, 59, tzinfo=WIB)),
        (Unit.HOURS, datetime(2026, 12, 4, 9, 0, tzinfo=WIB)),
        (Unit.DATE, datetime(2026, 11, 30, 9, 0, tzinfo=WIB)),
    ],
)
def test_time_is_given_back_in_the_deadlines_own_unit(unit: Unit, due: datetime) -> None:
    calendar = kawal_clock.Calendar("Asia/Jakarta")
    late = [(datetime(2026, 11, 26, 9, 0, tzinfo=WIB), datetime(2026, 11, 30, 9, 0, tzinfo=WIB))]
    assert kawal_clock.moved(datetime(2026, 11, 30, 9, 0, tzinfo=WIB), unit, calendar, late) == due


def test_a_third_return_tells_the_heads_of_both_offices(world: World, parcel: Parcel) -> None:
    for _each in range(2):
        parcel = sent(world, returned(parcel, world.budi))
    assert told(parcel) == []
    parcel = returned(parcel, world.budi)
    event = told(parcel)[0]
    assert event["x"]["told"] == [str(world.village.uid), str(world.district.uid)]
    assert event["x"]["times"] == 3
    owed = Outbox.objects.filter(kind="handover_disputed").values_list("organisation", "audience")
    assert set(owed) == {(world.village.pk, "heads"), (world.district.pk, "heads")}
    assert event["actor"]["user"] is None
    returned(sent(world, parcel), world.budi)
    assert [each["x"]["times"] for each in told(parcel)] == [4, 3]


def test_recalls_are_no_returns(world: World, parcel: Parcel) -> None:
    for _each in range(3):
        parcel = sent(world, recalled(parcel, world.siti))
    returned(parcel, world.budi)
    assert told(parcel) == []


def told(parcel: Parcel) -> list[dict[str, Any]]:
    """The events that speak of a hand-over in dispute, newest first."""
    return [event.content for event in Event.objects.filter(case_uid=parcel.uid, act="toy.handover_disputed")]


def test_what_is_not_accepted_goes_back_by_returning_it_and_not_by_a_transfer(world: World) -> None:
    parcel = transferred(a_parcel(world), world.siti_sup, world.other_village)
    with pytest.raises(GuardFailed, match="kembalikan kepada pengirimnya"):
        transferred(parcel, world.tono_sup, world.village)
    parcel = transferred(move(parcel, "accept_handover", world.tono), world.tono_sup, world.village)
    assert parcel.holder == world.village
    assert parcel.steps.get(finished=None).accepted_at is None


def unanswered_by_two(world: World, clock: Any) -> Parcel:
    """Sent on Monday to an office that gives it on on Tuesday without having accepted it."""
    clock.set(MONDAY)
    parcel = transferred(a_parcel(world), world.siti_sup, world.other_village)
    clock.advance(timedelta(days=1))
    return transferred(parcel, world.tono_sup, world.faraway)


def test_who_gave_it_on_unaccepted_has_not_accepted_it_when_it_comes_back(world: World, clock: Any) -> None:
    parcel = unanswered_by_two(world, clock)
    parcel = returned(parcel, world.member(world.faraway))
    step = parcel.steps.get(finished=None)
    assert (parcel.holder, step.accepted_at, step.sent_by, parcel.officer) == (
        world.other_village, None, world.village, None,
    )  # fmt: skip
    assert running(parcel, "acceptance").due_at == end_of(25)
    with pytest.raises(NotPossible, match="Terima dulu"):
        sent(world, parcel, by=world.tono)


def test_it_is_returned_on_to_whom_it_came_from_first(world: World, clock: Any) -> None:
    parcel = returned(unanswered_by_two(world, clock), world.member(world.faraway))
    parcel = returned(parcel, world.tono)
    step = parcel.steps.get(finished=None)
    assert (parcel.holder, step.is_accepted, step.sent_by) == (world.village, True, None)
    assert running(parcel).due_at == end_of(26)


def test_it_is_recalled_by_whom_it_came_from_first(world: World, clock: Any) -> None:
    parcel = returned(unanswered_by_two(world, clock), world.member(world.faraway))
    parcel = recalled(parcel, world.siti)
    assert (parcel.holder, parcel.steps.get(finished=None).is_accepted) == (world.village, True)


def test_who_gave_it_on_may_take_it_back_to_where_it_stood(world: World, clock: Any) -> None:
    parcel = recalled(unanswered_by_two(world, clock), world.tono)
    assert parcel.steps.get(finished=None).accepted_at is None
    parcel = move(parcel, "accept_handover", world.tono)
    assert running(parcel).due_at == end_of(26)
    parcel = transferred(parcel, world.tono_sup, world.faraway)
    assert returned(parcel, world.member(world.faraway)).steps.get(finished=None).is_accepted


def test_an_office_that_is_late_when_it_comes_back_stays_late(world: World, clock: Any) -> None:
    parcel = unanswered_by_two(world, clock)
    clock.advance(timedelta(days=3))
    parcel = returned(parcel, world.member(world.faraway))
    assert running(parcel, "acceptance").due_at < kawal_clock.now()


def test_it_comes_back_to_whoever_had_it_and_still_works_there(world: World, parcel: Parcel) -> None:
    assert returned(parcel, world.budi).officer == world.siti


def test_it_comes_back_to_nobody_where_who_had_it_has_left_the_office(world: World, parcel: Parcel) -> None:
    end_membership(Membership.objects.get(user=world.siti), MONDAY.date(), None)
    appoint(world.siti, world.other_village, Role.OFFICER, MONDAY.date(), None, None)
    assert returned(parcel, world.budi).officer is None
