"""What my work costs does not grow with the number of open cases, whoever looks."""

from __future__ import annotations

from bench import buffers
from bench.loading import fill
from config.database import OWNER
from tests import database

FEW, MANY, DISTRICTS = 1_200, 8_400, 2


def test_my_work_touches_as_much_of_the_database_with_seven_times_the_cases(committed_db: str) -> None:
    with database.connect_as(OWNER, committed_db) as owner:
        list(fill(owner, FEW, DISTRICTS))
        few = buffers.of_all_lists()
        list(fill(owner, MANY, DISTRICTS))
        many = buffers.of_all_lists()
    assert buffers.grown(few, many) == {}
