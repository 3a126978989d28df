"""The Celery application."""

from __future__ import annotations

import logging
import os
import signal
import warnings
from contextlib import suppress
from typing import Any

from celery import Celery, bootsteps
from celery.platforms import SecurityWarning
from celery.signals import worker_init

from . import broker  # noqa: F401  (pgmq:// is ours)
from .startup import refuse_unsafe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# In a container root is the ordinary user. The danger meant is pickle, which we do not accept.
warnings.filterwarnings("ignore", category=SecurityWarning)

log = logging.getLogger(__name__)

app = Celery("kawal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def check_database(**_: object) -> None:
    """Let no worker start on a database that would not keep the promises."""
    refuse_unsafe_database()


class EndWithALostProcess(bootsteps.StartStopStep):
    """Ends the worker when one of its processes was killed; who runs the worker starts it afresh.

    Without an event loop (pgmq) the processes take tasks from one pipe, and whoever waits at it holds its lock. Killed
    there, by the kernel for want of memory say, it leaves the lock closed: the worker would live on and do nothing
    (billiard issue 104). Tasks are acknowledged late and idempotent, so that nothing is lost by ending at once.
    """

    requires = ("celery.worker.components:Timer", "celery.worker.components:Pool")

    def include_if(self, parent: Any) -> bool:
        return not parent.use_eventloop

    def start(self, parent: Any) -> None:
        self.processes = set(parent.pool.info["processes"])
        self.entry = parent.timer.call_repeatedly(1.0, self.look, (parent,))

    def stop(self, parent: Any) -> None:
        self.entry.cancel()

    def look(self, worker: Any) -> None:
        """Kill the rest and end if a process is gone."""
        living = set(worker.pool.info["processes"])
        if not self.processes - living:
            return
        log.log(logging.ERROR, "A process of the worker was killed: the worker ends, to be started afresh.")
        for process in living:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        os._exit(1)


app.steps["worker"].add(EndWithALostProcess)
