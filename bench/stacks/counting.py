"""How many statements an operation of a stack on Django costs."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

WARM = 20


def statements_of(step: Callable[[], None], over: int = 4) -> float:
    """The mean of some operations, BEGIN and COMMIT with them, after some that fill caches."""
    for _each in range(WARM):
        step()
    with CaptureQueriesContext(connection) as queries:
        for _each in range(over):
            step()
    return len(queries) / over
