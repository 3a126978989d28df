"""The table of stages, written from the declarations at every migration."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from casework.models import StageRow
from casework.stages import flows


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
