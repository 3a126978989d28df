"""The day on which complaints of these tests begin."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from tests.complaint.given import TODAY, WIB
from tests.conftest import Clock


@pytest.fixture(autouse=True)
def _monday_morning(clock: Clock) -> None:
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))
