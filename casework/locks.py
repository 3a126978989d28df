"""Locking in the one order: the request, persons, cases in ascending id; then the act writes, chain heads last.

Whoever needs a row asks for it here. Within `in_order()` what is held already costs nothing, and what can no
longer be locked in order makes the act begin again with it locked from the start: so no act waits for a row
while it holds one that comes later, and no two acts wait for each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection, transaction

from casework.errors import Stale

_TRIES = 5
_LAST = 2**63 - 1

_P = ParamSpec("_P")
_T = TypeVar("_T")


class LocksMissing(Exception):
    """An act needs rows that it may not lock any more; `in_order()` begins it again with them."""

    def __init__(self, *, people: Iterable[int] = (), cases: Iterable[int] = ()) -> None:
        self.people, self.cases = frozenset(people), frozenset(cases)
        super().__init__("needs rows that come earlier in the order of locks")


class _Held(NamedTuple):
    """What the act has locked, what it brought into being itself, and whether it writes already."""

    requests: frozenset[uuid.UUID] = frozenset()
    people: frozenset[int] = frozenset()
    cases: frozenset[int] = frozenset()
    made_people: frozenset[int] = frozenset()
    made_cases: frozenset[int] = frozenset()
    writes: bool = False

    def without(self, wanted: Iterable[int], kind: str) -> list[int]:
        known = self.people | self.made_people if kind == "people" else self.cases | self.made_cases
        return sorted(set(wanted) - known)


@dataclass
class _Act:
    held: _Held = field(default_factory=_Held)


_running: ContextVar[_Act | None] = ContextVar("running", default=None)


def in_order(act: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let a function be one transaction that locks in the one order.

    It is called again, everything it did undone, when it found on its way that it needs a row earlier in the
    order. Called within another such act it is part of that one. Raises Stale when it found new rows each time.
    """

    @wraps(act)
    def ordered(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        outer = _running.get()
        if outer is not None:
            return _as_part_of(outer, lambda: act(*args, **kwargs))
        wanted = _Held()
        for _attempt in range(_TRIES):
            running = _Act()
            token = _running.set(running)
            try:
                with transaction.atomic():
                    _take(wanted)
                    return act(*args, **kwargs)
            except LocksMissing as missing:
                held = running.held
                people, cases = held.people | missing.people, held.cases | missing.cases
                wanted = _Held(held.requests, people, cases)
            finally:
                _running.reset(token)
        raise Stale

    return ordered


def _as_part_of(outer: _Act, act: Callable[[], _T]) -> _T:
    """A savepoint of the outer act; what it locked is let go with it when it is undone."""
    before = outer.held
    try:
        with transaction.atomic():
            return act()
    except LocksMissing:
        raise
    except BaseException:
        outer.held = before
        raise


def _take(wanted: _Held) -> None:
    for request_id in wanted.requests:
        lock_request(request_id)
    _lock("people", wanted.people)
    _lock("cases", wanted.cases)


def lock_request(request_id: uuid.UUID) -> None:
    """Let the same form sent twice at once wait for itself, until the transaction ends. Comes before all others."""
    running = _running.get()
    if running is not None:
        if request_id in running.held.requests:
            return
        running.held = running.held._replace(requests=running.held.requests | {request_id})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [request_id.int % 2**63])


def lock_people(ids: Iterable[int]) -> None:
    """Lock persons, and with each the rows that stand for the same one: his record, its doubles, hidden ones.

    Read them only afterwards. Raises LocksMissing when they can no longer be locked in order.
    """
    wanted = set(ids)
    if not wanted:
        return
    _lock("people", _same_people(wanted))
    joined = _same_people(wanted)
    running = _running.get()
    if running is not None and running.held.without(joined, "people"):
        raise LocksMissing(people=joined)


def lock_cases(ids: Iterable[int]) -> None:
    """Lock cases. Read them only afterwards. Raises LocksMissing when they can no longer be locked in order."""
    _lock("cases", ids)


def order_of_cases() -> tuple[list[int], int]:
    """What a statement must know that locks cases itself: which are held, and the id all others lie above."""
    running = _running.get()
    if running is None:
        return [], 0
    held = running.held
    return sorted(held.cases | held.made_cases), _LAST if held.writes else max(held.cases, default=0)


def have_locked_cases(ids: Iterable[int]) -> None:
    """Say which cases a statement has locked in that order."""
    running = _running.get()
    if running is not None:
        running.held = running.held._replace(cases=running.held.cases | set(ids))


def need_cases(ids: Iterable[int]) -> None:
    """Make sure that cases an act writes or links were locked before it read them. Raises LocksMissing."""
    running = _running.get()
    if running is not None and (missing := running.held.without(ids, "cases")):
        raise LocksMissing(cases=missing)


def made(*, people: Iterable[int] = (), cases: Iterable[int] = ()) -> None:
    """Say which rows the act itself inserted: nobody else can see or hold them."""
    running = _running.get()
    if running is not None:
        held = running.held
        running.held = held._replace(
            made_people=held.made_people | set(people), made_cases=held.made_cases | set(cases)
        )


def writes_now() -> None:
    """Say that the act begins to write: from here on it waits for no row any more, except of its own numbers."""
    running = _running.get()
    if running is not None and not running.held.writes:
        running.held = running.held._replace(writes=True)


def _same_people(ids: Iterable[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH meant AS (
                SELECT unnest(ARRAY[id, same_as_id, merged_into_id]) AS id FROM casework_person WHERE id = ANY(%(ids)s)
            )
            SELECT p.id FROM casework_person p
            WHERE p.id IN (SELECT id FROM meant)
               OR p.same_as_id IN (SELECT id FROM meant) OR p.merged_into_id IN (SELECT id FROM meant)
            """,
            {"ids": list(ids)},
        )
        return {pk for (pk,) in cursor.fetchall()}


_LOCKING = {
    "people": "SELECT id FROM casework_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
    # to lock a row takes the right to change it, which only the schema's owner has
    "cases": "SELECT kawal_lock_cases(%s::bigint[])",
}


def _lock(kind: str, ids: Iterable[int]) -> None:
    """Lock rows in ascending id, `FOR NO KEY UPDATE`, waiting for whoever holds them; in one statement.

    A joined read in the locking statement would return what stood there before the wait, so it reads nothing.
    """
    running = _running.get()
    wanted = sorted(set(ids)) if running is None else running.held.without(ids, kind)
    if not wanted:
        return
    if running is not None:
        held = running.held
        of_kind = held.people if kind == "people" else held.cases
        too_late = held.writes or (kind == "people" and held.cases) or max(of_kind, default=0) > wanted[0]
        if too_late:
            raise LocksMissing(people=wanted) if kind == "people" else LocksMissing(cases=wanted)
        now = of_kind | frozenset(wanted)
        running.held = held._replace(people=now) if kind == "people" else held._replace(cases=now)
    with connection.cursor() as cursor:
        cursor.execute(_LOCKING[kind], [wanted])


class CaseRowLock:
    """viewflow's lock protocol on our case row, so that both engines take one and the same lock."""

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        with transaction.atomic():
            lock_cases([process_pk])
            yield
