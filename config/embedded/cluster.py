"""PostgreSQL's own folder: made once, cleared of what a crash left, filled with roles and one database."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
from pgmq.install import get_embedded_install_sql
from psycopg import sql

from config.database import ADMIN, DATABASE, OWNER, PORT, QUEUE, RUNTIME, server_folder, socket_folder
from config.errors import StartError

from .account import caller, die_with_parent, handed_over, process_arguments

DRAFT = "postgres.new"
ROOM_FOR_NEW = 150 * 1024 * 1024
"""Bytes a new server needs at once: 23 MB of catalogue, 16 MB of log, and the first day's work."""
ROOM_TO_START = 32 * 1024 * 1024
DATABASE_SQL = Path(__file__).with_name("database.sql")

CONNECT_PATIENCE = 10
"""Seconds a server may take to answer a call."""


def prepare(data: Path, programs: Path, major: int, account: pwd.struct_passwd) -> None:
    """Make the server folder if there is none, clear what a crash left, and write who may connect.

    Raises StartError, and touches nothing, if the folder is another version's or not PostgreSQL's, or the disk is full.
    """
    server = server_folder(data)
    if server.exists():
        _refuse_foreign(server, major)
        _refuse_full(data, ROOM_TO_START)
    else:
        _refuse_full(data, ROOM_FOR_NEW)
        _initialise(data, programs, account)
    clear_leftovers(server)
    _write_access(server, account)
    _link_socket(data)


def _refuse_foreign(server: Path, major: int) -> None:
    try:
        found = (server / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise StartError(f"{server} is not a PostgreSQL folder: move it away, or set KAWAL_DATA") from None
    except OSError as error:
        raise StartError(f"cannot read {server}: {error.strerror}; it belongs to another user") from error
    if found != str(major):
        raise StartError(
            f"{server} was made by PostgreSQL {found}, the programs here are {major}: "
            f"set KAWAL_PG_BIN to the bin folder of a PostgreSQL {found}, or KAWAL_DATA to another folder"
        )


def _refuse_full(data: Path, needed: int) -> None:
    state = os.statvfs(data)
    free = state.f_bavail * state.f_frsize
    if free < needed:
        raise StartError(f"the disk of {data} is full: {free >> 20} MB free, {needed >> 20} MB needed")


def _initialise(data: Path, programs: Path, account: pwd.struct_passwd) -> None:
    """Make the folder beside its place and move it there when it is whole: a crash leaves only a draft."""
    draft = data / DRAFT
    _wait_for_end(draft)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(draft, account.pw_uid, account.pw_gid)
    with handed_over(draft) as (name, descriptor):
        result = subprocess.run(
            [programs / "initdb", "-D", name, "-U", ADMIN, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8"],
            capture_output=True,
            text=True,
            check=False,
            pass_fds=[descriptor],
            preexec_fn=die_with_parent(signal.SIGKILL),
            **process_arguments(account),
        )
    if result.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        words = [line for line in result.stderr.splitlines() if "error" in line.lower() or "FATAL" in line]
        raise StartError(f"PostgreSQL cannot make its folder in {data}: {' '.join(words) or result.stderr[-300:]}")
    draft.rename(server_folder(data))
    _make_lasting(data)


def _make_lasting(folder: Path) -> None:
    """Write the folder's list of names to disk: a rename counts after a power cut only then."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_leftovers(server: Path) -> None:
    """Wait until no process of an earlier server is left in `server`, then remove its pid files.

    PostgreSQL's own check asks whether the noted process id exists; a zombie nobody buried, or another process with the
    same number, would keep it from starting. Whoever holds the keeper's lock knows better.
    """
    _wait_for_end(server)
    for name in ("postmaster.pid", f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (server / name).unlink(missing_ok=True)


def _wait_for_end(folder: Path) -> None:
    """Wait for PostgreSQL's processes that work in `folder`; after 5 s tell them to stop, after 15 s kill them."""
    if not folder.exists():
        return
    started = time.monotonic()
    ladder = [(5.0, signal.SIGQUIT), (15.0, signal.SIGKILL)]
    while left := processes_in(folder):
        if ladder and time.monotonic() - started > ladder[0][0]:
            _, wanted = ladder.pop(0)
            for process in left:
                try:
                    os.kill(process, wanted)
                except ProcessLookupError:
                    continue
        if time.monotonic() - started > 30:
            raise StartError(f"an earlier PostgreSQL still runs in {folder} (process {left[0]}) and does not end")
        time.sleep(0.05)


def processes_in(folder: Path) -> list[int]:
    """Return the living PostgreSQL processes whose working folder is `folder`; zombies have none."""
    wanted = folder.stat()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            here = (process / "cwd").stat()
            if (here.st_dev, here.st_ino) == (wanted.st_dev, wanted.st_ino) and (
                (process / "comm").read_text().strip() == "postgres"
            ):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def _write_access(server: Path, account: pwd.struct_passwd) -> None:
    """Let the user who starts Kawal, and root, connect by their own account (`peer`), and nobody else."""
    users = dict.fromkeys([caller(), "root"])
    lines = [f'kawal "{user}" {role}\n' for user in users for role in (ADMIN, OWNER, RUNTIME, QUEUE)]
    for name, text in (("pg_hba.conf", "local all all peer map=kawal\n"), ("pg_ident.conf", "".join(lines))):
        path = server / name
        path.write_text(text)
        if os.geteuid() == 0:
            os.chown(path, account.pw_uid, account.pw_gid)


def _link_socket(data: Path) -> None:
    """Where the socket's path is too long for clients, make the short link `socket_folder` names."""
    link, server = socket_folder(data), server_folder(data)
    if link == server:
        return
    link.parent.mkdir(mode=0o700, exist_ok=True)
    if link.parent.is_symlink() or link.parent.stat().st_uid != os.geteuid():
        raise StartError(
            f"{link.parent} belongs to somebody else, and {data} is too long for a socket: use a shorter one"
        )
    if link.is_symlink() and link.readlink() != server:
        link.unlink()
    if not link.is_symlink():
        link.symlink_to(server)


def connect(data: Path, database: str, *, autocommit: bool = False) -> psycopg.Connection:
    """Connect as the superuser of the embedded server; only its keeper and the tests do.

    Raises OperationalError after CONNECT_PATIENCE: a server that hangs takes the call and never answers it.
    """
    return psycopg.connect(
        host=str(socket_folder(data)),
        port=PORT,
        user=ADMIN,
        dbname=database,
        autocommit=autocommit,
        connect_timeout=CONNECT_PATIENCE,
    )


def create_database(data: Path, name: str = DATABASE) -> None:
    """Make the database `name` if it is missing, with roles, extensions, rights and the queue's schema."""
    with connect(data, "postgres", autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    with connect(data, name) as connection:
        connection.execute(DATABASE_SQL.read_bytes())
        if connection.execute("SELECT to_regclass('pgmq.meta')").fetchone() == (None,):
            # The packaged script begins with CREATE SCHEMA IF NOT EXISTS, which asks for this right in any case.
            grant = sql.SQL("{} CREATE ON DATABASE {} {} {}")
            words = sql.Identifier(name), sql.Identifier(QUEUE)
            connection.execute(grant.format(sql.SQL("GRANT"), words[0], sql.SQL("TO"), words[1]))
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(words[1]))
            connection.execute(get_embedded_install_sql().encode())
            connection.execute("RESET ROLE")
            connection.execute(grant.format(sql.SQL("REVOKE"), words[0], sql.SQL("FROM"), words[1]))
