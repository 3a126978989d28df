"""Child processes of one running Kawal: started, watched, stopped warm."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .database import BASE_DIR
from .embedded.account import die_with_parent

RESTARTS = 5
"""How often a part that dies by itself is started again, each time it lived for less than a minute."""
STOP_PATIENCE = 25
"""Seconds a part has to finish what it is doing."""


@dataclass
class Part:
    """One part of the running system: a command, and its process while it lives.

    A vital part is not restarted: when it ends, everything ends.
    """

    name: str
    command: Sequence[str]
    vital: bool = False
    descriptors: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    quick_deaths: int = 0

    def start(self) -> None:
        """Start the process in a group of its own: Ctrl-C is for the parent, which then stops it in order.

        It inherits the share of the database, so that the database outlives it, and ends if the parent is killed.
        """
        self.process = subprocess.Popen(
            self.command,
            cwd=BASE_DIR,
            env=os.environ,
            pass_fds=self.descriptors,
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        self.started = time.monotonic()

    def exit_code(self) -> int | None:
        """Return None while the process lives, else how it ended."""
        return self.process.poll() if self.process else None

    def may_restart(self) -> bool:
        """Count this death; say whether the part may be started again."""
        self.quick_deaths = self.quick_deaths + 1 if time.monotonic() - self.started < 60 else 0
        return not self.vital and self.quick_deaths <= RESTARTS


def stop(parts: Sequence[Part]) -> None:
    """Ask all parts to stop, in the given order, and wait; kill what does not end in time."""
    living = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in living:
        process.terminate()
    deadline = time.monotonic() + STOP_PATIENCE
    for process in living:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
