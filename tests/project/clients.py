"""Users of an embedded server as processes of their own, which a test may kill."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from config.database import BASE_DIR, DATABASE, OWNER, PORT, server_folder, socket_folder
from config.embedded.cluster import processes_in

WRITER = """
import sys
from pathlib import Path
import psycopg
from config import embedded
from config.database import DATABASE, OWNER, PORT, socket_folder
data = Path(sys.argv[1])
share = embedded.hold(data)
with psycopg.connect(host=str(socket_folder(data)), port=PORT, user=OWNER, dbname=DATABASE, autocommit=True) as link:
    link.execute("CREATE TABLE IF NOT EXISTS noted (number bigint PRIMARY KEY)")
    number = link.execute("SELECT coalesce(max(number), 0) FROM noted").fetchone()[0]
    while True:
        number += 1
        link.execute("INSERT INTO noted VALUES (%s)", [number])
        print(number, flush=True)
"""
"""Writes rows one by one and tells the number of each row that is committed."""


class Writer:
    """A process that writes committed rows into the server of `data` as fast as it can."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(data)],
            cwd=BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def wait_for_rows(self, count: int) -> int:
        """Read until `count` further rows are committed; return the last number."""
        assert self.process.stdout
        number = 0
        for _ in range(count):
            line = self.process.stdout.readline()
            assert line, "the writer ended"
            number = int(line)
        return number

    def kill(self) -> int:
        """Kill the process at once; return the last number it told before."""
        assert self.process.stdout
        self.process.kill()
        last = [int(line) for line in self.process.stdout.read().split()]
        self.process.wait()
        return max(last, default=0)


@contextmanager
def connected(data: Path) -> Iterator[psycopg.Connection]:
    """Connect to the server of `data` as owner."""
    with psycopg.connect(
        host=str(socket_folder(data)), port=PORT, user=OWNER, dbname=DATABASE, autocommit=True
    ) as connection:
        yield connection


def highest_number(data: Path) -> int:
    """Return the highest number written, and check that none below it is missing."""
    with connected(data) as connection:
        count, highest = connection.execute("SELECT count(*), max(number) FROM noted").fetchone()
    assert count == highest
    return highest


def keeper_of(data: Path) -> int:
    """Return the process id of the keeper of `data`."""
    wanted = b"\0".join([b"config.embedded.keeper", os.fsencode(data)])
    found = [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and wanted in read(process / "cmdline")
    ]
    assert len(found) == 1, found
    return found[0]


def read(path: Path) -> bytes:
    """Read a file of /proc, which may vanish meanwhile."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def postgres_processes(data: Path) -> list[int]:
    """Return all living PostgreSQL processes of `data`, the oldest, the postmaster, first."""
    folder = server_folder(data)
    return sorted(processes_in(folder)) if folder.exists() else []


def children_of(process: int) -> list[int]:
    """Return the living children of a process, the oldest first."""
    return [int(child) for child in read(Path(f"/proc/{process}/task/{process}/children")).split()]


def kill_all(processes: list[int]) -> None:
    """Kill -9 each of the processes and wait until they are gone; some may have ended with another one."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    wait_until(lambda: not any(lives(process) for process in processes))


def lives(process: int) -> bool:
    """Say whether the process still runs; a zombie does not.

    While it ends it has no command line any more, but its locks still, and its children have not heard of it.
    """
    _name, _, after = read(Path(f"/proc/{process}/stat")).rpartition(b")")
    return bool(after) and after.split()[0] not in (b"Z", b"X")


def wait_until(condition: Callable[[], bool], seconds: float = 20, every: float = 0.05) -> None:
    """Wait until `condition` holds, looked at `every` so many seconds; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        select.select([], [], [], every)
