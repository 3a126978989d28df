"""What happens to a case while its receiver has not answered: the hand-over stays the same one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework.engine import sweep
from casework.errors import GuardFailed
from casework.models import Event
from casework.roles import Role
from tests.complaint import given as complaint
from tests.factories.cases import move
from tests.factories.places import MUARA_ENIM, SOUTH_SUMATRA, an_office, an_officer
from tests.handover.given import MONDAY, recalled, returned, running, sent, transferred
from tests.journey import cases as journey
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning(clock: Any) -> None:
    clock.set(MONDAY)


def test_a_second_alarm_gives_the_receiver_no_more_time(world: World, clock: Any) -> None:
    case = move(sent(world), "alarm", world.siti)
    due = running(case, "acceptance").due_at
    clock.advance(timedelta(minutes=110))
    assert running(move(case, "alarm", world.siti), "acceptance").due_at == due


def test_the_first_alarm_leaves_him_the_two_hours_of_an_emergency(world: World) -> None:
    case = move(sent(world), "alarm", world.siti)
    assert running(case, "acceptance").due_at == case.last_act_at + timedelta(hours=2)


def test_an_answer_that_is_overdue_stays_so_and_nobody_is_told_twice(world: World, clock: Any) -> None:
    case = sent(world)
    clock.advance(timedelta(days=7))
    sweep()
    late = running(case, "acceptance")
    case = move(case, "alarm", world.siti)
    now = running(case, "acceptance")
    marks = ("due_at", "started_at", "breached_at", "alert_level", "next_alert_at")
    assert {name: getattr(now, name) for name in marks} == {name: getattr(late, name) for name in marks}
    assert case.deadlines.get(pk=late.pk).met_at is None
    sweep()
    told = [event.act for event in Event.objects.filter(case_uid=case.uid)]
    assert told.count("toy.handover_unanswered") == 1


def test_whoever_it_is_given_on_to_has_the_whole_time(world: World, clock: Any) -> None:
    other = an_office("district", MUARA_ENIM, name="Disnaker Lain")
    an_officer(other, "Lain Petugas")
    case = sent(world)
    clock.advance(timedelta(days=1))
    case = transferred(case, world.budi_sup, other)
    assert running(case, "acceptance").started_at == case.last_act_at


def test_what_a_death_keeps_from_going_back_is_given_on_to_the_right_office(world: World) -> None:
    case = journey.at(world, "arrived_home")
    case = move(case, "begin_rehabilitation", world.siti, **as_sent(SCENARIOS["begin_rehabilitation"].data))
    other = an_office("bp3mi", SOUTH_SUMATRA, name="BP3MI Lain", serves=False)
    eni = an_officer(other, "Eni Petugas")
    case = transferred(case, world.rina_sup, other)
    case = move(case, "record_death", world.siti, **as_sent(SCENARIOS["record_death"].data))
    with pytest.raises(GuardFailed, match="sudah tercatat"):
        returned(case, eni)
    supervisor = an_officer(other, "Eka Penyelia", Role.SUPERVISOR)
    assert transferred(case, supervisor, world.bp3mi).holder == world.bp3mi


@pytest.mark.parametrize(("goes_back", "by"), [(returned, "rina"), (recalled, "siti")])
def test_a_death_recorded_meanwhile_does_not_go_back_with_the_case(world: World, goes_back: Any, by: str) -> None:
    """Only annulling it takes it back, on the journey and its complaint in one act."""
    case = journey.at(world, "arrived_home")
    case = move(case, "begin_rehabilitation", world.siti, **as_sent(SCENARIOS["begin_rehabilitation"].data))
    case = move(case, "record_death", world.siti, **as_sent(SCENARIOS["record_death"].data))
    with pytest.raises(GuardFailed, match="sudah tercatat"):
        goes_back(case, getattr(world, by))


def test_a_death_that_handed_the_case_over_is_not_returned_either(world: World) -> None:
    case = move(complaint.at_district(world, "triage"), "record_death", world.budi, **complaint.FILLED["record_death"])
    assert case.holder == world.bp3mi
    with pytest.raises(GuardFailed, match="sudah tercatat"):
        returned(case, world.rina_head)
