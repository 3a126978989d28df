"""Several sweeps at once, a sweep and a move at once, a sweep killed in the middle: the same result, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from casework import engine
from casework.models import Case
from tests.conftest import Clock
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.invariants import broken
from tests.meeting import meet
from tests.project.clients import wait_until
from tests.races.crowd import Crowd, crowd_in
from tests.races.shapes import moving
from tests.sweep.given import acts_of, proposal_of, waiting_for_papers
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

ARRIVED = {
    "received": "Kuitansi",
    "behalf": "complainant",
    "behalf_how": "in_person",
    "behalf_paper": "Tanda terima",
}


def overdue(world: World, clock: Clock) -> list[Case]:
    """Parcels nobody looked after, one of them sent and not answered, and a complaint never completed."""
    cases = [a_parcel(world), a_parcel(world), move(a_parcel(world), "send", world.siti), waiting_for_papers(world)]
    clock.advance(timedelta(days=31))
    return cases


def said(cases: list[Case]) -> list[list[str]]:
    names = ("deadline_missed", "handover_unanswered", "handover_escalated", "closing_proposed")
    return [[act for act in acts_of(case) if act in names] for case in cases]


EXPECTED = [
    ["deadline_missed"],
    ["deadline_missed"],
    ["deadline_missed", "handover_unanswered", "handover_escalated"],
    ["closing_proposed"],
]


def test_four_processes_sweep_at_once_and_say_everything_once(
    world: World, clock: Clock, committed_db: str, tmp_path: Path
) -> None:
    cases = overdue(world, clock)
    with crowd_in(committed_db, tmp_path) as crowd:
        told = crowd.run("sweeping", 4)
    engine.sweep()
    assert all(one["failed"] == 0 for (one,) in told)
    assert said(cases) == EXPECTED
    assert broken() == []


def killed_after(crowd: Crowd, statements: int) -> bool:
    """Kill a sweep after so many statements; whether it was still at work."""
    member = crowd.start("sweep_told")
    backend = member.hear()["backend"]
    told = [member.hear() for _statement in range(statements)]
    told += member.kill()
    wait_until(lambda: not lives(backend))
    return {"done": True} not in told


def lives(backend: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", [backend])
        return cursor.fetchone()[0]


def test_a_sweep_killed_at_any_statement_leaves_nothing_half(
    world: World, clock: Clock, committed_db: str, tmp_path: Path
) -> None:
    cases = overdue(world, clock)
    with crowd_in(committed_db, tmp_path) as crowd:
        for statements in (1, 2, 3, 5, 7):
            killed_after(crowd, statements)
            assert said(cases) in ([[], [], [], []], EXPECTED)
            assert broken() == []
    engine.sweep()
    assert said(cases) == EXPECTED


def test_a_case_somebody_works_on_is_taken_by_the_next_run(world: World, clock: Clock) -> None:
    (case,) = [waiting_for_papers(world)]
    clock.advance(timedelta(days=31))

    moved, swept = meet(moving(case, "receive_completion", world.budi, **ARRIVED), engine.sweep)

    assert isinstance(moved, engine.Outcome)
    assert (swept.cases, swept.busy) == (0, 1)
    assert not case.proposals.exists()
    engine.sweep()
    assert not case.proposals.exists()
    assert broken() == []


def test_a_move_that_comes_during_a_sweep_waits_and_withdraws_what_was_proposed(world: World, clock: Clock) -> None:
    (case,) = [waiting_for_papers(world)]
    clock.advance(timedelta(days=31))

    swept, moved = meet(engine.sweep, moving(case, "receive_completion", world.budi, **ARRIVED))

    assert swept.cases == 1
    assert isinstance(moved, engine.Outcome)
    assert fresh(case).state == "triage"
    assert case.proposals.get().settled_as == "withdrawn"
    assert broken() == []


def test_a_refusal_and_the_move_itself_at_once_have_one_effect(world: World, clock: Clock) -> None:
    (case,) = [waiting_for_papers(world)]
    clock.advance(timedelta(days=31))
    engine.sweep()
    case, proposal = fresh(case), proposal_of(case)

    def refusing() -> engine.Outcome:
        return engine.decline_closing(proposal, actor=world.budi_head, request_id=proposal.request_id, reason="Datang.")

    moved, refused = meet(moving(case, "receive_completion", world.budi, **ARRIVED), refusing)

    assert isinstance(moved, engine.Outcome)
    assert "sudah diselesaikan" in str(refused)
    assert case.proposals.get().settled_as == "withdrawn"
    assert broken() == []
