"""The one lock that every writer of a case takes: its row in the base table."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


def lock_rows(table: str, ids: Iterable[int]) -> None:
    """Lock rows of a table in ascending id, `FOR NO KEY UPDATE`, waiting for whoever holds them.

    One statement; call it inside a transaction and read the rows only afterwards: a joined read in
    the locking statement would return what stood there before the wait.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {connection.ops.quote_name(table)} WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [wanted],
        )


def lock_request(request_id: uuid.UUID) -> None:
    """Let the same form sent twice at once wait for itself, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [request_id.int % 2**63])


class CaseRowLock:
    """viewflow's lock protocol on our case row, so that both engines take one and the same lock."""

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        with transaction.atomic():
            lock_rows("casework_case", [process_pk])
            yield
