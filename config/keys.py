"""Secret keys: from the environment, else made once and kept in the data folder."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from .errors import StartError

OPENING_KEY_BYTES = 32


def secret_key(folder: Path) -> str:
    """Return Django's secret key: ``KAWAL_SECRET_KEY``, else the one kept in `folder`."""
    return os.environ.get("KAWAL_SECRET_KEY") or _kept(folder / "secret_key", lambda: secrets.token_urlsafe(64))


def opening_key(folder: Path) -> bytes:
    """Return the 32 bytes that encrypt personal values: ``KAWAL_ENCRYPTION_KEY`` (base64), else the one in `folder`."""
    text = os.environ.get("KAWAL_ENCRYPTION_KEY") or _kept(
        folder / "encryption_key", lambda: base64.b64encode(secrets.token_bytes(OPENING_KEY_BYTES)).decode()
    )
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != OPENING_KEY_BYTES:
        raise StartError("KAWAL_ENCRYPTION_KEY must be 32 random bytes in base64")
    return key


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Read the key in `path`; if there is none, make it, whole and private, whoever of several processes is first."""
    try:
        if not path.exists():
            _write_once(path, make())
        return path.read_text().strip()
    except OSError as error:
        raise StartError(f"cannot keep keys in {path.parent} (KAWAL_DATA): {error.strerror}") from error


def _write_once(path: Path, key: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
