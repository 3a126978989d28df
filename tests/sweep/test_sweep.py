"""A sweep says what was missed, once, whenever and however often it runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import engine
from casework.models import Case, Deadline
from tests.complaint.given import at_bp3mi
from tests.conftest import Clock
from tests.factories.cases import fresh, move, put
from tests.factories.parcels import a_parcel
from tests.invariants import broken
from tests.sweep.given import acts_of, born_on, waiting_for_papers
from tests.world import World

pytestmark = pytest.mark.django_db

OTHER = {"reason": "wrong_move", "reason_text": "Timbangan keliru."}


def test_a_missed_deadline_is_marked_and_said_once(world: World, clock: Clock) -> None:
    parcel = a_parcel(world)
    clock.advance(timedelta(days=10))
    for _time in range(3):
        engine.sweep()
    missed = Deadline.objects.get(case_id=parcel.pk, rule__code="D29")
    assert missed.breached_at == missed.due_at
    assert (missed.met_at, missed.ended_at, missed.next_alert_at) == (None, None, None)
    assert acts_of(parcel) == ["open", "deadline_missed", "deadline_escalated"]
    assert broken() == []


def test_what_was_missed_together_is_one_event(world: World, clock: Clock) -> None:
    parcel = a_parcel(world)
    clock.advance(timedelta(days=40))
    engine.sweep()
    assert acts_of(parcel) == ["open", "deadline_missed", "deadline_escalated"]
    assert Deadline.objects.filter(case_id=parcel.pk, breached_at__isnull=False).count() == 2


def asked(case: Case) -> set[tuple[str, int, str]]:
    """Which offices were asked about which of a case's deadlines, at which step of the ladder."""
    return set(case.escalations.values_list("deadline__rule__code", "step", "organisation__name"))


def test_late_it_finds_what_it_would_have_found_in_time(world: World, clock: Clock) -> None:
    in_time = a_parcel(world)
    for _day in range(8):
        clock.advance(timedelta(days=1))
        engine.sweep()
    late = a_parcel(world)
    clock.advance(timedelta(days=8))
    engine.sweep()
    assert acts_of(late) == ["open", "deadline_missed", "deadline_escalated"]
    assert acts_of(in_time)[:4] == ["open", "deadline_reminded", "deadline_reminded", "deadline_missed"]
    assert asked(late) == asked(in_time)


def test_it_leaves_version_holder_and_due_date_alone(world: World, clock: Clock) -> None:
    parcel = a_parcel(world)
    clock.advance(timedelta(days=10))
    engine.sweep()
    after = fresh(parcel)
    assert (after.version, after.holder, after.due_at) == (parcel.version, parcel.holder, parcel.due_at)


def test_a_move_made_since_can_still_be_undone(world: World, clock: Clock) -> None:
    parcel = move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)
    clock.advance(timedelta(days=40))
    parcel = move(parcel, "weigh", world.budi, grams=3)
    engine.sweep()
    assert acts_of(parcel)[-2:] == ["deadline_missed", "deadline_escalated"]
    assert move(parcel, "undo", world.budi, **OTHER).grams is None


def test_more_time_makes_a_missed_deadline_a_promise_again(world: World, clock: Clock) -> None:
    case = waiting_for_papers(world)
    clock.advance(timedelta(days=31))
    engine.sweep()
    assert Deadline.objects.get(case_id=case.pk, rule__code="D03").breached_at is not None


def statements_of_a_sweep() -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        engine.sweep()
    return len(captured)


def test_a_sweep_that_finds_nothing_costs_one_statement(world: World) -> None:
    a_parcel(world)
    one = statements_of_a_sweep()
    for _number in range(5):
        a_parcel(world)
    assert statements_of_a_sweep() == one == 1


@pytest.mark.parametrize("count", [1, 6])
def test_a_batch_costs_the_same_however_many_cases_it_holds(world: World, clock: Clock, count: int) -> None:
    for _number in range(count):
        a_parcel(world)
    clock.advance(timedelta(days=10))
    assert statements_of_a_sweep() <= 21


@pytest.mark.parametrize(("count", "days"), [(1, 61), (4, 61), (6, 8)])
def test_whether_children_are_concerned_is_asked_for_all_cases_of_a_batch_at_once(
    world: World, clock: Clock, count: int, days: int
) -> None:
    for _number in range(count):
        born_on(at_bp3mi(world, "assigned"), date(2012, 1, 31))
    clock.advance(timedelta(days=days))
    assert statements_of_a_sweep() <= 21


def test_what_is_due_is_read_by_the_partial_index(world: World) -> None:
    with connection.cursor() as cursor:
        for other in ("seqscan", "bitmapscan", "sort"):  # what a planner prefers that knows a nearly empty table
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(
            "EXPLAIN SELECT case_id FROM casework_deadline WHERE met_at IS NULL AND ended_at IS NULL "
            "AND next_alert_at <= (SELECT kawal_now()) ORDER BY next_alert_at LIMIT 100"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using deadline_next_alert" in plan
    assert "Index Cond: (next_alert_at <=" in plan


@pytest.mark.sick_case
def test_one_case_that_fails_does_not_stop_the_clock_of_others(world: World, clock: Clock, caplog: object) -> None:
    sick, sound = move(a_parcel(world), "send", world.siti), a_parcel(world)
    put(sick, deadlines={"acceptance": {"unit": "XX"}})
    clock.advance(timedelta(days=10))
    swept = engine.sweep()
    assert (swept.cases, swept.failed) == (1, 1)
    assert "deadline_missed" in acts_of(sound)
    assert "deadline_missed" not in acts_of(sick)
    put(sick, deadlines={"acceptance": {"unit": "WD"}})
    engine.sweep()
    assert "handover_unanswered" in acts_of(sick)


def test_what_no_rule_of_the_sweep_concerns_is_not_looked_at(world: World, clock: Clock) -> None:
    parcel = a_parcel(world)
    engine.sweep()
    assert acts_of(parcel) == ["open"]
    assert Case.objects.get(pk=parcel.pk).last_act_at == parcel.last_act_at
