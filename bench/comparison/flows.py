"""A plain viewflow process: one human task after the other, without permissions."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


class TicketFlow(flow.Flow):
    """Two tasks that follow each other for ever."""

    process_class = Process
    lock_impl = lock.select_for_update_lock

    start = flow.StartHandle(this.begin).Next(this.check)
    check = flow.View(None).Next(this.work)
    work = flow.View(None).Next(this.check)

    def begin(self, activation: object) -> object:
        """Nothing but the process itself."""
        return activation
