"""The sweep meets a move on the same case: neither waits for the other's mistake, and no case closes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import engine
from tests.complaint.given import FILLED, tries
from tests.conftest import Clock
from tests.factories.cases import fresh
from tests.invariants import broken
from tests.meeting import meet
from tests.races.shapes import moving
from tests.sweep.given import acts_of, waiting_for_papers
from tests.world import World
from workflows.complaint.models import ComplaintCase

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def overdue(world: World, clock: Clock) -> ComplaintCase:
    """A complaint whose closing period ended, and nobody has looked since."""
    case = waiting_for_papers(world)
    tries(case, world.budi)
    clock.advance(timedelta(days=31))
    return case


def test_a_case_that_is_being_moved_is_left_to_the_next_sweep(world: World, overdue: ComplaintCase) -> None:
    moved, swept = meet(moving(overdue, "receive_completion", world.budi, **FILLED["receive_completion"]), engine.sweep)

    assert moved.state == "triage"
    assert (swept.cases, swept.busy, swept.failed) == (0, 1, 0)
    engine.sweep()
    assert not fresh(overdue).proposals.exists()
    assert broken() == []


def test_a_move_waits_for_the_sweep_and_then_makes_its_proposal_needless(world: World, overdue: ComplaintCase) -> None:
    swept, moved = meet(engine.sweep, moving(overdue, "receive_completion", world.budi, **FILLED["receive_completion"]))

    assert (swept.cases, swept.failed) == (1, 0)
    assert moved.state == "triage"
    assert "closing_proposed" in acts_of(overdue)
    assert not fresh(overdue).proposals.filter(settled_at=None).exists()
    assert broken() == []


def test_two_sweeps_at_once_propose_once(overdue: ComplaintCase) -> None:
    first, second = meet(engine.sweep, engine.sweep)

    assert (first.cases, second.cases, second.busy) == (1, 0, 1)
    assert acts_of(overdue).count("closing_proposed") == 1
    assert broken() == []
