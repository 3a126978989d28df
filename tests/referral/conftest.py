"""What tests about referrals that follow their parent begin and end with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

import pytest

from tests.complaint.given import TODAY, WIB
from tests.conftest import Clock
from tests.invariants import broken
from tests.walks.oracle import check_promises


@pytest.fixture
def monday_and_sound_afterwards(clock: Clock) -> Iterator[None]:
    """Monday morning; at the end every promise holds of every case."""
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))
    yield
    assert broken() == []
    check_promises()
