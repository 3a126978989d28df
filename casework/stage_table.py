"""The table of stages, written from the declarations at every migration."""

from __future__ import annotations

from casework.models import StageRow
from casework.stages import flows


def write_stages(using: str) -> None:
    """Insert declared stages that the table does not hold yet; rows are never removed while cases may stand there."""
    StageRow.objects.using(using).bulk_create(
        [
            StageRow(kind=kind, state=state, is_open=node.is_open, definition=flow.definition())
            for kind, flow in flows().items()
            for state, node in flow.stages().items()
        ],
        ignore_conflicts=True,
    )
