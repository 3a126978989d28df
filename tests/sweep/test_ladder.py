"""The ladder of a deadline: reminders before it is due, offices above after it, each once, until one answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import deadlines, engine, ladder, outbox
from casework.models import Audience, Case, Deadline, DeadlineRule, Escalation, Outbox
from casework.models.rulebook import default_ladder
from casework.organisations import oversee
from tests.complaint.given import emergency
from tests.conftest import Clock
from tests.factories.cases import do, move, put
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY
from tests.journey.cases import a_journey
from tests.sweep.given import acts_of
from tests.toy.models import Parcel
from tests.world import World, request_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(world: World, clock: Clock) -> Parcel:
    """At the village, whose overseers are the district, then BP3MI."""
    clock.set(MONDAY)
    oversee(world.district, world.village, 1)
    oversee(world.bp3mi, world.village, 2)
    return a_parcel(world)


def stage_of(case: Case) -> Deadline:
    return case.deadlines.get(kind="stage", met_at=None, ended_at=None)


def at(case: Case, percent: int) -> datetime:
    """The moment of a rung, counted anew from the row: these parcels never pause."""
    one = stage_of(case)
    assert one.due_at is not None
    return one.started_at + (one.due_at - one.started_at) * percent / 100


def swept_at(clock: Clock, moment: datetime) -> None:
    clock.set(moment)
    for _again in range(2):
        engine.sweep()


def owed(case: Case) -> list[tuple[str, str, str]]:
    rows = Outbox.objects.filter(case_id=case.pk).order_by("pk").values_list("kind", "organisation__name", "audience")
    return list(rows)


def test_half_of_the_time_reminds_the_handler_and_four_fifths_his_supervisors_too(
    world: World, clock: Clock, parcel: Parcel
) -> None:
    village = world.village.name
    swept_at(clock, at(parcel, 50) - timedelta(seconds=2))
    assert acts_of(parcel) == ["open"]
    swept_at(clock, at(parcel, 50) + timedelta(seconds=1))
    assert acts_of(parcel) == ["open", "deadline_reminded"]
    assert owed(parcel) == [(outbox.REMINDER_HALF, village, Audience.OFFICER)]
    swept_at(clock, at(parcel, 80) + timedelta(seconds=1))
    assert acts_of(parcel)[1:] == ["deadline_reminded"] * 2
    assert owed(parcel)[1:] == [
        (outbox.REMINDER_DUE_SOON, village, Audience.OFFICER),
        (outbox.REMINDER_DUE_SOON, village, Audience.SUPERVISORS),
    ]


def test_missed_it_is_put_to_the_next_level_and_later_to_the_level_above(
    world: World, clock: Clock, parcel: Parcel
) -> None:
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    first = Escalation.objects.get()
    assert (first.step, first.organisation) == (1, world.district)
    assert parcel.participations.get(organisation=world.district, until=None).part == "status"
    assert (outbox.ESCALATED, world.district.name, Audience.HEADS) in owed(parcel)
    swept_at(clock, at(parcel, 150) + timedelta(seconds=1))
    assert list(Escalation.objects.order_by("step").values_list("step", "organisation")) == [
        (1, world.district.pk),
        (2, world.bp3mi.pk),
    ]


def test_after_days_in_which_nothing_ran_everybody_hears_of_it_once(world: World, clock: Clock, parcel: Parcel) -> None:
    swept_at(clock, at(parcel, 150) + timedelta(days=30))
    assert acts_of(parcel) == ["open", "deadline_missed", "deadline_escalated"]
    assert sorted(owed(parcel)) == sorted(
        (outbox.ESCALATED, office.name, Audience.HEADS) for office in (world.district, world.bp3mi)
    )


def test_unanswered_it_climbs_on_and_at_the_top_is_said_again(world: World, clock: Clock, parcel: Parcel) -> None:
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    first = Escalation.objects.get()
    assert first.due_at is not None
    swept_at(clock, min(first.due_at, at(parcel, 150)) + timedelta(seconds=1))
    assert Escalation.objects.filter(step=2, organisation=world.bp3mi).exists()
    while (top := Escalation.objects.order_by("-step", "-pk")[0]).repeats < 2:
        assert top.due_at is not None
        swept_at(clock, top.due_at + timedelta(seconds=1))
    assert acts_of(parcel).count("escalation_repeated") == 2
    assert top.organisation == world.ministry


def test_who_answers_stops_the_climbing(world: World, clock: Clock, parcel: Parcel) -> None:
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    asked = Escalation.objects.get()
    answer(asked, world.budi_head)
    said = acts_of(parcel)
    assert said[-1] == "escalation_answered"
    asked.refresh_from_db()
    assert (asked.acknowledged_by, asked.answer, asked.is_open) == (world.budi_head, "Kami datangi desa besok.", False)
    assert asked.due_at is None


def test_what_is_done_at_last_needs_no_answer_any_more(world: World, clock: Clock, parcel: Parcel) -> None:
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    move(parcel, "send", world.siti)
    assert not Escalation.objects.get().is_open


def test_an_office_the_case_is_about_is_not_asked(world: World, clock: Clock, parcel: Parcel) -> None:
    parcel.parties.create(role="respondent", sort="office", organisation=world.district, since=parcel.created)
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    assert not Escalation.objects.filter(organisation=world.district).exists()


def test_four_processes_would_find_it_written(world: World, clock: Clock, parcel: Parcel) -> None:
    """What was said stands in the row: another sweep at the same moment, or of an earlier look, says nothing."""
    swept_at(clock, at(parcel, 150) + timedelta(seconds=1))
    before = acts_of(parcel), len(owed(parcel)), Escalation.objects.count()
    for _worker in range(4):
        engine.sweep()
    assert (acts_of(parcel), len(owed(parcel)), Escalation.objects.count()) == before


def answer(asked: Escalation, by: Any, text: str = "Kami datangi desa besok.") -> engine.Outcome:
    return engine.answer_escalation(asked, actor=by, request_id=request_id(), answer=text)


START = datetime(2026, 11, 23, tzinfo=UTC)


@given(
    minutes=st.integers(1, 60 * 24 * 400),
    share=st.floats(0, 3),
    rungs=st.lists(st.integers(1, 300), min_size=1, max_size=6, unique=True),
)
def test_a_rung_is_said_when_and_only_when_its_share_of_the_time_has_gone(
    minutes: int, share: float, rungs: list[int]
) -> None:
    rule = DeadlineRule(code="D99", ladder=[[percent, "handler"] for percent in rungs])
    length = timedelta(minutes=minutes)
    one = Deadline(rule=rule, started_at=START, due_at=START + length)
    now = START + length * share
    said = ladder.reached(one, now, [])
    for place, percent in enumerate(sorted(rungs)):
        moment = START + length * percent / 100
        assert (place < said) == (moment < now if percent == 100 else moment <= now) or abs(moment - now) < timedelta(
            milliseconds=1
        )


def test_time_in_which_a_deadline_stood_still_is_no_time_of_its_ladder() -> None:
    """Ten days that became twenty by a pause of ten: half of them are over five running days after the beginning."""
    pause = [(START + timedelta(days=2)).isoformat(), (START + timedelta(days=12)).isoformat()]
    late = [(START + timedelta(days=14)).isoformat(), (START + timedelta(days=16)).isoformat(), "receiver_late"]
    rule = DeadlineRule(code="D99", ladder=default_ladder())
    one = Deadline(rule=rule, started_at=START, due_at=START + timedelta(days=22), pauses=[pause, late])
    half = START + timedelta(days=17)
    assert deadlines.next_look(one) == half
    assert [ladder.reached(one, half + timedelta(minutes=n), deadlines.stood(one)) for n in (-1, 0)] == [0, 1]


def test_the_ladder_of_the_specification() -> None:
    assert default_ladder() == [[50, "handler"], [80, "supervisor"], [100, "next_level"], [150, "level_above"]]


def test_in_an_emergency_duty_and_head_hear_within_hours_and_then_the_ministry(world: World, clock: Clock) -> None:
    """Held by BP3MI it is put to the ministry at once; held by a district, at the second step, past BP3MI."""
    clock.set(MONDAY)
    case = emergency(world)
    running = case.deadlines.get(kind="stage", met_at=None, ended_at=None)
    assert (running.amount, running.unit) == (2, "H")
    swept_at(clock, running.started_at + timedelta(minutes=61))
    swept_at(clock, running.started_at + timedelta(minutes=97))
    office = world.bp3mi.name
    assert owed(case)[-3:] == [
        (outbox.EMERGENCY, office, Audience.DUTY),
        (outbox.REMINDER_DUE_SOON, office, Audience.DUTY),
        (outbox.REMINDER_DUE_SOON, office, Audience.HEADS),
    ]
    swept_at(clock, running.started_at + timedelta(minutes=121))
    assert owed(case)[-1] == (outbox.ESCALATED, world.ministry.name, Audience.HEADS)


def test_the_second_step_of_an_emergency_is_the_ministry(world: World, clock: Clock, parcel: Parcel) -> None:
    put(parcel, severity="E", sealed=True)
    swept_at(clock, at(parcel, 150) + timedelta(seconds=1))
    assert list(Escalation.objects.order_by("step", "pk").values_list("step", "organisation__name")) == [
        (1, world.district.name),
        (2, world.bp3mi.name),
        (2, world.ministry.name),
    ]


def test_a_rung_whose_step_was_asked_already_passes_in_silence(world: World, clock: Clock, parcel: Parcel) -> None:
    """A long period: the level above is asked after two unanswered days, and answers long before its own rung."""
    journey = a_journey(world)
    swept_at(clock, at(journey, 100) + timedelta(seconds=1))
    asked = Escalation.objects.get(case_id=journey.pk)
    assert asked.due_at is not None
    swept_at(clock, asked.due_at + timedelta(seconds=1))
    answer(Escalation.objects.get(case_id=journey.pk, step=2), world.rina_head)
    before = acts_of(journey)
    swept_at(clock, at(journey, 150) + timedelta(seconds=1))
    assert acts_of(journey) == before
    assert (stage_of(journey).alert_level, stage_of(journey).next_alert_at) == (4, None)


def test_where_nobody_is_left_above_that_is_said_once(world: World, clock: Clock, parcel: Parcel) -> None:
    for office in (world.district, world.bp3mi, world.ministry):
        parcel.parties.create(role="respondent", sort="office", organisation=office, since=parcel.created)
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    assert acts_of(parcel)[-1] == "deadline_missed"
    for later in (1, 60 * 60 * 24):
        swept_at(clock, at(parcel, 150) + timedelta(seconds=later))
    assert acts_of(parcel)[1:] == ["deadline_missed", "nobody_above"]
    assert not Escalation.objects.exists()


def test_missed_again_after_more_time_it_is_asked_again(world: World, clock: Clock, parcel: Parcel) -> None:
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    answer(Escalation.objects.get(), world.budi_head)
    why = {"amount": 5, "reason": "complexity", "reason_text": "Berkas menumpuk."}
    do(parcel, "extend_deadline", world.siti_sup, deadline=stage_of(parcel).pk, **why)
    assert stage_of(parcel).breached_at is None
    swept_at(clock, at(parcel, 100) + timedelta(seconds=1))
    assert acts_of(parcel).count("deadline_escalated") == 2
    assert Escalation.objects.filter(step=1, organisation=world.district, ended_at=None).count() == 1
