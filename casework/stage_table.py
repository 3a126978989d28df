"""The tables of kinds and stages, written from the declarations at every migration."""

from __future__ import annotations

from django.conf import settings
from django.db import connections
from django.utils import translation

from casework.models import KindRow, StageRow
from casework.stages import flows


def write_kinds(using: str) -> None:
    """Insert or correct where each declared kind keeps its own columns, which only the function for acts may write."""
    rows = [KindRow(kind=kind, own_table=flow.process_class._meta.db_table) for kind, flow in flows().items()]
    KindRow.objects.using(using).bulk_create(
        rows, update_conflicts=True, unique_fields=["kind"], update_fields=["own_table"]
    )
    connection = connections[using]
    with connection.cursor() as cursor:
        for row in rows:
            table = connection.ops.quote_name(row.own_table)
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM kawal_app")


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
