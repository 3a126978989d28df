"""What tests about referrals begin and end with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

import pytest

from casework.models import Case
from tests.complaint.given import TODAY, WIB, at_bp3mi, referral
from tests.conftest import Clock
from tests.factories.cases import teleport
from tests.invariants import broken
from tests.walks.oracle import check_promises
from tests.world import World
from workflows.referral.models import Referral


@pytest.fixture
def parent(world: World) -> Case:
    """A complaint that BP3MI works on."""
    return teleport(at_bp3mi(world), "assigned", holder=world.bp3mi)


@pytest.fixture
def asked(world: World, parent: Case) -> Referral:
    """Legal aid asked by the district, where it holds the parent, of a body that has accounts."""
    return referral(world, parent, world.budi, world.legal_aid)


@pytest.fixture
def monday_morning(clock: Clock) -> None:
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))


@pytest.fixture
def monday_and_sound_afterwards(monday_morning: None) -> Iterator[None]:
    """Monday morning; at the end every promise holds of every case."""
    yield
    assert broken() == []
    check_promises()
