"""Use the embedded database for as long as this process lives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.database import BASE_DIR, DATABASE
from config.errors import StartError

from . import cluster, locks

PATIENCE = 150
"""Seconds to wait for the server: the keeper's own patience and a stopping predecessor's."""


@dataclass
class Hold:
    """A share of the running server. Ends with `release()` or with the process; children may inherit `descriptor`."""

    data: Path
    descriptor: int
    durable: bool

    def ensure(self) -> None:
        """Return when the server is ready; start a keeper if there is none. Raises StartError if that fails."""
        deadline = time.monotonic() + PATIENCE
        keeper: subprocess.Popen[str] | None = None
        while not (locks.keeper_is_ready(self.data) and _answers(self.data)):
            if keeper is None and not locks.keeper_lives(self.data):
                keeper = _start_keeper(self.data, durable=self.durable)
            elif keeper is not None and keeper.poll() is not None:
                complaint = keeper.stdout.read().strip() if keeper.stdout else ""
                if keeper.returncode != 0:
                    raise StartError(complaint or f"the database's keeper ended unexpectedly ({keeper.returncode})")
                keeper = None
            if time.monotonic() > deadline:
                raise StartError(f"the database in {self.data} is not ready after {PATIENCE} s; see its postgres.log")
            time.sleep(0.02)

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Give the share back; the keeper stops the server if it was the last one."""
        os.close(self.descriptor)


def hold(data: Path, *, durable: bool = True) -> Hold:
    """Take a share of the embedded server in `data`, starting it if need be.

    `durable` False trades safety against a crash for speed; it counts only for whoever starts the server.
    Raises StartError in one line: unwritable or full folder, foreign version, account, missing programs.
    """
    descriptor = locks.open_lock(data, locks.USERS)
    if not locks.take(descriptor, alone=False, seconds=PATIENCE):
        raise StartError(f"the database in {data} is stopping and does not end; see its postgres.log")
    share = Hold(data, descriptor, durable)
    share.ensure()
    return share


def _answers(data: Path) -> bool:
    """Ask the server itself: a keeper notices a death only a moment later, and a server may be recovering."""
    try:
        cluster.connect(data, DATABASE).close()
    except psycopg.OperationalError:
        return False
    return True


def _start_keeper(data: Path, *, durable: bool) -> subprocess.Popen[str]:
    """Start a keeper in a session of its own: Ctrl-C in this terminal is not meant for it."""
    command = [sys.executable, "-m", "config.embedded.keeper", str(data)]
    return subprocess.Popen(
        command if durable else [*command, "--volatile"],
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
