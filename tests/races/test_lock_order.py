"""No act waits for a person or a case while it holds one that comes later in the order of locks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from casework import engine
from casework.administration.people import Successor, deactivate
from casework.administration.reach import Reach
from casework.models import Case
from casework.organisations import appoint
from casework.roles import Role
from config.database import OWNER
from tests import database
from tests.factories.parcels import a_parcel
from tests.project.clients import wait_until
from tests.races.shapes import SEVERAL_ROWS, SHAPES
from tests.toy.models import Parcel
from tests.world import World

IN_ORDER = (
    "casework_person r",
    "casework_case r",
    "casework_user r",
    "casework_organisation o JOIN audit.head r ON r.case_uid = o.uid",
)
"""What is locked, `r`: persons, cases, accounts, chains of offices."""

Row = tuple[int, int]
"""Which place in the order, and the id of its row; of a chain that of its office."""


@pytest.fixture
def other(committed_db: str) -> Iterator[psycopg.Connection]:
    with database.connect_as(OWNER, committed_db) as link:
        yield link


@pytest.mark.parametrize("shape", SEVERAL_ROWS)
def test_an_act_holds_only_earlier_rows_while_it_waits_for_one(
    world: World, other: psycopg.Connection, shape: str
) -> None:
    act = SHAPES[shape](world)
    locked = _undone(act, lambda: _locked(other))
    assert locked

    for row in locked:
        assert _held_while_waiting_for(row, act, other) <= {one for one in locked if one < row}


def test_who_leaves_two_offices_gives_both_works_away_in_that_order(world: World, other: psycopg.Connection) -> None:
    """The case of the office that comes last is the older one; the chains of the offices are touched last of all."""
    appoint(world.siti, world.other_village, Role.OFFICER, date(2026, 1, 1), None, None)
    older = engine.open_case(
        Parcel, actor=world.siti, office=world.other_village, request_id=uuid.uuid4(), data={"content": "Beras"}
    )
    cases = {Case.objects.get(uid=older.case).pk, a_parcel(world).pk}
    successors = [Successor(world.village, world.siti2, 1), Successor(world.other_village, world.tono, 1)]
    reach = Reach(world.hadi, (world.ministry,))

    def act() -> None:
        deactivate(reach, world.siti, successors)

    locked = _undone(act, lambda: _locked(other))
    assert {pk for place, pk in locked if place == 1} == cases

    for row in locked:
        assert _held_while_waiting_for(row, act, other) <= {one for one in locked if one < row}


def _held_while_waiting_for(row: Row, act: Callable[[], Any], other: psycopg.Connection) -> set[Row]:
    """Let somebody hold a row, let the act come to it, and see what it holds already."""
    backend: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        with other.transaction(force_rollback=True):
            other.execute(f"SELECT FROM {IN_ORDER[row[0]]} WHERE id = %s FOR NO KEY UPDATE OF r", [row[1]])
            waiting = pool.submit(_in_thread, act, backend)
            wait_until(lambda: waiting.done() or (bool(backend) and _waits(backend[0], other)), seconds=60)
            assert not waiting.done(), f"it does not lock {row} when somebody else holds it"
            held = _locked(other) - {row}
        waiting.result(60)
    return held


def _in_thread(act: Callable[[], Any], backend: list[int]) -> None:
    try:
        _undone(act, lambda: None, backend)
    finally:
        connection.close()


def _undone(act: Callable[[], Any], then: Callable[[], Any], backend: list[int] | None = None) -> Any:
    """Do the act, then something else before it is undone."""
    with transaction.atomic():
        if backend is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backend.append(cursor.fetchone()[0])
        act()
        found = then()
        transaction.set_rollback(True)
    return found


def _waits(backend: int, other: psycopg.Connection) -> bool:
    row = other.execute("SELECT %s = ANY (pg_blocking_pids(%s))", [other.info.backend_pid, backend]).fetchone()
    return bool(row and row[0])


def _locked(other: psycopg.Connection) -> set[Row]:
    """The rows that somebody else has locked."""
    locked = set()
    for place, table in enumerate(IN_ORDER):
        with other.transaction(force_rollback=True):
            there = {pk for (pk,) in other.execute(f"SELECT id FROM {table}")}
            free = {pk for (pk,) in other.execute(f"SELECT id FROM {table} FOR NO KEY UPDATE OF r SKIP LOCKED")}
        locked |= {(place, pk) for pk in there - free}
    return locked
