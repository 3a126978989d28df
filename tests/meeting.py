"""Two acts that meet: the first is done but not yet committed when the second comes, and waits or does not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from django.db import connection, transaction

from casework.errors import Refused
from tests.project.clients import wait_until


def meet(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Do two acts so that the second begins while the first is done and not committed.

    The first commits as soon as the second waits for it, or has come to its end without waiting. Returns what
    came of each: its answer, or with what it was refused. Anything else, a deadlock too, is raised.
    """
    at_work, may_commit = Event(), Event()
    backends: dict[str, int] = {}

    def uncommitted() -> Any:
        with transaction.atomic():
            backends["first"] = _backend()
            answer = _answer(first)
            at_work.set()
            assert may_commit.wait(60)
        return answer

    def meeting() -> Any:
        assert at_work.wait(60)
        backends["second"] = _backend()
        return _answer(second)

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(_closing, uncommitted), pool.submit(_closing, meeting)
        try:
            wait_until(lambda: _waits(backends) or other.done() or one.done(), seconds=60)
        finally:
            may_commit.set()
        return _result(one), _result(other)


def _result(future: Future[Any]) -> Any:
    return future.result(60)


def _answer(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refused as refused:
        return refused


def _closing(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connection.close()


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _waits(backends: dict[str, int]) -> bool:
    if len(backends) < 2:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT %(first)s = ANY (pg_blocking_pids(%(second)s))", backends)
        return cursor.fetchone()[0]
