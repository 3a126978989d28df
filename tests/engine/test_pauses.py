"""A pausing stage stops the overall clock; an emergency never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casework.models import Case, Deadline, Pause, User
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.toy.models import Parcel
from tests.world import World

MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)
WHY = {"reason": "other", "reason_text": "Menunggu putusan pengadilan negeri."}


@pytest.fixture
def checked(world: World, clock: Clock) -> Parcel:
    """A parcel that the district checks since Monday."""
    clock.set(MONDAY)
    return move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)


def overall(case: Case) -> Deadline:
    return case.deadlines.get(kind="overall", met_at=None, ended_at=None)


def put_off(case: Any, by: User) -> Any:
    return move(case, "put_off", by, **WHY)


def extended(case: Any, by: User, deadline: Deadline, amount: int) -> Any:
    more = {**WHY, "reason": "complexity", "deadline": str(deadline.pk), "amount": amount}
    return do(case, "extend_deadline", by, **more)


def test_a_pausing_stage_stops_the_overall_deadline_and_says_so(world: World, checked: Parcel) -> None:
    case = put_off(checked, world.budi_sup)
    deadline = overall(case)
    assert (deadline.due_at, deadline.next_alert_at) == (None, None)
    pause = case.pauses.get()
    assert (pause.reason, pause.by, pause.ended_at) == ("waiting", world.budi_sup, None)


def test_resuming_moves_the_due_date_by_the_working_days_of_the_pause(
    world: World, checked: Parcel, clock: Clock
) -> None:
    before = overall(checked).due_at
    case = put_off(checked, world.budi_sup)
    clock.advance(timedelta(days=2))
    case = move(case, "carry_on", world.budi)
    deadline = overall(case)
    assert deadline.due_at == before + timedelta(days=4)  # two working days, over a weekend
    assert deadline.next_alert_at is not None
    assert deadline.next_alert_at < deadline.due_at
    assert case.pauses.get().ended_at == fresh(case).last_act_at


def test_a_missed_deadline_that_is_extended_in_a_pause_stands_still_from_then_on(
    world: World, checked: Parcel, clock: Clock
) -> None:
    clock.advance(timedelta(days=40))
    case = put_off(checked, world.budi_sup)
    missed = overall(case)
    assert missed.due_at is not None
    more = {
        "deadline": str(missed.pk),
        "amount": 30,
        "reason": "complexity",
        "reason_text": "Perkara ini rumit sekali.",
    }
    case = do(case, "extend_deadline", world.budi_sup, **more)
    assert (overall(case).due_at, overall(case).breached_at) == (None, None)
    clock.advance(timedelta(days=60))
    case = move(case, "carry_on", world.budi)
    assert overall(case).due_at > fresh(case).last_act_at


def test_a_missed_deadline_that_stays_missed_though_extended_in_a_pause_runs_on(
    world: World, checked: Parcel, clock: Clock
) -> None:
    clock.advance(timedelta(days=40))
    case = put_off(checked, world.budi_sup)
    missed = overall(case)
    case = extended(case, world.budi_sup, missed, 1)
    assert overall(case).due_at < fresh(case).last_act_at


def test_the_waiting_stages_own_deadline_runs_on_when_it_is_extended(world: World, checked: Parcel) -> None:
    case = put_off(checked, world.budi_sup)
    own = case.deadlines.get(kind="stage", met_at=None, ended_at=None)
    case = extended(case, world.budi_sup, own, 3)
    assert case.deadlines.get(pk=own.pk).due_at > own.due_at


def test_a_pause_that_ends_on_its_first_day_adds_nothing(world: World, checked: Parcel, clock: Clock) -> None:
    before = overall(checked).due_at
    case = put_off(checked, world.budi_sup)
    clock.advance(timedelta(hours=5))
    assert overall(move(case, "carry_on", world.budi)).due_at == before


def test_an_overdue_deadline_stays_overdue_in_a_pause(world: World, checked: Parcel, clock: Clock) -> None:
    before = overall(checked).due_at
    clock.advance(timedelta(days=40))
    case = put_off(checked, world.budi_sup)
    assert overall(case).due_at == before
    clock.advance(timedelta(days=9))
    assert overall(move(case, "carry_on", world.budi)).due_at == before


def test_becoming_an_emergency_ends_the_pause(world: World, checked: Parcel, clock: Clock) -> None:
    before = overall(checked).due_at
    case = put_off(checked, world.budi_sup)
    clock.advance(timedelta(days=2))
    case = do(case, "set_severity", world.budi, severity="E", why="Ancaman pembunuhan")
    assert case.state == "waiting"
    assert overall(case).due_at == before + timedelta(days=4)
    assert case.pauses.get().ended_at == case.last_act_at
    case = move(case, "carry_on", world.budi)
    assert case.pauses.count() == 1


def test_a_stage_that_pauses_does_not_pause_an_emergency(world: World, checked: Parcel) -> None:
    case = do(checked, "set_severity", world.budi, severity="E", why="Ancaman pembunuhan")
    due = overall(case).due_at
    case = put_off(case, world.budi_head)
    assert overall(case).due_at == due
    assert not Pause.objects.filter(case_id=case.pk).exists()
