"""What the database knows of the declared kinds and their stages, written at every migration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import translation

from casework.models import StageRow
from casework.sql import read_file
from casework.stages import flows

_READING = """
    WHEN '{kind}' THEN
        SELECT row_to_json(o) INTO own FROM {table} o WHERE o.case_ptr_id = the_case;"""
_WRITING = """
    WHEN '{kind}' THEN
        others := own - ARRAY[{names}]::text[];
        IF is_new THEN
            INSERT INTO {table} ({columns})
            SELECT {news} FROM jsonb_populate_record(NULL::{table}, own) n;
        ELSE
            UPDATE {table} o SET ({columns}) = (SELECT {news} FROM jsonb_populate_record(o, own) n)
            WHERE o.case_ptr_id = the_case;
        END IF;"""


def write_kinds(using: str) -> None:
    """Write the functions that read and write the columns that only one kind of case has, each as declared today.

    The tables themselves may be written by nothing else.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    reading = writing = ""
    with connection.cursor() as cursor:
        for kind, flow in flows().items():
            meta: Any = flow.process_class._meta
            own = [field.column for field in meta.local_concrete_fields if not field.primary_key]
            parts = {
                "kind": kind,
                "table": quote(meta.db_table),
                "names": ", ".join(f"'{column}'" for column in own),
                "columns": ", ".join(map(quote, ["case_ptr_id", *own])),
                "news": ", ".join(["the_case", *(f"n.{quote(column)}" for column in own)]),
            }
            reading += _READING.format(**parts)
            writing += _WRITING.format(**parts)
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {parts['table']} FROM kawal_app")
        text = read_file("own_columns.sql")
        cursor.execute(text.replace("-- reading", reading).replace("-- writing", writing))


def write_stages(using: str) -> None:
    """Write every declared stage with its present label; rows stay for good: cases stand there, or did."""
    with translation.override(settings.LANGUAGE_CODE):
        StageRow.objects.using(using).bulk_create(
            [
                StageRow(
                    kind=kind,
                    state=state,
                    is_open=node.is_open,
                    definition=flow.definition(),
                    label=str(node.label),
                )
                for kind, flow in flows().items()
                for state, node in flow.stages().items()
            ],
            update_conflicts=True,
            unique_fields=["kind", "state"],
            update_fields=["definition", "label"],
        )
