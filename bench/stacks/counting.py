"""How many statements an operation of a stack on Django costs."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

WARM = 20


def statements_of(step: Callable[[], None], ready: Callable[[], None] = lambda: None, over: int = 4) -> float:
    """The mean of some operations, BEGIN and COMMIT with them, after some that fill caches, without `ready()`."""
    count = 0
    for number in range(WARM + over):
        ready()
        with CaptureQueriesContext(connection) as queries:
            step()
        count += len(queries) if number >= WARM else 0
    return count / over
