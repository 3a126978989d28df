"""Silence about a hand-over: both heads hear of it, then the level above both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casework import engine
from casework.models import Case, Event
from tests.complaint.given import at_district, referral
from tests.conftest import Clock
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.screens.pages import signed_in, text_of
from tests.sweep.given import acts_of
from tests.toy.models import Parcel
from tests.world import World

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)
THURSDAY, TUESDAY = MONDAY + timedelta(days=3), MONDAY + timedelta(days=8)


@pytest.fixture
def sent(world: World, clock: Clock) -> Parcel:
    """A parcel that the village sent to the district on a Monday; it is to be answered by Wednesday."""
    clock.set(MONDAY)
    return move(a_parcel(world), "send", world.siti)


def told(case: Case, act: str) -> set[str]:
    (event,) = Event.objects.filter(case_uid=case.uid, act=f"{case.kind}.{act}")
    return set(event.content["x"]["told"])


def silence_until(clock: Clock, moment: datetime) -> None:
    clock.set(moment)
    for _time in range(2):
        engine.sweep()


def test_a_hand_over_answered_in_time_is_told_to_nobody(world: World, clock: Clock, sent: Parcel) -> None:
    clock.advance(timedelta(days=1))
    move(sent, "accept_handover", world.budi)
    silence_until(clock, THURSDAY)
    assert "handover_unanswered" not in acts_of(sent)


def test_after_two_working_days_both_heads_are_told_once(world: World, clock: Clock, sent: Parcel) -> None:
    silence_until(clock, THURSDAY)
    assert told(sent, "handover_unanswered") == {str(world.village.uid), str(world.district.uid)}
    assert acts_of(sent).count("handover_unanswered") == 1
    assert "handover_escalated" not in acts_of(sent)


def test_after_the_same_time_again_the_level_above_both_is_told_and_joins(
    world: World, clock: Clock, sent: Parcel
) -> None:
    silence_until(clock, THURSDAY)
    silence_until(clock, TUESDAY)
    assert told(sent, "handover_escalated") == {str(world.bp3mi.uid)}
    part = sent.participations.get(organisation=world.bp3mi, until=None)
    assert part.part == "status"
    assert acts_of(sent).count("handover_escalated") == 1


def test_a_late_sweep_tells_both_levels_in_order(world: World, clock: Clock, sent: Parcel) -> None:
    silence_until(clock, TUESDAY)
    assert [act for act in acts_of(sent) if act.startswith("handover_")] == [
        "handover_unanswered",
        "handover_escalated",
    ]


def test_an_answer_between_the_two_tells_nobody_above(world: World, clock: Clock, sent: Parcel) -> None:
    silence_until(clock, THURSDAY)
    move(sent, "accept_handover", world.budi)
    silence_until(clock, TUESDAY)
    assert "handover_escalated" not in acts_of(sent)


def test_in_an_emergency_the_hours_of_the_rule_count(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    sent = move(a_parcel(world), "alarm", world.siti)
    silence_until(clock, MONDAY + timedelta(hours=2, minutes=1))
    assert "handover_unanswered" in acts_of(sent)
    silence_until(clock, MONDAY + timedelta(hours=4, minutes=1))
    assert "handover_escalated" in acts_of(sent)


def test_a_referral_nobody_answers_is_told_to_both_heads_and_then_above(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    case = at_district(world, "assigned")
    asked = referral(world, case, world.budi, world.police)
    silence_until(clock, THURSDAY)
    assert told(asked, "handover_unanswered") == {str(world.district.uid), str(world.police.uid)}
    silence_until(clock, TUESDAY)
    assert told(asked, "handover_escalated") == {str(world.bp3mi.uid), str(world.ministry.uid)}


def test_an_office_the_case_is_about_does_not_join(world: World, clock: Clock, sent: Parcel) -> None:
    sent.parties.create(role="respondent", sort="office", organisation=world.bp3mi, since=sent.created)
    silence_until(clock, TUESDAY)
    assert not sent.participations.filter(organisation=world.bp3mi).exists()


def test_both_heads_and_the_level_above_see_it_in_their_work_and_on_the_case(
    world: World, clock: Clock, sent: Parcel
) -> None:
    silence_until(clock, TUESDAY)
    for head in (world.siti_head, world.budi_head, world.rina_head):
        assert "Serah terima tidak dijawab" in text_of(signed_in(head).get("/kerja/"))
    page = text_of(signed_in(world.siti_head).get(f"/kasus/{sent.uid}/"))
    assert "Serah terima belum dijawab: kepala kantor diberi tahu" in page
    assert fresh(sent).is_open
