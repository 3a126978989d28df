"""Real worker processes on a test's own database and queue, and sending them work as beat does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from celery import Celery

from config.database import BASE_DIR, QUEUE, broker_settings
from config.embedded.account import die_with_parent
from tests import database
from tests.project.clients import wait_until

_COMMAND = [
    sys.executable, "-m", "celery", "--quiet", "-A", "tests.simulation.app", "worker", "--loglevel=WARNING",
    "--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat",
]  # fmt: skip


class Workers:
    """Who does what is sent; `everything_done()` waits until the queue is empty and nobody is at work."""

    def __init__(self, name: str, queue: psycopg.Connection) -> None:
        url, options = broker_settings({"KAWAL_DATABASE": name}, database.data_folder())
        self._app = Celery("kawal", broker=url)
        self._app.conf.update(broker_transport_options=options, task_default_queue="kawal", task_ignore_result=True)
        self._queue = queue

    def do(self, task: str, times: int = 1) -> None:
        """Send a task so many times, and wait until all of it is done."""
        for _time in range(times):
            self._app.send_task(f"notifications.tasks.{task}")
        wait_until(self._is_empty, seconds=120, every=0.01)

    def _is_empty(self) -> bool:
        row = self._queue.execute("SELECT count(*) FROM pgmq.q_kawal").fetchone()
        return row == (0,)


@contextmanager
def workers(name: str, home: Path, more: Mapping[str, str]) -> Iterator[Workers]:
    """Run a worker with two processes on the database `name`; `more` is its further environment."""
    environment = dict(database.environment(name)) | {"PYTHONPATH": str(BASE_DIR)} | more
    with (home / "worker.txt").open("w") as output:
        process = subprocess.Popen(
            _COMMAND,
            cwd=BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(signal.SIGTERM),  # also where the tests are killed
        )
    try:
        with database.connect_as(QUEUE, name) as queue:
            wait_until(lambda: _has_queue(queue) or process.poll() is not None, seconds=60)
            assert process.poll() is None, (home / "worker.txt").read_text()
            yield Workers(name, queue)
            assert "The sweep failed" not in (home / "worker.txt").read_text()
    finally:
        process.terminate()
        process.wait(60)
        os.sync()


def _has_queue(queue: psycopg.Connection) -> bool:
    row = queue.execute("SELECT to_regclass('pgmq.q_kawal') IS NOT NULL").fetchone()
    return row == (True,)
