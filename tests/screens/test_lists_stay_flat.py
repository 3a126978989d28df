"""What my work and the overdue board cost does not grow with the number of open cases, whoever looks."""

from __future__ import annotations

import pytest

from bench import buffers
from bench.loading import fill
from config.database import OWNER
from tests import database

FEW, MANY, DISTRICTS = 1_200, 8_400, 2
SHOWN = 5
"""Late items on a page and counted here, so that each office has more even with few cases."""


def test_lists_touch_as_much_of_the_database_with_seven_times_the_cases(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("items.PAGE", "counting.CAP", "counting.CAP_OF_OFFICE"):
        monkeypatch.setattr(f"casework.board.{name}", SHOWN)
    with database.connect_as(OWNER, committed_db) as owner:
        list(fill(owner, FEW, DISTRICTS))
        few = buffers.of_all_lists() | buffers.of_all_boards()
        list(fill(owner, MANY, DISTRICTS))
        many = buffers.of_all_lists() | buffers.of_all_boards()
    assert buffers.grown(few, many) == {}
