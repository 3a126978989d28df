"""What the database knows of the declared kinds and their stages, written at every migration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import translation

from casework.models import StageRow
from casework.stages import flows

_FUNCTIONS = """
-- The columns that only this kind of case has, as a row.
CREATE OR REPLACE FUNCTION kawal_own_row(the_kind text, the_case bigint) RETURNS json
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    own json;
BEGIN
    CASE the_kind
{reading}
    END CASE;
    RETURN own;
END
$$;

-- Writes them: all of them for a new case, else those that changed.
CREATE OR REPLACE FUNCTION kawal_write_own(the_kind text, the_case bigint, own jsonb, is_new boolean) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    written bigint;
BEGIN
    IF own ? 'case_ptr_id' THEN
        RAISE EXCEPTION 'case %: its own columns belong to another case', the_case USING ERRCODE = 'KW015';
    END IF;
    CASE the_kind
{writing}
    END CASE;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> 1 THEN
        RAISE EXCEPTION 'case %: is no %', the_case, the_kind USING ERRCODE = 'KW015';
    END IF;
END
$$;
REVOKE ALL ON FUNCTION kawal_own_row(text, bigint) FROM PUBLIC;
REVOKE ALL ON FUNCTION kawal_write_own(text, bigint, jsonb, boolean) FROM PUBLIC;
"""
_READING = """
    WHEN '{kind}' THEN
        SELECT row_to_json(o) INTO own FROM {table} o WHERE o.case_ptr_id = the_case;"""
_WRITING = """
    WHEN '{kind}' THEN
        IF is_new THEN
            INSERT INTO {table} ({columns})
            SELECT {news} FROM jsonb_populate_record(NULL::{table}, own) n;
        ELSE
            UPDATE {table} o SET ({columns}) = (SELECT {news} FROM jsonb_populate_record(o, own) n)
            WHERE o.case_ptr_id = the_case;
        END IF;"""


def write_kinds(using: str) -> None:
    """Write the functions that read and write the columns that only one kind of case has, each as declared today.

    Made from the declarations, their statements are planned once, like all others of an act. The tables
    themselves may be written by nothing else.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    reading = writing = ""
    with connection.cursor() as cursor:
        for kind, flow in flows().items():
            meta: Any = flow.process_class._meta
            own = [quote(field.column) for field in meta.local_concrete_fields if not field.primary_key]
            parts = {
                "kind": kind,
                "table": quote(meta.db_table),
                "columns": ", ".join(["case_ptr_id", *own]),
                "news": ", ".join(["the_case", *(f"n.{column}" for column in own)]),
            }
            reading += _READING.format(**parts)
            writing += _WRITING.format(**parts)
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {parts['table']} FROM kawal_app")
        cursor.execute(_FUNCTIONS.format(reading=reading, writing=writing))


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
