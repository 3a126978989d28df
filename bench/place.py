"""Where cases are measured: one durable embedded server, with a database for every number of open cases."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from config import embedded
from config.database import BASE_DIR, OWNER, PORT, RUNTIME, socket_folder
from config.embedded import cluster
from config.embedded.binaries import major_version, programs

DISTRICTS = 20
SCALES = (10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Place:
    """A running database full of cases, and this process set up to use it."""

    data: Path
    database: str
    cases: int

    def connect(self, role: str = RUNTIME) -> psycopg.Connection[Any]:
        """Connect as a role, each statement committing by itself."""
        return psycopg.connect(
            host=str(socket_folder(self.data)), port=PORT, user=role, dbname=self.database, autocommit=True
        )


def scale() -> int:
    """How many open cases are wanted, from the environment's SCALE (10,000)."""
    wanted = os.environ.get("SCALE") or str(SCALES[0])
    if not wanted.isdigit() or int(wanted) < DISTRICTS * 20:
        sys.exit(f"SCALE={wanted}: give a number of open cases from {DISTRICTS * 20} on, as 10000, 100000 or 1000000")
    return int(wanted)


def folder_of_cases() -> Path:
    """The data folder of the server, one per PostgreSQL version."""
    return BASE_DIR / ".kawal-bench" / str(major_version(programs(os.environ))) / "cases"


def database_of(cases: int) -> str:
    """The name of the database with so many open cases."""
    return f"kawal_{cases}"


@contextmanager
def place(cases: int) -> Iterator[Place]:
    """Start the server, prepare the database for so many cases and load them unless they are there.

    From then on this process, and those it starts, use that database.
    """
    data = folder_of_cases()
    with embedded.hold(data):
        here = Place(data, database_of(cases), cases)
        os.environ.update(
            KAWAL_DATA=str(data),
            KAWAL_DATABASE=here.database,
            KAWAL_DEMO="0",
            DJANGO_SETTINGS_MODULE="bench.settings",
        )
        for name in ("DATABASE_URL", "KAWAL_OWNER_URL", "BROKER_URL"):
            os.environ.pop(name, None)
        cluster.create_database(data, here.database)
        for command in (["prepare"], ["migrate", "--run-syncdb", "--verbosity=0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=BASE_DIR, check=True)
        import django.db  # settings read the environment that was just set

        django.setup()
        try:
            _fill(here)
            yield here
        finally:
            django.db.connections.close_all()  # the server may stop now; the next measurement begins afresh


def _fill(here: Place) -> None:
    from bench.loading import fill  # models can be imported only now

    begun = time.monotonic()
    with here.connect(OWNER) as owner:
        for done in fill(owner, here.cases, DISTRICTS):
            sys.stderr.write(f"loaded {done} of {here.cases} cases, {time.monotonic() - begun:.0f} s\n")
