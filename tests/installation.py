"""Installations of Kawal as `make run` starts them, in data folders of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.database import BASE_DIR
from config.embedded import locks
from config.embedded.account import die_with_parent
from config.management.commands.serve import complaint_at
from tests.project.clients import children_of, postgres_processes, read, wait_until

READY = "Kawal is ready"


class Kawal:
    """A running `manage.py serve`, as `make run` starts it."""

    def __init__(self, data: Path, port: int, more: dict[str, str] | None = None) -> None:
        self.data = data
        self.address = f"http://127.0.0.1:{port}"
        self.output = data.parent / "output.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=BASE_DIR,
                env=environment(data) | {"PORT": str(port)} | (more or {}),
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(signal.SIGTERM),  # also where the tests are killed
            )

    def said(self) -> str:
        """Return what it has printed so far."""
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        """Wait for the line with the address."""
        wait_until(lambda: READY in self.said() or self.process.poll() is not None, seconds=120)
        assert READY in self.said(), self.said()

    def is_healthy(self) -> bool:
        """Ask /healthz."""
        return complaint_at(f"{self.address}/healthz") is None

    def children(self) -> dict[str, int]:
        """Return the process ids of the parts by name."""
        words = {"beat": b"beat", "web": b"gunicorn", "worker": b"worker"}
        mine = children_of(self.process.pid)
        commands = {process: read(Path(f"/proc/{process}/cmdline")).split(b"\0") for process in mine}
        return {name: process for name, word in words.items() for process, line in commands.items() if word in line}

    def stop(self) -> int:
        """Press Ctrl-C and wait."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a plain installation with its data in `data`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KAWAL_", "DJANGO_"))}
    chosen = {"KAWAL_PG_BIN": os.environ["KAWAL_PG_BIN"]} if "KAWAL_PG_BIN" in os.environ else {}
    return kept | chosen | {"KAWAL_DATA": str(data), "KAWAL_DEMO": "0"}


def run(command: list[str], data: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a management command on the installation in `data`."""
    line = [sys.executable, "manage.py", *command]
    return subprocess.run(
        line, cwd=BASE_DIR, env=environment(data) | extra, capture_output=True, text=True, timeout=120, check=False
    )


def free_port() -> int:
    """Find a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port() -> int:
    """A port nobody uses."""
    return free_port()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which everything is prepared and nothing runs: to be copied, one for all workers of the run."""
    home = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        home = home.parent
    draft, data = home / "draft" / "data", home / "prepared" / "data"
    lock = locks.open_lock(home, "prepared.lock")
    try:
        if not locks.take(lock, alone=True, seconds=300):
            raise TimeoutError("another worker has been preparing an installation for five minutes")
        if not data.exists():
            done = run(["prepare"], draft)
            assert done.returncode == 0, done.stderr
            wait_until(lambda: not postgres_processes(draft))
            draft.parent.rename(data.parent)
    finally:
        os.close(lock)
    return data
