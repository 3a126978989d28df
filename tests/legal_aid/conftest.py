"""The day on which the tests of legal-aid cases happen."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from tests.conftest import Clock
from tests.legal_aid.cases import TODAY, WIB
from tests.world import World, load


@pytest.fixture
def world(db: None, clock: Clock) -> World:
    """The known offices and people, on a Monday morning at nine."""
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))
    return load()
