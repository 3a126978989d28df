"""Under which account PostgreSQL runs: it refuses root, so root hands it to an account that exists already."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.errors import StartError

CANDIDATES = ("postgres", "nobody")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
"""What PostgreSQL's programs see: no PG* variable of the caller may redirect them."""


def caller() -> str:
    """Return the name of the user who runs Kawal."""
    return _entry(os.geteuid()).pw_name


def server_account(server: Path) -> pwd.struct_passwd:
    """Return the account for PostgreSQL.

    An ordinary user is it himself. Root gives it to the owner of an existing `server` folder, else to the first of
    CANDIDATES that this system has.
    """
    if os.geteuid() != 0:
        return _entry(os.geteuid())
    if server.exists() and server.stat().st_uid != 0:
        return _entry(server.stat().st_uid)
    for name in CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StartError("PostgreSQL does not run as root and neither 'postgres' nor 'nobody' exists: run as ordinary user")


def _entry(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise StartError(f"user id {uid} has no entry in /etc/passwd, which PostgreSQL needs: add one") from None


def process_arguments(account: pwd.struct_passwd) -> dict[str, Any]:
    """Return the arguments of `subprocess` that run a program as `account`, beside any private folder."""
    arguments: dict[str, Any] = {"cwd": "/", "env": CLEAN_ENVIRONMENT, "stdin": subprocess.DEVNULL}
    if os.geteuid() == 0:
        arguments |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return arguments


@contextmanager
def handed_over(folder: Path) -> Iterator[tuple[str, int]]:
    """Open `folder` for a program of another account; yield the name it has there and the descriptor to pass on.

    The folder may lie below a private one, which that account cannot enter by its path. PostgreSQL 15 and older change
    to their programs' folder and back while they start, so being in the folder already would not be enough.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}", descriptor
    finally:
        os.close(descriptor)


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn`: the child gets `death_signal` when the thread that made it ends.

    It must run after the change of account, which clears the wish, and be used from the main thread, which lives as
    long as the process.
    """
    parent = os.getpid()

    def wish() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return wish
