"""The keeper: the process that owns one embedded PostgreSQL server. Started by `hold()`; nobody starts it by hand."""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from config.database import server_folder
from config.errors import StartError

from . import cluster, locks
from .account import die_with_parent, handed_over, process_arguments, server_account
from .binaries import major_version, programs, reachable

POLL = 0.1
"""Seconds between two looks at the users' lock and at the server."""
START_PATIENCE = 120
"""Seconds PostgreSQL may take to answer: after a crash it replays its log first."""
STOP_PATIENCE = 20
"""Seconds for each way to stop it, from polite to rude."""
RESTARTS = 5
"""How often a server that died by itself is started again, each time it was up for less than a minute."""
LOG = "postgres.log"
LOG_LIMIT = 5 * 1024 * 1024

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": "/proc/self/cwd",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Statements and failing rows hold personal values: the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
VOLATILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For the test suite, whose data nobody misses."""


class Keeper:
    """One server, from start to end.

    1. Take the keeper's lock; if somebody has it, end: one keeper is enough.
    2. Make or check PostgreSQL's folder, start the server, make roles and database, declare it ready.
    3. Start it again if it dies while somebody uses it.
    4. When nobody holds the users' lock any more, take it alone, stop the server, end.
    """

    def __init__(self, data: Path, *, durable: bool) -> None:
        self.data = data
        self.durable = durable
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def run(self) -> None:
        """Keep the server until nobody uses it. Raises StartError when it cannot be started."""
        keeper_lock = locks.open_lock(self.data, locks.KEEPER)
        if not locks.take(keeper_lock, alone=True, seconds=1):
            return
        users_lock = locks.open_lock(self.data, locks.USERS)
        locks.declare(keeper_lock, ready=False)
        major = major_version(programs(os.environ))
        account = server_account(server_folder(self.data))
        binaries = reachable(programs(os.environ), account)
        cluster.prepare(self.data, binaries, major, account)
        quick_deaths = 0
        try:
            while quick_deaths <= RESTARTS:
                started = time.monotonic()
                self.start(binaries, account)
                cluster.create_database(self.data)
                locks.declare(keeper_lock, ready=True)
                if self.wait(users_lock):
                    return
                locks.declare(keeper_lock, ready=False)
                cluster.clear_leftovers(server_folder(self.data))
                quick_deaths = quick_deaths + 1 if time.monotonic() - started < 60 else 0
            raise StartError(f"PostgreSQL dies again and again; see {self.data / LOG}")
        finally:
            locks.declare(keeper_lock, ready=False)
            self.stop()

    def start(self, binaries: Path, account: pwd.struct_passwd) -> None:
        """Start PostgreSQL and wait until it answers."""
        settings = SETTINGS if self.durable else SETTINGS | VOLATILE
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log() as log, handed_over(server_folder(self.data)) as (name, descriptor):
            self.server = subprocess.Popen(
                [binaries / "postgres", "-D", name, *options],
                stdout=log,
                stderr=log,
                pass_fds=[descriptor],
                preexec_fn=die_with_parent(signal.SIGQUIT),  # at once; the next start replays the log
                **process_arguments(account),
            )
        if not self.answers(START_PATIENCE):
            raise StartError(f"PostgreSQL does not start: {self.last_words() or 'it does not answer'}")

    def wait(self, users_lock: int) -> bool:
        """Return True, holding the users' lock alone, when nobody uses the server; False when it died before."""
        assert self.server is not None
        while not self.stopping:
            if self.server.poll() is not None:
                return False
            if locks.take(users_lock, alone=True):
                return True
            time.sleep(POLL)
        return True

    def stop(self) -> None:
        """Stop PostgreSQL: open transactions are rolled back, everything committed is kept.

        A server that is recovering is stopped at once: PostgreSQL 18 can hang for ever when a fast shutdown meets a
        recovery. The next start replays the log.
        """
        if self.server is None or self.server.poll() is not None:
            return
        wishes = (
            [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL] if self.answers(5) else [signal.SIGQUIT, signal.SIGKILL]
        )
        for wish in wishes:
            self.server.send_signal(wish)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(STOP_PATIENCE)
                return

    def answers(self, seconds: float) -> bool:
        """Say whether the server accepts a connection within `seconds`."""
        assert self.server is not None
        deadline = time.monotonic() + seconds
        while self.server.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                cluster.connect(self.data, "postgres").close()
                return True
            if self.stopping or time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return False

    @contextlib.contextmanager
    def log(self) -> Iterator[int]:
        """Open the server's log; a long one is kept once as .old."""
        path = self.data / LOG
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.old"))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def last_words(self) -> str:
        """Return the last line of the log that names an error, if it is of today's start."""
        lines = (self.data / LOG).read_text(errors="replace").splitlines()[-20:]
        return next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "")


def main() -> None:
    """Run a keeper; its standard output takes one line: what went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--volatile", action="store_true")
    arguments = parser.parse_args()
    keeper = Keeper(arguments.data, durable=not arguments.volatile)

    def stop(*_: object) -> None:
        keeper.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        keeper.run()
    except StartError as error:
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.write(f"{error}\n")
            sys.stdout.flush()
        sys.exit(1)


if __name__ == "__main__":
    main()
