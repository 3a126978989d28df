"""Reopening: by whom the tables allow, within the window; the old history stays and its sequences go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework.engine.preparing import look
from casework.errors import GuardFailed, Invalid, NotAllowed
from casework.handover import receiver_may_hold
from casework.models import Case, Event, Membership
from casework.roles import Role
from tests.complaint import given as complaint
from tests.factories.cases import fresh, move, put, teleport
from tests.factories.places import TANAH_LAUT, an_office, an_officer
from tests.handover.given import MONDAY
from tests.journey.cases import at as journey_at
from tests.journey.cases import today
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.legal_aid.cases import FOR_CLIENT
from tests.legal_aid.cases import ended as legal_aid_ended
from tests.world import World

WHY = {"reason_text": "Ada bukti yang belum pernah dinilai."}
AFTER_THE_WINDOW = timedelta(days=400)


def history(case: Case) -> dict[str, list[Any]]:
    """Everything that a reopening must leave as it is."""
    return {
        "steps": list(
            case.steps.order_by("seq").values_list("seq", "state", "holder", "created", "finished", "outcome")
        ),
        "events": [bytes(event.hash) for event in Event.objects.filter(case_uid=case.uid).order_by("seq")],
        "deadlines": list(case.deadlines.order_by("pk").values_list("pk", "due_at", "met_at", "ended_at")),
        "windows": list(case.windows.order_by("pk").values_list("pk", "started_at", "ends_at")),
    }


def assert_continued(before: dict[str, list[Any]], case: Case) -> None:
    """The case is open again; all that was is still there, and what is new follows on it."""
    after = history(case)
    for what, rows in before.items():
        assert after[what][: len(rows)] == rows
    step = case.steps.get(finished=None)
    assert (step.seq, step.reopens) == (len(before["steps"]) + 1, True)
    assert len(after["events"]) == len(before["events"]) + 1
    assert case.is_open
    assert case.holder is not None
    assert case.due_at is not None
    assert case.participations.get(until=None, part="holder").organisation == case.holder


COMPLAINTS = [
    ("closed", "reopen", "rina_sup"),
    ("closed_administratively", "reopen", "rina_sup"),
    ("withdrawn", "reopen", "rina_sup"),
    ("rejected", "file_objection", "budi"),
]


@pytest.mark.parametrize(("state", "verb", "actor"), COMPLAINTS)
def test_a_complaint_goes_on_where_its_history_ended(world: World, state: str, verb: str, actor: str) -> None:
    case = complaint.ended(world, state)
    before = history(case)
    assert_continued(before, move(case, verb, getattr(world, actor), **complaint.FILLED[verb]))


@pytest.mark.parametrize(("state", "verb", "actor"), COMPLAINTS)
def test_after_the_window_a_complaint_is_reopened_one_level_up_only(
    world: World, clock: Any, state: str, verb: str, actor: str
) -> None:
    case = complaint.ended(world, state)
    before = history(case)
    clock.advance(AFTER_THE_WINDOW)
    with pytest.raises(GuardFailed):
        move(case, verb, getattr(world, actor), **complaint.FILLED[verb])
    late = complaint.FILLED["reopen_late"] | {"reason": "new_evidence"}
    for user in (world.budi_head, world.rina, world.rina_sup):
        with pytest.raises(NotAllowed):
            move(case, "reopen_late", user, **late)
    with pytest.raises(Invalid):
        move(case, "reopen_late", world.rina_head, **late | {"reason": ""})
    assert_continued(before, move(case, "reopen_late", world.rina_head, **late))


LEGAL_AID = [
    ("withdrawn", "withdraw", "reopen_withdrawn", "breach"),
    ("refused", "refuse_application", "reopen_refused", "objection"),
    ("closed", "close", "reopen", "breach"),
]


@pytest.mark.parametrize(("state", "ending", "verb", "reason"), LEGAL_AID)
def test_a_legal_aid_case_goes_on_where_its_history_ended(
    world: World, clock: Any, state: str, ending: str, verb: str, reason: str
) -> None:
    clock.set(MONDAY)
    case = legal_aid_ended(world, state, ending)
    before = history(case)
    head = an_officer(world.legal_aid, "Nurul Kepala", Role.HEAD)
    assert_continued(before, move(case, verb, head, reason=reason, **WHY, **FOR_CLIENT))


@pytest.mark.parametrize("verb", ["reopen_withdrawn", "reopen_completed", "uphold_objection", "trace_again"])
def test_a_journey_goes_on_where_its_history_ended(world: World, verb: str) -> None:
    scenario = SCENARIOS[verb]
    case = journey_at(world, scenario.source, via=scenario.via, **as_sent(scenario.columns))
    before = history(case)
    assert_continued(before, move(case, verb, getattr(world, scenario.actor), **as_sent(scenario.data)))


def test_a_stranger_and_a_lower_office_do_not_reopen(world: World) -> None:
    case = complaint.ended(world, "closed")
    for user in (world.outsider_head, world.siti_head, world.budi):
        with pytest.raises(NotAllowed):
            move(case, "reopen", user, **complaint.FILLED["reopen"])
    assert not fresh(case).is_open


def test_who_only_follows_a_complaint_does_not_reopen_it(world: World) -> None:
    case = put(complaint.ended(world, "closed"), parts={world.village: "monitor"})
    with pytest.raises(NotAllowed):
        move(case, "reopen", world.siti_sup, **complaint.FILLED["reopen"])
    assert not fresh(case).is_open


def test_the_level_above_is_not_any_office_of_that_level(world: World) -> None:
    scenario = SCENARIOS["uphold_objection"]
    case = journey_at(world, scenario.source, via=scenario.via, **as_sent(scenario.columns))
    elsewhere = an_officer(an_office("bp3mi", TANAH_LAUT, name="BP3MI Lain"), "Kepala Lain", Role.HEAD)
    with pytest.raises(NotAllowed):
        move(case, "uphold_objection", elsewhere, **as_sent(scenario.data))
    assert not fresh(case).is_open


def test_a_case_ended_twice_keeps_both_windows(world: World) -> None:
    case = move(complaint.ended(world, "closed"), "reopen", world.rina_sup, **complaint.FILLED["reopen"])
    if case.steps.get(finished=None).accepted_at is None:
        case = move(case, "accept_handover", world.rina)
    case = move(case, "uphold_ending", world.rina_head, **complaint.FILLED["uphold_ending"])
    assert [window.rule.code for window in case.windows.order_by("pk")] == ["D41", "D41"]
    assert [step.seq for step in case.steps.order_by("seq")] == list(range(1, case.steps.count() + 1))


def test_what_another_office_reopens_waits_to_be_accepted(world: World) -> None:
    case = teleport(journey_at(world, "reintegration"), "completed", returned_on=today())
    case = move(case, "reopen_completed", world.budi, **as_sent(SCENARIOS["reopen_completed"].data))
    step = case.steps.get(finished=None)
    assert (case.holder, step.accepted_at, step.sent_by) == (world.village, None, world.district)
    assert case.deadlines.filter(rule__code="D40", met_at=None, ended_at=None).exists()


def test_what_is_reopened_goes_to_somebody_who_can_work_on_it(world: World) -> None:
    case = teleport(journey_at(world, "reintegration"), "completed", returned_on=today())
    Membership.objects.filter(organisation=world.village).update(until=today())
    case = move(case, "reopen_completed", world.budi, **as_sent(SCENARIOS["reopen_completed"].data))
    assert case.holder == world.district


def test_who_gets_a_reopened_case_may_give_it_back_by_a_transfer(world: World) -> None:
    case = teleport(journey_at(world, "reintegration"), "completed", returned_on=today())
    case = move(case, "reopen_completed", world.budi, **as_sent(SCENARIOS["reopen_completed"].data))
    act = look(case).act("transfer", data={"receiving_office": world.district}, actor=world.siti_sup)
    assert "kembalikan kepada pengirimnya" not in str(receiver_may_hold(act))
