"""What my work and the overdue board cost does not grow with the number of open cases, whoever looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

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
        _owe_to_openers(owner)
        with _as_if_large():
            few = buffers.of_all_lists() | buffers.of_all_boards()
        list(fill(owner, MANY, DISTRICTS))
        _owe_to_openers(owner)
        many = buffers.of_all_lists() | buffers.of_all_boards()
    assert buffers.grown(few, many) == {}


def _owe_to_openers(owner: psycopg.Connection) -> None:
    """Let whoever opened a case that another office holds wait for what that office owes, as for police letters."""
    owner.execute(
        "UPDATE casework_deadline d SET owed_to_id = c.opener_id FROM casework_case c"
        " WHERE c.id = d.case_id AND c.opener_id <> d.duty_of_id AND d.owed_to_id IS NULL"
    )
    owner.execute("VACUUM (ANALYZE)")


@contextmanager
def _as_if_large() -> Iterator[None]:
    """A table of a few pages is read whole, which would be compared with the look-ups by index of a larger one."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        try:
            yield
        finally:
            cursor.execute("RESET enable_seqscan")
