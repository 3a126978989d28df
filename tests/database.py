"""The tests' databases: one migrated template, cloned for every worker and for every test that commits.

The server is the embedded one, in a folder of its own and without `fsync`. Nothing is ever flushed: the audit's guards
refuse TRUNCATE, and a clone (some hundredths of a second) is cleaner. Several test runs may share the server; names of
databases carry the process id of their run, and those of dead runs are dropped.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from config import embedded
from config.database import BASE_DIR, OWNER, PORT, QUEUE, RUNTIME, socket_folder
from config.embedded import cluster, locks
from config.embedded.binaries import major_version, programs

TEMPLATE = "kawal_template_"
CLONE = "kawal_test_"
TEMPLATE_LOCK = "template.lock"
SHAPING = (
    "*/migrations/*.py",
    "workflows/*/migrations/*.py",
    "casework/sql/**/*.sql",
    "casework/models/**/*.py",
    "casework/management/commands/load_rulebook.py",
    "casework/stages.py",
    "config/embedded/database.sql",
    "config/settings.py",
    "notifications/models.py",
    "tests/sql/*.sql",
    "tests/toy/**/*.py",
    "tests/toy/**/*.toml",
    "workflows/**/*.py",
    "workflows/**/*.toml",
    "uv.lock",
)
"""Files on which the content of a fresh database depends: schema, stages, rights, rulebook."""
TOY = "tests.toy"
"""A kind of case that only tests know: adding one touches nothing else."""
SQL = sorted((Path(__file__).parent / "sql").glob("*.sql"))
"""What the owner adds to the template: the tests' clock, and states of an earlier day."""
TODAY = "2026-11-21 09:00+07"
"""When the tests' time begins, a Saturday; it runs on from there. A suite that lived today would rot with its dates."""
_numbers = itertools.count(1)


@cache
def data_folder() -> Path:
    """Return the data folder of the tests' server: one per PostgreSQL version."""
    return BASE_DIR / ".kawal-test" / str(major_version(programs(os.environ)))


def run_number() -> int:
    """Return the process id of the whole test run, the same in all its workers."""
    return int(os.environ["KAWAL_TEST_RUN"])


def clone_name() -> str:
    """Return a new name for a clone of this worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return f"{CLONE}{run_number()}_{worker}_{os.getpid()}_{next(_numbers)}"


def start() -> embedded.Hold:
    """Start the tests' server, or join it."""
    return embedded.hold(data_folder(), durable=False)


def template() -> str:
    """Return the name of the migrated template, made by the first run that needs this version of it."""
    name = TEMPLATE + _digest()
    lock = locks.open_lock(data_folder(), TEMPLATE_LOCK)
    try:
        if not locks.take(lock, alone=True, seconds=300):
            raise TimeoutError("another test run has been making the template database for five minutes")
        with _admin() as connection:
            _drop_left_behind(connection, keep=name)
            if not _exists(connection, name):
                _make_template(connection, name)
    finally:
        os.close(lock)
    return name


def clone(name: str, source: str | None = None) -> None:
    """Make the database `name`, a copy of the template or of `source`. Migrations do not run again."""
    with _admin() as connection:
        _copy(connection, source or TEMPLATE + _digest(), name)
    if source is None:
        with connect_as(OWNER, name) as owner:
            begin_time(owner)


def begin_time(connection: psycopg.Connection) -> None:
    """Let the time of a test database begin at `TODAY`."""
    connection.execute("UPDATE kawal_test_clock SET ahead = %s::timestamptz - clock_timestamp()", [TODAY])


def drop(name: str) -> None:
    """Drop a clone, throwing out who is still connected."""
    with _admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def connect_as(role: str, database: str) -> psycopg.Connection:
    """Connect to a test database as any role, each statement committing at once."""
    return psycopg.connect(
        host=str(socket_folder(data_folder())), port=PORT, user=role, dbname=database, autocommit=True
    )


def environment(database: str) -> Mapping[str, str]:
    """Return the environment for a command of its own that works on `database`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAWAL_")}
    chosen = {"KAWAL_PG_BIN": os.environ["KAWAL_PG_BIN"]} if "KAWAL_PG_BIN" in os.environ else {}
    here = {"KAWAL_DATA": str(data_folder()), "KAWAL_DATABASE": database, "KAWAL_DEMO": "0", "KAWAL_WORKFLOWS": TOY}
    return kept | chosen | here | {"DJANGO_SETTINGS_MODULE": "config.settings"}


@contextmanager
def _admin() -> Iterator[psycopg.Connection]:
    with cluster.connect(data_folder(), "postgres", autocommit=True) as connection:
        yield connection


def _exists(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _copy(connection: psycopg.Connection, source: str, target: str) -> None:
    # A plain copy of the files is the faster strategy while the server runs without fsync; the owner is not copied.
    words = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy")
    connection.execute(words.format(sql.Identifier(target), sql.Identifier(source), sql.Identifier(OWNER)))
    # Rights on the database itself are not copied either; production's are in config/embedded/database.sql.
    name, roles = sql.Identifier(target), sql.SQL(", ").join([sql.Identifier(RUNTIME), sql.Identifier(QUEUE)])
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, roles))


def _make_template(connection: psycopg.Connection, name: str) -> None:
    """Migrate a draft as the owner, give it what only tests need, and name it the template when it is whole."""
    draft = f"{name}_draft"
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
    cluster.create_database(data_folder(), draft)
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=BASE_DIR, env=environment(draft), check=True)
    with connect_as(OWNER, draft) as owner:
        for file in SQL:
            owner.execute(file.read_bytes())
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)),
    )


def _drop_left_behind(connection: psycopg.Connection, keep: str) -> None:
    """Drop clones whose run is dead, and templates of which nobody made a clone since the last three versions."""
    for (name,) in connection.execute("SELECT datname FROM pg_database ORDER BY oid").fetchall():
        if name.startswith(CLONE) and not Path(f"/proc/{name.removeprefix(CLONE).split('_')[0]}").exists():
            drop(name)
    found = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s ORDER BY oid DESC",
        [TEMPLATE, keep],
    ).fetchall()
    for (name,) in found[3:]:
        drop(name)


@cache
def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SHAPING for path in BASE_DIR.glob(pattern)}):
        digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
