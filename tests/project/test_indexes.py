"""A move writes into every index of its tables: none is kept that another one answers for."""

from __future__ import annotations

import pytest
from django.db import connection

_ANSWERED_BY_ANOTHER = """
    WITH of_table AS (
        SELECT x.indrelid, x.indexrelid::regclass::text AS name, x.indisunique AS is_unique,
               string_to_array(x.indkey::text, ' ') AS columns, string_to_array(x.indclass::text, ' ') AS classes,
               coalesce(pg_get_expr(x.indpred, x.indrelid), '') AS only_where, c.relam
        FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
        WHERE x.indrelid = ANY(%s::regclass[]) AND x.indexprs IS NULL
    )
    SELECT one.name, other.name FROM of_table one JOIN of_table other
        ON other.indrelid = one.indrelid AND other.name <> one.name AND other.relam = one.relam
       AND other.only_where = one.only_where
       AND other.columns[:cardinality(one.columns)] = one.columns
       AND other.classes[:cardinality(one.classes)] = one.classes
    WHERE NOT one.is_unique
"""
WRITTEN_BY_EVERY_MOVE = (
    "casework_case", "casework_step", "casework_deadline", "casework_participation", "casework_party",
    "casework_handledrequest", "casework_outbox", "audit.event", "audit.head", "audit.opening",
)  # fmt: skip


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED_BY_ANOTHER, [list(WRITTEN_BY_EVERY_MOVE)])
        assert cursor.fetchall() == []
