"""File locks of one data folder. The kernel frees them when their last holder ends, in whatever way."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from config.errors import StartError

USERS = "users.lock"
"""Shared by everybody who uses the database; alone by a keeper that is stopping it."""
KEEPER = "keeper.lock"
"""Alone by the keeper, for its whole life. Its content says how far the keeper is: empty, or READY."""
READY = b"ready"


def open_lock(data: Path, name: str) -> int:
    """Open (and make) a lock file and return its descriptor, which children do not inherit by themselves."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(data / name, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(f"cannot write to the data folder {data} (KAWAL_DATA): {error.strerror}") from error


def take(descriptor: int, *, alone: bool, seconds: float = 0) -> bool:
    """Try for `seconds` to take the lock, shared or alone; say whether it was taken."""
    kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True


def keeper_lives(data: Path) -> bool:
    """Say whether a keeper holds its lock, ready or not."""
    return _keeper_said(data) is not None


def keeper_is_ready(data: Path) -> bool:
    """Say whether a living keeper has declared its server ready."""
    return _keeper_said(data) == READY


def _keeper_said(data: Path) -> bytes | None:
    descriptor = open_lock(data, KEEPER)
    try:
        if take(descriptor, alone=False):
            return None
        return os.pread(descriptor, len(READY), 0)
    finally:
        os.close(descriptor)


def declare(descriptor: int, *, ready: bool) -> None:
    """Write into the keeper's lock file whether clients may come."""
    os.ftruncate(descriptor, 0)
    if ready:
        os.pwrite(descriptor, READY, 0)
